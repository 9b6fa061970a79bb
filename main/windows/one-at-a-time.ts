import { fail, ok, type Result } from '../../app/result.ts';

/** So many refusals in a row are more than somebody who looks at one item after the other gives. */
const often = 4;
/** They are in a row when no more than this lies between one and the next, in ms. */
const togetherMs = 20_000;
/** Nothing is asked for this long after the last of them, in ms. */
const pauseMs = 10_000;

/** How a window ended: a person did what it asked for, or closed it; or it was closed for them. */
export type Ending = 'yes' | 'no' | 'neither';

/** What is needed of a window. */
interface Focusable {
  focus(): void;
}

/**
 * One window that asks a person at a time (rule R2), of whatever kind. A page that goes on asking after "no" would wear
 * the person down until one "yes" slips out: after the fourth no in a row nothing is asked for a while.
 */
export interface OneAtATime {
  /**
   * May a window open now? One that is open comes to the front.
   * @returns 'confirmation.busy' or 'confirmation.refused-often'
   */
  free(): Result<null>;
  /** @returns the way to let the next one open */
  take(window: Focusable): (ending: Ending) => void;
}

/** @param now in ms */
export function createOneAtATime(now: () => number = () => Date.now()): OneAtATime {
  let current: Focusable | null = null;
  let lastNo = Number.NEGATIVE_INFINITY;
  let inARow = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function heard(ending: Ending): void {
    if (ending === 'neither') return;
    const at = now();
    if (ending === 'yes') inARow = 0;
    else inARow = at - lastNo <= togetherMs ? inARow + 1 : 1;
    pausedUntil = inARow >= often ? at + pauseMs : Number.NEGATIVE_INFINITY;
    lastNo = at;
  }

  return {
    free() {
      if (current !== null) {
        current.focus();
        return fail('confirmation.busy');
      }
      const left = pausedUntil - now();
      // A clock that was set back does not make the pause longer.
      if (left <= 0 || left > pauseMs) return ok(null);
      return fail('confirmation.refused-often', { seconds: Math.ceil(left / 1_000) });
    },
    take(window) {
      current = window;
      return (ending) => {
        if (current !== window) return;
        current = null;
        heard(ending);
      };
    },
  };
}
