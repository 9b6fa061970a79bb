import { useSyncExternalStore } from 'react';

/** One clock for each pace, running only while somebody looks at it. */
class Clock {
  readonly #pace: number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #now = Date.now();

  constructor(pace: number) {
    this.#pace = pace;
  }

  /** Stands still between two ticks, as React asks of a store; catches up when nobody had looked for a while. */
  readonly now = (): number => {
    if (this.#timer === undefined && Date.now() - this.#now > this.#pace) this.#now = Date.now();
    return this.#now;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(this.#tick, this.#pace);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  readonly #tick = (): void => {
    this.#now = Date.now();
    for (const listener of this.#listeners) listener();
  };
}

const clocks = { second: new Clock(1000), halfMinute: new Clock(30_000) } as const;

/** The time now, in ms since 1970; draws again at this pace. */
export function useNow(pace: keyof typeof clocks): number {
  return useSyncExternalStore(clocks[pace].subscribe, clocks[pace].now);
}
