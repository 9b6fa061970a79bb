import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { RequestRow } from '../../app/contract/shapes.ts';
import type { Result } from '../../app/result.ts';
import { useRefreshed } from '../state/refreshed.ts';
import { useStable } from '../ui/use-stable.ts';
import { Lanes, PageSource } from './page-source.ts';
import type { Placed, ReadPage } from './paged-list.ts';

/** A row as it was read, and its place. */
export type PlacedRow<Wire> = Wire & Placed;

/** A list whose rows say how they stand, and its version. */
export interface StatedRows {
  readonly source: { amend(id: string, change: Pick<RequestRow, 'state'>): void };
  readonly version: number;
}

/**
 * Keeps the row of what is open at the state it was read in: the two stand side by side, and the one that is open is
 * read more often. Said again with every version, since a page asked for earlier may come in later.
 * @param state undefined until it is read
 */
export function useRowOfOpen(
  { source, version }: StatedRows,
  id: string,
  state: RequestRow['state'] | undefined,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the rows of the source
  useEffect(() => {
    if (state !== undefined) source.amend(id, { state });
  }, [source, version, id, state]);
}

/** The rows of a list as far as they were read, for those who draw them. */
export interface PagedSource<Wire extends { readonly id: string }> {
  /** Names the list with its filters. */
  readonly list: string;
  readonly source: PageSource<Wire, PlacedRow<Wire>>;
  readonly version: number;
}

/**
 * The pages of a list, for as long as the screen is open.
 * @param filter names the list together with `name`: another one starts anew
 * @param read reads one page, with that filter
 * @param onRows told about every page that was read
 */
export function usePageSource<Wire extends { readonly id: string }>(
  name: string,
  filter: object,
  read: (page: number) => Promise<Result<ReadPage<Wire>>>,
  onRows: (rows: readonly Wire[]) => void = () => undefined,
): PagedSource<Wire> {
  const list = `${name} ${JSON.stringify(filter)}`;
  const readNow = useStable(read);
  const tellNow = useStable(onRows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name of the list stands for everything its pages depend on
  const source = useMemo(
    () =>
      new PageSource<Wire, PlacedRow<Wire>>({
        read: readNow,
        rowOf: (wire) => ({ ...wire, index: -1 }),
        lanes: new Lanes(3),
        everything: false,
        onRows: tellNow,
      }),
    [list],
  );
  useEffect(() => {
    source.want(0, 0);
    return () => source.close();
  }, [source]);
  useEffect(() => useRefreshed.subscribe(() => source.refresh()), [source]);
  return { list, source, version: useSyncExternalStore(source.subscribe, source.getVersion) };
}
