import type { RecordRow } from '../../../app/contract/export-shapes.ts';
import { countKeys } from './preview-choice.ts';

/** How sure one can be of who wrote a record. Why one is unsigned only main knows. */
export const signatures = {
  pinned: {
    tone: 'ok',
    word: 'signed',
    title: 'Signed by a key that was pinned.',
    text: 'The journal wrote down its thumbprint when the token made it, so another key would show.',
  },
  'self-asserted': {
    tone: 'warn',
    word: 'self-asserted',
    title: 'Self-asserted.',
    text: 'It is signed, but by a key whose thumbprint nothing here has pinned: the signature shows that the record was not changed, not whose it is. Compare the thumbprint with one that you trust.',
  },
  unsigned: {
    tone: 'warn',
    word: 'unsigned',
    title: 'Unsigned.',
    text: '',
  },
} as const satisfies Record<
  RecordRow['signature'],
  { readonly tone: 'ok' | 'warn'; readonly word: string; readonly title: string; readonly text: string }
>;

/** The heading of a record, as a fact. `keys` are those that were stored, `token` is its label and its serial. */
export function recordTitle({ keys, product, token }: RecordRow): string {
  if (keys === 0) return `No key of ${product} went onto ${token}`;
  return `${countKeys(keys)} of ${product} went onto ${token}`;
}

/** What did not work, for the list; empty where all did. */
export function failedWords({ failed }: Pick<RecordRow, 'failed'>): string {
  return failed === 0 ? '' : `${countKeys(failed)} failed`;
}
