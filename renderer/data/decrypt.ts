import { queryOptions } from '@tanstack/react-query';
import type { DecryptBatch } from '../../app/contract/decrypt-shapes.ts';
import type { Result } from '../../app/result.ts';
import { announce } from '../state/announcer.ts';
import { orTrouble } from '../state/trouble.ts';
import { batchNews } from './batch-news.ts';
import { client, fileIdOf } from './bridge.ts';
import { unwrap } from './failure.ts';
import { queryClient } from './query-client.ts';

/** The files to decrypt belong to this machine: they stay when an account or platform changes. */
const decryptKey = ['decrypt'] as const;

/** The list as main told it last. Asked for once; afterwards main tells by itself. */
export const batchQuery = queryOptions<DecryptBatch>({
  queryKey: [...decryptKey, 'batch'],
  queryFn: () => unwrap(client.decrypt.batch({})),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

const detailsKey = [...decryptKey, 'details'] as const;

/** One file with its layout and all that is known of it. `version` is another one when something about it changed. */
export function fileDetailsQuery(id: string, version: string) {
  return queryOptions({
    queryKey: [...detailsKey, id, version],
    queryFn: () => unwrap(client.decrypt.details({ id })),
    staleTime: 0,
    gcTime: 10_000,
  });
}

/** Puts a list where the screen finds it, and says aloud what became of the work. */
export function takeBatch(batch: DecryptBatch): void {
  const news = batchNews(queryClient.getQueryData(batchQuery.queryKey), batch);
  // Rows that did not change stay the same objects, so that only the others are drawn again.
  queryClient.setQueryData(batchQuery.queryKey, batch);
  if (news !== null) announce(news);
}

/** Waits for what main answers to an act on files. @returns whether it was done */
export async function takeAnswer(answer: Promise<Result<DecryptBatch>>): Promise<boolean> {
  const batch = await orTrouble(answer);
  if (batch === undefined) return false;
  takeBatch(batch);
  // What was given shows in the details only.
  void queryClient.invalidateQueries({ queryKey: detailsKey });
  return true;
}

/** Most ids in one call; the contract's own limit. */
const AT_ONCE = 1_000;

/** Adds files and folders that were dropped or pasted. Their paths go from preload to main, never through the page. */
export async function addFiles(files: readonly File[]): Promise<void> {
  const ids = (await Promise.all(files.map(fileIdOf))).filter((id) => id !== null);
  if (ids.length === 0) {
    await orTrouble(Promise.resolve({ ok: false, error: { code: 'app.file-not-known', facts: {} } }));
    return;
  }
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    await takeAnswer(client.decrypt.add({ fileIds: ids.slice(first, first + AT_ONCE) }));
  }
}
