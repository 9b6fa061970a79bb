import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef } from 'react';

export interface ViewOptions {
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Another version of the same rows is looked at anew. */
  readonly version: string;
  readonly onView: (first: number, last: number) => void;
}

/**
 * Which rows can be seen, told whenever that changes. Taken from where the box truly stands: the virtualizer's own range
 * ends with its rows, while a list of few rows may have been scrolled further to keep what is read in its place.
 */
export function useView({ rows, scroller, version, onView }: ViewOptions): {
  readonly first: number;
  readonly last: number;
} {
  const told = useRef({ first: 0, last: 0, version: '' });

  useLayoutEffect(() => {
    const box = scroller.current;
    // The box was just moved: rows for that place are drawn when its scroll event comes.
    if (box === null || box.scrollTop !== (rows.scrollOffset ?? 0)) return;
    const seen = rows
      .getVirtualItems()
      .filter(({ start, end }) => end > box.scrollTop && start < box.scrollTop + box.clientHeight);
    const [first, last] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0];
    const before = told.current;
    if (before.first === first && before.last === last && before.version === version) return;
    told.current = { first, last, version };
    onView(first, last);
  });

  return told.current;
}
