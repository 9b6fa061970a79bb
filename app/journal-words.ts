import { z } from 'zod';
import { wordsFor } from './errors.ts';
import { actWords } from './journal-act-words.ts';
import type { JournalWords, Related, Written } from './journal-line.ts';
import { Failure } from './result.ts';

export const kinds = { intent: 'decision.intent', outcome: 'decision.outcome', torn: 'journal.torn-line' } as const;

const Decided = z.object({
  account: z.object({ name: z.string() }),
  decision: z.enum(['APPROVE', 'REJECT']),
  item: z.string(),
});
const Reason = z.string().catch('');
/** Facts too large for a line are kept by their digest alone: then the item has no name here. */
const Named = z.object({ facts: z.object({ title: z.string(), noun: z.string() }) });
const Result = z.object({
  kind: z.string(),
  stateName: z.string().nullish(),
  whose: z.string().optional(),
  retired: z.number().optional(),
  changed: z.array(z.string()).optional(),
  failure: Failure.optional(),
});
type Result = z.output<typeof Result>;

/** What an outcome is told with. */
interface Told {
  readonly who: string;
  /** The encrypt request “firmware-v1.6.44”. */
  readonly what: string;
  readonly verb: 'approve' | 'reject';
  readonly done: 'approved' | 'rejected';
  readonly result: Result;
  /** `, read back as “Ready”`, or nothing. */
  readonly readBack: string;
}

/** Every outcome of a decision: its mark and its sentence. */
const outcomes: Readonly<Record<string, { mark: (told: Told) => JournalWords['mark']; say: (told: Told) => string }>> =
  {
    done: {
      mark: ({ done }) => ({ text: done, tone: 'ok' }),
      say: ({ who, what, done, result, readBack }) =>
        result.whose === 'not-told'
          ? `${capital(what)} is ${done}${readBack}${retired(result)}. The platform does not tell whose decision it took; ${who} decided so.`
          : `${who} ${done} ${what}${readBack}${retired(result)}.`,
    },
    'as-asked': {
      mark: ({ done }) => ({ text: `${done}, by whom unknown`, tone: 'warn' }),
      say: ({ who, what, done, readBack }) =>
        `${capital(what)} is ${done}${readBack}. Whether the decision of ${who} arrived is not known.`,
    },
    'decided-by-other': {
      mark: () => ({ text: 'no effect', tone: 'warn' }),
      say: ({ who, what, readBack }) => `Somebody else decided ${what} before ${who}${readBack}.`,
    },
    'no-effect': {
      mark: () => ({ text: 'still waits', tone: 'warn' }),
      say: ({ who, what, readBack }) => `The platform answered OK to ${who}, but ${what} still waited${readBack}.`,
    },
    'left-unreadable': {
      mark: () => ({ text: 'not readable', tone: 'warn' }),
      say: ({ who, what, verb }) =>
        `${who} sent the decision to ${verb} ${what}. It no longer waits; what became of it may not be read.`,
    },
    'withheld-changed': {
      mark: () => ({ text: 'not sent', tone: 'plain' }),
      say: ({ who, what, result }) =>
        `Nothing was sent for ${what}: it changed while ${who} looked${result.changed?.length ? ` (${result.changed.join(', ')})` : ''}.`,
    },
    'withheld-not-open': {
      mark: () => ({ text: 'not sent', tone: 'plain' }),
      say: ({ what }) => `Nothing was sent for ${what}: it was not open for a decision yet.`,
    },
    'withheld-gone': {
      mark: () => ({ text: 'not sent', tone: 'plain' }),
      say: ({ what, readBack }) => `Nothing was sent for ${what}: it no longer waited${readBack}.`,
    },
    unknown: {
      mark: () => ({ text: 'not known', tone: 'danger' }),
      say: ({ who, what, verb }) => `It is not known whether the decision of ${who} to ${verb} ${what} arrived.`,
    },
    failed: {
      mark: () => ({ text: 'failed', tone: 'danger' }),
      say: ({ who, what, verb, result }) =>
        `The decision of ${who} to ${verb} ${what} failed${result.failure === undefined ? '' : `: ${wordsFor(result.failure).title}`}.`,
    },
  };

/** A line in words. A kind that this version does not know, or a line that is not as it should be, is named as it is. */
export function journalWords(line: Written, related: Related = {}): JournalWords {
  const words =
    line['kind'] === kinds.intent
      ? intentWords(line, related)
      : line['kind'] === kinds.outcome
        ? outcomeWords(line, related)
        : line['kind'] === kinds.torn
          ? tornWords(line)
          : actWords(line, related);
  return words ?? { picture: 'unknown', sentence: `An entry of the kind “${String(line['kind'])}”.`, mark: null };
}

/** What a line that cannot be read is told as. `isTorn`: a crash cut it short, and the next line says so or there is none. */
export function damagedWords(isTorn: boolean): JournalWords {
  return isTorn
    ? { picture: 'damaged', sentence: 'A crash cut this line short.', mark: { text: 'cut short', tone: 'warn' } }
    : {
        picture: 'damaged',
        sentence: 'This line was changed, or does not belong to the journal.',
        mark: { text: 'changed', tone: 'danger' },
      };
}

function intentWords(line: Written, { outcome }: Related): JournalWords | null {
  const decided = Decided.safeParse(line);
  if (!decided.success) return null;
  const { account, decision } = decided.data;
  const reason = Reason.parse(line['reason']);
  const verb = decision === 'APPROVE' ? 'approve' : 'reject';
  return {
    picture: 'intent',
    sentence:
      `${account.name} confirmed: ${verb} ${thing(line)}.${reason === '' ? '' : ` ${decision === 'APPROVE' ? 'Note' : 'Reason'}: ${reason}`}`.slice(
        0,
        1_000,
      ),
    mark: outcome === undefined ? { text: 'no outcome', tone: 'warn' } : { text: 'intent', tone: 'plain' },
  };
}

function outcomeWords(line: Written, { intent }: Related): JournalWords | null {
  const decided = Decided.safeParse(line);
  const result = Result.safeParse(line['result']);
  if (!decided.success || !result.success) return null;
  const row = Object.hasOwn(outcomes, result.data.kind) ? outcomes[result.data.kind] : undefined;
  if (row === undefined) return null;
  const { account, decision } = decided.data;
  const { stateName } = result.data;
  const told: Told = {
    who: account.name,
    what: thing(intent ?? line),
    verb: decision === 'APPROVE' ? 'approve' : 'reject',
    done: decision === 'APPROVE' ? 'approved' : 'rejected',
    result: result.data,
    readBack: typeof stateName === 'string' ? `, read back as “${spaced(stateName)}”` : '',
  };
  return { picture: 'outcome', sentence: row.say(told).slice(0, 1_000), mark: row.mark(told) };
}

function tornWords(line: Written): JournalWords {
  const length = z.number().int().catch(0).parse(line['length']);
  return {
    picture: 'note',
    sentence: `A crash had cut the line before this one short. Its ${length} characters are kept as they were.`,
    mark: { text: 'repaired', tone: 'plain' },
  };
}

/** The encrypt request “firmware-v1.6.44”; without its facts, the item with its id. */
function thing(line: Written): string {
  const named = Named.safeParse(line);
  if (!named.success) return `the item ${z.string().catch('without an id').parse(line['item'])}`;
  const { noun, title } = named.data.facts;
  return `the ${noun.charAt(0).toLowerCase()}${noun.slice(1)} “${title}”`;
}

function retired({ retired }: Result): string {
  if (retired === undefined || retired === 0) return '';
  return retired === 1 ? ', which retired 1 earlier client' : `, which retired ${retired} earlier clients`;
}

/** ApprovalRequired → Approval required. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
