import type { DecryptBatch, FileRow } from '../../app/contract/decrypt-shapes.ts';

type Kind = FileRow['state']['kind'];

const busy: ReadonlySet<Kind> = new Set<Kind>(['waiting', 'running', 'paused']);

function count(batch: DecryptBatch, is: (kind: Kind) => boolean): number {
  return batch.files.reduce((sum, { state }) => sum + (is(state.kind) ? 1 : 0), 0);
}

const filesOf = (number: number): string => (number === 1 ? 'one file' : `${number} files`);

/**
 * What is worth saying aloud between two lists: that files came, and how the work ended. Progress is not: it would
 * never stop talking.
 * @param before undefined when this is the first list
 */
export function batchNews(before: DecryptBatch | undefined, after: DecryptBatch): string | null {
  if (before === undefined) return null;
  const came = after.files.length - before.files.length;
  if (came > 0) return `Added ${filesOf(came)}`;
  const isBusy = (kind: Kind): boolean => busy.has(kind);
  if (count(before, isBusy) === 0 || count(after, isBusy) > 0) return null;
  const done = count(after, (kind) => kind === 'done');
  const failed = count(after, (kind) => kind === 'failed');
  if (done === 0 && failed === 0) return null;
  return [done > 0 && `${filesOf(done)} decrypted`, failed > 0 && `${filesOf(failed)} failed`]
    .filter(Boolean)
    .join(', ');
}
