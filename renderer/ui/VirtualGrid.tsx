import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useImperativeHandle,
  useRef,
} from 'react';
import { useKeptPlace } from './use-kept-place.ts';
import { useView } from './use-view.ts';
import s from './VirtualGrid.module.css';

export interface GridRow {
  /** Names the row, whatever its place. Null while it is not loaded. */
  readonly key: string | null;
  /** Height in px, exact: nothing is measured. */
  readonly height: number;
}

/** Several rows at once, beside the active one: by Ctrl or Shift with a click, Space, Shift with an arrow, Ctrl+A. */
export interface GridSelection {
  readonly has: (index: number) => boolean;
  readonly toggle: (index: number) => void;
  readonly extendTo: (index: number) => void;
  readonly all: () => void;
}

export interface VirtualGridHandle {
  focus(): void;
  /** Makes a row the active one, in view, as the arrow keys do. */
  step(by: number): void;
  toTop(): void;
  /** Scrolls as far as needed for a row to be in view. */
  show(index: number): void;
}

export interface VirtualGridProps {
  readonly label: string;
  /** Changes whenever rows or their order may have. */
  readonly version: string;
  readonly count: number;
  readonly rowAt: (index: number) => GridRow;
  readonly indexOf: (key: string) => number;
  /** Names which list it is: another one starts at its top. */
  readonly list: string;
  /** False while the first rows are still coming in: a list at its top then stays there. */
  readonly isSettled: boolean;
  /** The cells of a row, each with role gridcell. */
  readonly cells: (index: number) => ReactNode;
  readonly columns: number;
  /** Place of the active row; -1 for none. */
  readonly active: number;
  /** Where a step starts from while no row is active. */
  readonly stepFrom?: number;
  /** A row became the active one, by pointer or key. */
  readonly onActive: (index: number, by: 'pointer' | 'key') => void;
  /** Where several rows can be selected; without it the active row is the selected one. */
  readonly selection?: GridSelection;
  /** Enter on the active row. */
  readonly onOpen?: () => void;
  /** Delete, on what is selected. */
  readonly onDelete?: () => void;
  /** Rows that are in view now. */
  readonly onView: (first: number, last: number) => void;
  readonly ref?: Ref<VirtualGridHandle>;
}

/**
 * A list of any length with only its visible rows in the page, as a grid that tells screen readers its true numbers.
 * The focus is on the grid, the active row is named by aria-activedescendant and always kept in the page.
 * When rows come or go above, what is looked at stays where it is.
 */
export function VirtualGrid(props: VirtualGridProps) {
  const { label, version, count, columns, active, selection } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isUsed = useRef(false);
  const { rowAt } = props;

  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowAt(index).height,
    // A new function for a new version: heights belong to rows, and rows may have moved.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above
    getItemKey: useCallback((index: number) => index, [version]),
    overscan: 6,
    rangeExtractor: (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return active < 0 || active >= count || shown.includes(active) ? shown : [...shown, active].sort((a, b) => a - b);
    },
  });

  const filler = useRef<HTMLDivElement>(null);
  const standing = useKeptPlace({
    rows,
    version,
    list: props.list,
    isSettled: props.isSettled,
    rowAt,
    indexOf: props.indexOf,
    scroller,
    filler,
    isUsed,
  });

  const { first, last } = useView({ rows, standing, version, onView: props.onView });

  const activate = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    if (count === 0) return;
    rows.scrollToIndex(next);
    props.onActive(next, 'key');
  };
  const step = (by: number): void => {
    if (active >= 0) activate(active + by);
    else if (props.stepFrom !== undefined) activate(by > 0 ? props.stepFrom : props.stepFrom + by);
    else activate(by > 0 ? first : last);
  };
  useImperativeHandle(props.ref, () => ({
    focus: () => scroller.current?.focus(),
    step,
    toTop: () => scroller.current?.scrollTo({ top: 0 }),
    show: (index) => rows.scrollToIndex(index),
  }));

  /** What a key does to the selection. @returns whether it did something */
  const select = (event: KeyboardEvent<HTMLDivElement>): boolean => {
    if (selection === undefined || event.altKey || count === 0) return false;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') selection.all();
    else if (event.ctrlKey || event.metaKey) return false;
    else if (event.key === ' ' && active >= 0) selection.toggle(active);
    else if (event.shiftKey && active >= 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const next = Math.max(0, Math.min(count - 1, active + (event.key === 'ArrowDown' ? 1 : -1)));
      rows.scrollToIndex(next);
      selection.extendTo(next);
    } else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target === event.currentTarget && select(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, last - first - 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      PageDown: () => step(page),
      PageUp: () => step(-page),
      Home: () => activate(0),
      End: () => activate(count - 1),
      Enter: () => props.onOpen?.(),
      ...(props.onDelete && { Delete: props.onDelete }),
    };
    const move = moves[event.key];
    if (move === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    move();
  };

  const press = (event: MouseEvent, index: number): void => {
    // What a row has opened elsewhere, such as a menu, is not the row, though React would say so.
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    if (selection !== undefined && event.shiftKey) selection.extendTo(index);
    else if (selection !== undefined && (event.ctrlKey || event.metaKey)) selection.toggle(index);
    else props.onActive(index, 'pointer');
  };

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count}
      aria-colcount={columns}
      aria-multiselectable={selection === undefined ? undefined : true}
      aria-activedescendant={active >= 0 && active < count ? rowId(rowAt(active).key, active) : undefined}
      tabIndex={0}
      className={s['scroller']}
      onKeyDown={onKeyDown}
      onPointerEnter={() => {
        isUsed.current = true;
      }}
      onPointerLeave={() => {
        isUsed.current = false;
      }}
    >
      <div role="rowgroup" className={s['rows']} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => {
          const { key } = rowAt(index);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's, which holds the focus for its rows
            <div
              key={key ?? `place ${index}`}
              id={rowId(key, index)}
              role="row"
              aria-rowindex={index + 1}
              aria-selected={selection === undefined ? index === active : selection.has(index)}
              aria-busy={key === null || undefined}
              className={s['row']}
              style={{ transform: `translateY(${start}px)`, height: size }}
              onClick={(event) => key !== null && press(event, index)}
            >
              {props.cells(index)}
            </div>
          );
        })}
      </div>
      <div ref={filler} role="presentation" />
    </div>
  );
}

const rowId = (key: string | null, index: number): string => (key === null ? `row-at-${index}` : `row-${key}`);
