import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import type { PageSource } from '../data/page-source.ts';
import type { Placed } from '../data/paged-list.ts';
import { useKeys } from '../state/keys.ts';
import { ListNotice } from './Panes.tsx';
import { Problem } from './Problem.tsx';
import { GhostRows, RowPlace, rowHeights } from './Row.tsx';
import { useStepping } from './use-stepping.ts';
import { VirtualGrid, type VirtualGridHandle } from './VirtualGrid.tsx';

export interface PagedRowsProps<R extends Placed> {
  readonly label: string;
  readonly rows: {
    /** Names the list with its filters. */
    readonly list: string;
    readonly source: Pick<PageSource<never, R>, 'list' | 'failure' | 'answered' | 'want' | 'refresh'>;
    readonly version: number;
  };
  readonly opened: string | null;
  readonly onOpen: (row: R, how: 'push' | 'replace') => void;
  readonly row: (row: R, isActive: boolean) => ReactNode;
  /** What is said when there are none. */
  readonly empty: ReactNode;
  readonly ref?: Ref<{ focus(): void }>;
}

const number = new Intl.NumberFormat(navigator.language);

/** How many rows a list has, once that was answered. */
export function CountOf({
  source,
}: {
  readonly source: Pick<PageSource<never, Placed>, 'answered'> & { readonly list: { readonly count: number } };
}) {
  return source.answered && number.format(source.list.count);
}

/** The rows of a list whose pages are read as they come into view. */
export function PagedRows<R extends Placed>(props: PagedRowsProps<R>) {
  const { opened } = props;
  const { source, version, list } = props.rows;
  const grid = useRef<VirtualGridHandle>(null);
  const { active, stepFrom, onActive } = useStepping({
    opened,
    openedAt: opened === null ? -1 : (source.list.byId(opened)?.index ?? -1),
    version,
    open: (index, how) => {
      const row = source.list.at(index);
      if (row !== undefined) props.onOpen(row, how);
    },
  });
  useKeys({ j: () => grid.current?.step(1), k: () => grid.current?.step(-1) });
  useImperativeHandle(props.ref, () => ({
    focus() {
      grid.current?.focus();
      if (active < 0) grid.current?.step(1);
    },
  }));

  if (source.list.count === 0) {
    if (source.failure !== null) return <Problem failure={source.failure} onRetry={() => source.refresh()} />;
    return source.answered ? props.empty : <GhostRows />;
  }
  return (
    <>
      {source.failure !== null && (
        <ListNotice>
          <Problem failure={source.failure} onRetry={() => source.refresh()} form="inline" />
        </ListNotice>
      )}
      <VirtualGrid
        ref={grid}
        label={props.label}
        list={list}
        isSettled={source.answered}
        version={`${version} ${list}`}
        count={source.list.count}
        columns={2}
        active={active}
        stepFrom={stepFrom}
        onActive={onActive}
        indexOf={(id) => source.list.byId(id)?.index ?? -1}
        rowAt={(index) => ({ key: source.list.at(index)?.id ?? null, height: rowHeights.plain })}
        cells={(index) => {
          const row = source.list.at(index);
          return row === undefined ? <RowPlace /> : props.row(row, index === active);
        }}
        onView={(first, last) => source.want(first, last)}
      />
    </>
  );
}
