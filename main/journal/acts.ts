import type { ActId } from '../../app/acts.ts';
import type { FactGroup } from '../../app/facts.ts';
import { actKinds } from '../../app/journal-act-words.ts';
import { type Failure, ok, type Result } from '../../app/result.ts';
import type { Journal } from './journal.ts';
import { keptFacts } from './kept-facts.ts';

/** Characters of a sentence that are kept; what a token calls itself can be long. */
const wordsMost = 900;

/** What is about to be done. */
export interface Act {
  readonly act: ActId;
  /** What, as one would say it after "Anna Lind began: ": `export “Bootloader signing” onto “Line 3 HSM”`. No full stop. */
  readonly words: string;
  /** What the person was shown before they confirmed, or what identifies the things involved. Never a secret. */
  readonly facts?: readonly FactGroup[];
}

/** What is written of an outcome besides its words. Never a secret. */
export interface ActExtra {
  readonly facts?: readonly FactGroup[];
  /** Fields of the line itself, such as the grade or the id of a record. */
  readonly [field: string]: unknown;
}

/**
 * An act whose intent is on the disk. Exactly one of the three ends it; ending it twice is a bug.
 * What became of it is true whether or not it can be written down: a journal that fails here is in the log, and its
 * intent stands out as one without an outcome.
 */
export interface BegunAct {
  /** Number of the intent's line. */
  readonly seq: number;
  /** @param words a sentence with its full stop: `“Bootloader signing” is on “Line 3 HSM”, proven by a signature.` */
  done(words: string, extra?: ActExtra): Promise<void>;
  /** @param words what it was meant to be, where that is better said than in the intent's words. */
  failed(failure: Failure, words?: string): Promise<void>;
  /** The person said no, or changed their mind. */
  declined(): Promise<void>;
}

/** Writes down what is done on this machine, before and after. */
export interface Acts {
  /** Writes the intent and waits until the disk has it. Failure 'journal.unwritable': then nothing may be done. */
  begin(act: Act): Promise<Result<BegunAct>>;
  /** A single line, for what has no intent: something found, something pinned. `words` is a sentence with its full stop. */
  note(act: ActId, words: string, facts?: readonly FactGroup[]): Promise<Result<null>>;
}

/** Who acts, and for which platform; both may be nobody, since tokens and files need no sign-in. */
interface Actor {
  readonly account: { readonly name: string; readonly identity: string } | null;
  readonly profile: { readonly id: string; readonly name: string } | null;
}

export function createActs({
  journal,
  who,
  profile,
}: {
  readonly journal: Pick<Journal, 'append'>;
  readonly who: () => Actor['account'];
  readonly profile: () => Actor['profile'];
}): Acts {
  /** Field by field: what answers these may carry more than belongs into a journal. */
  function actor(): Actor {
    const [account, active] = [who(), profile()];
    return {
      account: account === null ? null : { identity: account.identity, name: account.name },
      profile: active === null ? null : { id: active.id, name: active.name },
    };
  }
  return {
    async begin({ act, words, facts }) {
      // Whoever began it is who did it, also when they have signed out by the time it ends.
      const about = { act, ...actor() };
      const meant = cut(words);
      const intent = await journal.append({ kind: actKinds.intent, ...about, words: meant, ...shown(facts) });
      if (!intent.ok) return intent;
      const { seq } = intent.value;
      let isEnded = false;
      async function end(result: object, extra: object = {}): Promise<void> {
        if (isEnded) throw new Error(`the act ${act} of line ${seq} was ended twice`);
        isEnded = true;
        await journal.append({ ...extra, kind: actKinds.outcome, ...about, intent: seq, result });
      }
      return ok({
        seq,
        done: (said, { facts: found, ...fields } = {}) =>
          end({ kind: 'done', words: cut(said) }, { ...fields, ...shown(found) }),
        failed: (failure, said = meant) => end({ kind: 'failed', words: cut(said), failure }),
        declined: () => end({ kind: 'declined', words: meant }),
      });
    },
    async note(act, words, facts) {
      const line = await journal.append({ kind: actKinds.note, act, ...actor(), words: cut(words), ...shown(facts) });
      return line.ok ? ok(null) : line;
    },
  };
}

function shown(facts: readonly FactGroup[] | undefined): object {
  return facts === undefined || facts.length === 0 ? {} : keptFacts({ groups: facts });
}

function cut(words: string): string {
  return words.length <= wordsMost ? words : `${words.slice(0, wordsMost)}…`;
}
