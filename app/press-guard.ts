/** A press counts only when the window has been painted and focused for this long, in ms (rule R2). */
export const ARMING_MS = 600;

/**
 * Tells a person's own, seen press from one that only happened to land here: a double click begun in another window, a
 * key still held, a click that a page timed to the moment the window appears. Times are in ms of any steady clock.
 */
export interface PressGuard {
  painted(at: number): void;
  focused(at: number): void;
  /** Focus left: every press under way is forgotten and the wait begins anew. */
  blurred(): void;
  /** When presses begin to count; null while not painted or not focused. */
  armedFrom(): number | null;
  isArmed(at: number): boolean;
  /** A key or button went down. @param repeat true when the system repeats a key that was already down */
  down(press: string, at: number, repeat?: boolean): void;
  /** Is this key down, and was it pressed in here? It need not have been armed then. */
  isHeld(press: string): boolean;
  /** The key or button came up. @returns where the press began: nowhere in here, before arming, or when it counted */
  up(press: string): 'not-here' | 'too-early' | 'counts';
}

export function createPressGuard(): PressGuard {
  let paintedAt: number | null = null;
  let focusedAt: number | null = null;
  const presses = new Map<string, 'too-early' | 'counts'>();

  const armedFrom = (): number | null =>
    paintedAt === null || focusedAt === null ? null : Math.max(paintedAt, focusedAt) + ARMING_MS;
  const isArmed = (at: number): boolean => {
    const from = armedFrom();
    return from !== null && at >= from;
  };

  return {
    painted(at) {
      paintedAt ??= at;
    },
    focused(at) {
      focusedAt ??= at;
    },
    blurred() {
      focusedAt = null;
      presses.clear();
    },
    armedFrom,
    isArmed,
    down(press, at, repeat = false) {
      // A repeat of a key that went down elsewhere, or of one that is known already: neither is a press made here.
      if (repeat || presses.has(press)) return;
      presses.set(press, isArmed(at) ? 'counts' : 'too-early');
    },
    isHeld: (press) => presses.has(press),
    up(press) {
      const began = presses.get(press);
      presses.delete(press);
      return began ?? 'not-here';
    },
  };
}
