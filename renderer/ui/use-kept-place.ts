import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef } from 'react';

export interface KeptPlaceOptions {
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  readonly version: string;
  readonly list: string;
  readonly isSettled: boolean;
  readonly rowAt: (index: number) => { readonly key: string | null };
  readonly indexOf: (key: string) => number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** An empty element after the rows, which grows when the rows are too few to scroll as far as needed. */
  readonly filler: RefObject<HTMLDivElement | null>;
  /** Whether the pointer is on the list. */
  readonly isUsed: RefObject<boolean>;
}

interface Seen {
  readonly key: string;
  /** Distance from the upper edge of what is seen, px. */
  readonly top: number;
}

/**
 * Keeps what is looked at where it is while rows come and go above it: the first row that was in view and is still there
 * stays at its place on the screen. A list that is at its start and in nobody's hands shows what comes at the top.
 */
export function useKeptPlace({
  rows,
  version,
  list,
  isSettled,
  rowAt,
  indexOf,
  scroller,
  filler,
  isUsed,
}: KeptPlaceOptions): void {
  const seen = useRef<readonly Seen[]>([]);
  const drawn = useRef({ version, list });

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const total = rows.getTotalSize();
    if (drawn.current.list !== list) {
      box.scrollTop = 0;
    } else if (drawn.current.version !== version) {
      const inHand = isSettled && (isUsed.current || box.contains(document.activeElement));
      if (box.scrollTop > 0 || inHand) keep(box, total);
    }
    drawn.current = { version, list };
    trim(box, total);
    seen.current = inView(box);
  });

  function keep(box: HTMLDivElement, total: number): void {
    for (const { key, top } of seen.current) {
      const start = rows.measurementsCache[indexOf(key)]?.start;
      if (start === undefined) continue;
      const target = Math.max(0, start - top);
      grow(Math.max(0, target + box.clientHeight - total));
      if (target !== box.scrollTop) box.scrollTop = target;
      return;
    }
  }

  /** Takes back what was added to be able to scroll, as far as it is not in view any more. */
  function trim(box: HTMLDivElement, total: number): void {
    const had = filler.current?.offsetHeight ?? 0;
    if (had > 0) grow(Math.min(had, Math.max(0, box.scrollTop + box.clientHeight - total)));
  }

  function grow(height: number): void {
    if (filler.current !== null) filler.current.style.height = `${height}px`;
  }

  function inView(box: HTMLDivElement): readonly Seen[] {
    const found: Seen[] = [];
    for (const { index, start, end } of rows.getVirtualItems()) {
      const { key } = rowAt(index);
      if (key !== null && end > box.scrollTop && start < box.scrollTop + box.clientHeight) {
        found.push({ key, top: start - box.scrollTop });
      }
    }
    return found;
  }
}
