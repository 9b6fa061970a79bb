import type { JournalRow } from './contract/journal-shapes.ts';

/** A line of the journal as it is read again: fields of an earlier or later version may be missing or new. */
export type Written = Readonly<Record<string, unknown>>;

/** What a line says, as a person would. */
export type JournalWords = Pick<JournalRow, 'picture' | 'sentence' | 'mark'>;

/** Lines that belong to a line: an outcome names its intent; an intent may have its outcome further on. */
export interface Related {
  readonly intent?: Written | undefined;
  readonly outcome?: Written | undefined;
}
