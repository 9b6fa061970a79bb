import { z } from 'zod';
import { FactGroups } from '../facts.ts';

const Iso = z.string().max(40);
const Digest = z.string().regex(/^[0-9a-f]{64}$/);
/** The place of a line in the file, from 1. Not the entry's own number: lines that are none of ours have a place as well. */
export const LineNumber = z.number().int().min(1).max(100_000_000);

/** How a line stands out in the list. */
export const JournalMark = z.strictObject({
  text: z.string().max(40),
  tone: z.enum(['plain', 'ok', 'warn', 'danger']),
});

/** One line of the journal, in words. */
export const JournalRow = z.strictObject({
  /** Its place in the file, as the row's name: lines are only ever added. */
  id: z.string().max(12),
  line: LineNumber,
  /** Null where the line cannot be read. */
  at: Iso.nullable(),
  picture: z.enum(['intent', 'outcome', 'note', 'unknown', 'damaged']),
  sentence: z.string().max(1_000),
  mark: JournalMark.nullable(),
});
export type JournalRow = z.output<typeof JournalRow>;

/** One line of the journal with all that is written in it. */
export const JournalEntry = z.strictObject({
  row: JournalRow,
  groups: FactGroups,
  /** What the person was shown before they confirmed; empty where the line keeps none. */
  shown: FactGroups,
  /** The line as it is written, indented; cut where it is very long. */
  written: z.string().max(70_000),
  /** Characters of the line in the file. */
  length: z.number().int().nonnegative(),
});
export type JournalEntry = z.output<typeof JournalEntry>;

/** How far the journal goes: what one notes down elsewhere. */
export const JournalState = z.strictObject({
  lines: z.number().int().nonnegative(),
  /** Hash of the newest line that is whole; null while there is none. */
  head: Digest.nullable(),
});

export const JournalVerdict = z.strictObject({
  at: Iso,
  result: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('whole'),
      /** Entries of the chain. */
      entries: z.number().int().nonnegative(),
      /** Lines that a crash cut short. */
      torn: z.number().int().nonnegative(),
      /** Whether the newest line is one of them: the next entry will name it. */
      endsTorn: z.boolean(),
      head: Digest,
    }),
    z.strictObject({ kind: z.literal('broken'), line: LineNumber, why: z.string().max(200) }),
  ]),
});
export type JournalVerdict = z.output<typeof JournalVerdict>;

export const JournalFormat = z.enum(['csv', 'json']);
export type JournalFormat = z.output<typeof JournalFormat>;
