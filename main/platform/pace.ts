import type { Failure } from '../../app/result.ts';

/** How often the platform is asked, in ms. In focus a new request is to be seen within 15 s (design.md section 6). */
export interface Pace {
  readonly focusedMs: number;
  readonly backgroundMs: number;
  /** In focus, with nobody at the keyboard. */
  readonly idleMs: number;
  readonly idleAfterSeconds: number;
  /** Longest wait after failures. */
  readonly longestMs: number;
}

export const usualPace: Pace = {
  focusedMs: 5_000,
  backgroundMs: 30_000,
  idleMs: 60_000,
  idleAfterSeconds: 300,
  longestMs: 60_000,
};

/** What the next question waits for. */
export interface Presence {
  readonly focused: boolean;
  readonly idleSeconds: number;
}

/**
 * Milliseconds from one question to the next.
 * After failures it doubles each time, with jitter so that not all clients come back at once; a Retry-After is the least.
 * @param failures how many in a row
 */
export function waitMs(
  pace: Pace,
  presence: Presence,
  failures: number,
  failure: Failure | null,
  random: number,
): number {
  const idle = presence.idleSeconds >= pace.idleAfterSeconds;
  const calm = !presence.focused ? pace.backgroundMs : idle ? pace.idleMs : pace.focusedMs;
  if (failures === 0) return calm;
  const backOff = Math.min(pace.longestMs, pace.focusedMs * 2 ** Math.min(failures - 1, 10)) * (0.75 + random / 2);
  const asked =
    typeof failure?.facts['seconds'] === 'number' && isWaitAsked(failure) ? failure.facts['seconds'] * 1000 : 0;
  return Math.max(calm, backOff, asked);
}

/** Only these carry a Retry-After; the seconds of a timeout are something else. */
function isWaitAsked({ code }: Failure): boolean {
  return code === 'platform.throttled' || code === 'platform.unavailable';
}
