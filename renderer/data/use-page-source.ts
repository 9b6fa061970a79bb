import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Result } from '../../app/result.ts';
import { useRefreshed } from '../state/refreshed.ts';
import { useStable } from '../ui/use-stable.ts';
import { Lanes, PageSource } from './page-source.ts';
import type { Placed, ReadPage } from './paged-list.ts';

/** A row as it was read, and its place. */
export type PlacedRow<Wire> = Wire & Placed;

/**
 * The pages of a list, for as long as the screen is open.
 * @param key names the list, its filters with it: another one starts anew
 * @param read reads one page, with those filters
 */
export function usePageSource<Wire extends { readonly id: string }>(
  key: string,
  read: (page: number) => Promise<Result<ReadPage<Wire>>>,
): { readonly source: PageSource<Wire, PlacedRow<Wire>>; readonly version: number } {
  const readNow = useStable(read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for everything the pages depend on
  const source = useMemo(
    () =>
      new PageSource<Wire, PlacedRow<Wire>>({
        read: readNow,
        rowOf: (wire) => ({ ...wire, index: -1 }),
        lanes: new Lanes(3),
        everything: false,
      }),
    [key],
  );
  useEffect(() => {
    source.want(0, 0);
    return () => source.close();
  }, [source]);
  useEffect(() => useRefreshed.subscribe(() => source.refresh()), [source]);
  return { source, version: useSyncExternalStore(source.subscribe, source.getVersion) };
}
