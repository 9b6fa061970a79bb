import { fail, ok, type Result } from '../app/result.ts';

/** So often at once, and then once in so many ms. */
export interface Rate {
  readonly atOnce: number;
  readonly everyMs: number;
}

/**
 * A store of times that something may be done, which fills up again by itself. What the page alone can ask for, and what
 * is work and lines of the journal each time, is bounded by it: far above what a person does, and finite for a page that
 * is not ours any more.
 */
export class Allowance {
  readonly #rate: Rate;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** @param now ms, of a clock that is never set */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#left = rate.atOnce;
    this.#at = now();
  }

  /** @returns ms until there is one; 0 where there is */
  wait(): number {
    const { atOnce, everyMs } = this.#rate;
    const now = this.#now();
    // A clock that was set back all the same gives none, and takes none away.
    this.#left = Math.min(atOnce, this.#left + Math.max(0, now - this.#at) / everyMs);
    this.#at = now;
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) * everyMs);
  }

  /** Takes one, whether there is one or not: ask `wait` before. */
  spend(): void {
    this.#left -= 1;
  }

  /** @returns 'app.asked-often': then it must not be done */
  take(): Result<null> {
    const wait = this.wait();
    if (wait > 0) return askedOften(wait);
    this.spend();
    return ok(null);
  }
}

/** @param wait ms */
export function askedOften(wait: number): Result<never> {
  return fail('app.asked-often', { seconds: Math.ceil(wait / 1_000) });
}
