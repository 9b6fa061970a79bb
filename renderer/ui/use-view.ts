import type { Virtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import type { Standing } from './use-kept-place.ts';

export interface ViewOptions {
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  readonly standing: () => Standing;
  /** Another version of the same rows is looked at anew. */
  readonly version: string;
  readonly onView: (first: number, last: number) => void;
}

/**
 * Which rows can be seen, told whenever that changes. Taken from where the box truly stands: the virtualizer's own range
 * ends with its rows, while a list of few rows may have been scrolled further to keep what is read in its place.
 */
export function useView({ rows, standing, version, onView }: ViewOptions): {
  readonly first: number;
  readonly last: number;
} {
  const told = useRef({ first: 0, last: 0, version: '' });

  useLayoutEffect(() => {
    const { top, isDrawn } = standing();
    if (!isDrawn) return;
    const bottom = top + (rows.scrollRect?.height ?? 0);
    const seen = rows.getVirtualItems().filter(({ start, end }) => end > top && start < bottom);
    const [first, last] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0];
    const before = told.current;
    if (before.first === first && before.last === last && before.version === version) return;
    told.current = { first, last, version };
    onView(first, last);
  });

  return told.current;
}
