import { type ReactNode, useRef, useState } from 'react';
import { useKeys } from '../../state/keys.ts';
import { type GridSelection, VirtualGrid, type VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import s from './KeyGrid.module.css';

/** Height of a row in px, exact, since long lists measure nothing. It is set in KeyGrid.module.css as well. */
const ROW = 58;
/** Rows in view at most; more are scrolled to. */
const MOST = 8;

export interface KeyGridProps<K extends { readonly index: number }> {
  readonly label: string;
  /** Names the export the keys are of. */
  readonly list: string;
  readonly keys: readonly K[];
  /** Changes whenever the keys or what is said of them may have. */
  readonly version: string;
  readonly head: ReactNode;
  readonly columns: number;
  /** The cells of a row, each with role gridcell. */
  readonly cells: (key: K) => ReactNode;
  /** The key that is explained until another one is chosen; without it the first. */
  readonly first?: K | undefined;
  /** Where keys can be ticked: Space, Shift with an arrow, Ctrl+A and the pointer do it. */
  readonly ticks?: {
    readonly has: (key: K) => boolean;
    readonly toggle: (key: K) => void;
    readonly tick: (keys: readonly K[]) => void;
  };
  /** What belongs to all rows, right below them. */
  readonly after?: ReactNode;
  /** More of the row that is active, at the end. */
  readonly details: (key: K) => ReactNode;
  /** In place of the rows when there are none. */
  readonly empty: ReactNode;
}

/** Keys of an export as a table of any length, with one of them explained below it. */
export function KeyGrid<K extends { readonly index: number }>(props: KeyGridProps<K>) {
  const { keys, list, version } = props;
  const [activeKey, setActiveKey] = useState<number | null>(null);
  // One is always explained, so that everybody sees that there is more to know.
  const wanted = activeKey ?? props.first?.index;
  const active = Math.max(
    0,
    keys.findIndex(({ index }) => index === wanted),
  );
  const explained = keys[active];
  const grid = useRef<VirtualGridHandle>(null);
  useKeys({ j: () => grid.current?.step(1), k: () => grid.current?.step(-1) });
  const { ticks } = props;
  const selection: GridSelection | undefined = ticks && {
    has: (index) => {
      const key = keys[index];
      return key !== undefined && ticks.has(key);
    },
    toggle: (index) => {
      const key = keys[index];
      if (key !== undefined) ticks.toggle(key);
    },
    extendTo: (index) => {
      ticks.tick(keys.slice(Math.min(active, index), Math.max(active, index) + 1));
      setActiveKey(keys[index]?.index ?? null);
    },
    all: () => ticks.tick(keys),
  };

  return (
    <>
      <div className={s['table']} data-columns={props.columns} data-scrolls={keys.length > MOST || undefined}>
        <div className={s['head']}>{props.head}</div>
        {keys.length === 0 ? (
          <p className={s['empty']}>{props.empty}</p>
        ) : (
          <div className={s['rows']} style={{ height: Math.min(keys.length, MOST) * ROW }}>
            <VirtualGrid
              ref={grid}
              label={props.label}
              version={version}
              list={list}
              isSettled
              count={keys.length}
              columns={props.columns}
              active={active}
              onActive={(index) => setActiveKey(keys[index]?.index ?? null)}
              {...(selection && { selection })}
              onView={() => undefined}
              indexOf={(key) => keys.findIndex(({ index }) => String(index) === key)}
              rowAt={(index) => ({ key: String(keys[index]?.index ?? index), height: ROW })}
              cells={(index) => {
                const key = keys[index];
                return (
                  key !== undefined && (
                    <div className={s['row']} data-active={index === active || undefined} role="presentation">
                      {props.cells(key)}
                    </div>
                  )
                );
              }}
            />
          </div>
        )}
      </div>
      {props.after}
      {explained !== undefined && props.details(explained)}
    </>
  );
}
