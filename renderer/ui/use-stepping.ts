import { useEffect, useRef, useState } from 'react';

/** A step by key opens the row this many ms later, so that walking past rows reads none of them. */
const OPEN_AFTER = 120;

export interface SteppingOptions {
  /** Names what is open; null for nothing. */
  readonly opened: string | null;
  /** Its place in the list; -1 when it is not there. */
  readonly openedAt: number;
  /** Changes when rows may have come: a row that was stepped to may be loaded now. */
  readonly version: number;
  readonly open: (index: number, how: 'push' | 'replace') => void;
}

export interface Stepping {
  /** The active row: where the keys have gone, else what is open. */
  readonly active: number;
  /** Where to go on from when what is open has left the list. */
  readonly stepFrom: number;
  readonly onActive: (index: number, by: 'pointer' | 'key') => void;
}

/** Walking through a list by keys, with what is open following a moment later. A click opens at once. */
export function useStepping({ opened, openedAt, version, open }: SteppingOptions): Stepping {
  const [stepped, setStepped] = useState<{ readonly index: number; readonly from: string | null } | null>(null);
  const lastAt = useRef(0);

  useEffect(() => {
    if (openedAt >= 0) lastAt.current = openedAt;
  }, [openedAt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: with a new version the row it waits for may have come
  useEffect(() => {
    // Something else is open by now: a refresh must not open the old step again.
    if (stepped === null || stepped.from !== opened) return;
    const timer = setTimeout(() => open(stepped.index, 'replace'), OPEN_AFTER);
    return () => clearTimeout(timer);
  }, [stepped, version]);

  return {
    // Forgotten as soon as something else is open.
    active: stepped !== null && stepped.from === opened ? stepped.index : openedAt,
    stepFrom: lastAt.current,
    onActive(index, by) {
      if (by === 'key') setStepped({ index, from: opened });
      else open(index, 'push');
    },
  };
}
