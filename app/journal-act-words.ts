import { z } from 'zod';
import { ActId, acts } from './acts.ts';
import { wordsFor } from './errors.ts';
import type { JournalWords, Related, Written } from './journal-line.ts';
import { Failure } from './result.ts';

/** Kinds of lines about acts: what was about to be done, what became of it, and what was only noticed. */
export const actKinds = { intent: 'act.intent', outcome: 'act.outcome', note: 'act.note' } as const;

const Acted = z.object({
  act: z.string(),
  account: z.object({ name: z.string() }).nullish(),
});
const Worded = Acted.extend({ words: z.string() });
const Ended = Acted.extend({
  result: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done'), words: z.string() }),
    z.object({ kind: z.literal('failed'), words: z.string(), failure: Failure.optional().catch(undefined) }),
    z.object({ kind: z.literal('declined'), words: z.string() }),
  ]),
});
type Ended = z.output<typeof Ended>;

/** A line about an act in words; null for another line, or one that is not as it should be. */
export function actWords(line: Written, { outcome }: Related): JournalWords | null {
  switch (line['kind']) {
    case actKinds.intent: {
      const { success, data } = Worded.safeParse(line);
      if (!success) return null;
      return {
        picture: 'intent',
        sentence: sentence(data.account == null ? `Begun: ${data.words}` : `${data.account.name} began: ${data.words}`),
        mark: outcome === undefined ? { text: 'no outcome', tone: 'warn' } : { text: 'intent', tone: 'plain' },
      };
    }
    case actKinds.outcome: {
      const { success, data } = Ended.safeParse(line);
      return success ? outcomeWords(data) : null;
    }
    case actKinds.note: {
      const { success, data } = Worded.safeParse(line);
      return success ? { picture: 'note', sentence: sentence(capital(data.words)), mark: null } : null;
    }
    default:
      return null;
  }
}

function outcomeWords({ act, account, result }: Ended): JournalWords {
  const known = ActId.safeParse(act);
  switch (result.kind) {
    case 'done': {
      const by = account == null ? '' : ` Done by ${account.name}.`;
      return {
        picture: 'outcome',
        sentence: sentence(`${sentence(capital(result.words))}${by}`),
        mark: { text: known.success ? acts[known.data].done : 'done', tone: 'ok' },
      };
    }
    case 'failed': {
      const why = result.failure === undefined ? '' : ` ${wordsFor(result.failure).title}.`;
      return {
        picture: 'outcome',
        sentence: sentence(`Failed: ${sentence(result.words)}${why}`),
        mark: { text: 'failed', tone: 'danger' },
      };
    }
    case 'declined':
      return {
        picture: 'outcome',
        sentence: sentence(`Called off${account == null ? '' : ` by ${account.name}`}: ${result.words}`),
        mark: { text: 'called off', tone: 'plain' },
      };
    default:
      return result satisfies never;
  }
}

/** With its full stop, and no longer than a row may be. */
function sentence(text: string): string {
  const whole = text.trim();
  return (/[.!?…]$/.test(whole) ? whole : `${whole}.`).slice(0, 1_000);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
