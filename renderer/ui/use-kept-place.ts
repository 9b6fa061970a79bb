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

/** Where the box stands. */
export interface Standing {
  /** px that are scrolled away. */
  readonly top: number;
  /** False just after it was moved: the rows for the new place are drawn when its scroll event comes. */
  readonly isDrawn: boolean;
}

/**
 * Keeps what is looked at where it is while rows come and go above it: the first row that was in view and is still there
 * stays at its place on the screen. A list that is at its start and in nobody's hands shows what comes at the top.
 * Nothing is measured while scrolling, since asking an element for its place makes the browser lay out the page.
 * @returns tells where the box stands, to be asked in layout effects
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
}: KeptPlaceOptions): () => Standing {
  const seen = useRef<readonly Seen[]>([]);
  const drawn = useRef({ version, list });
  const filled = useRef(0);
  /** The last move of ours, until its scroll event has come. */
  const moved = useRef<{ readonly from: number; readonly to: number } | null>(null);

  const standing = (): Standing => {
    const offset = rows.scrollOffset ?? 0;
    if (moved.current !== null && moved.current.from === offset) return { top: moved.current.to, isDrawn: false };
    moved.current = null;
    return { top: offset, isDrawn: true };
  };

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const height = rows.scrollRect?.height ?? box.clientHeight;
    if (drawn.current.list !== list) {
      move(box, 0);
    } else if (drawn.current.version !== version) {
      const inHand = isSettled && (isUsed.current || box.contains(document.activeElement));
      if (standing().top > 0 || inHand) keep(box, height);
    }
    drawn.current = { version, list };
    const { top } = standing();
    // What was added to be able to scroll is taken back as far as it is not in view any more.
    if (filled.current > 0) fill(Math.min(filled.current, Math.max(0, top + height - rows.getTotalSize())));
    seen.current = inView(top, height);
  });

  return standing;

  function keep(box: HTMLDivElement, height: number): void {
    for (const { key, top } of seen.current) {
      const start = rows.measurementsCache[indexOf(key)]?.start;
      if (start === undefined) continue;
      const target = Math.max(0, start - top);
      fill(Math.max(filled.current, target + height - rows.getTotalSize()));
      move(box, target);
      return;
    }
  }

  function move(box: HTMLDivElement, to: number): void {
    const { top } = standing();
    if (to === top) return;
    box.scrollTop = to;
    moved.current = { from: rows.scrollOffset ?? 0, to };
  }

  function fill(height: number): void {
    if (filler.current === null || filled.current === height) return;
    filled.current = height;
    filler.current.style.height = `${height}px`;
  }

  function inView(top: number, height: number): readonly Seen[] {
    const found: Seen[] = [];
    for (const { index, start, end } of rows.getVirtualItems()) {
      const { key } = rowAt(index);
      if (key !== null && end > top && start < top + height) found.push({ key, top: start - top });
    }
    return found;
  }
}
