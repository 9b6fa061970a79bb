import { useState } from 'react';
import type { Failure, Result } from '../../../app/result.ts';

/** What a screen has asked main to do, one thing at a time. */
export interface Asking {
  /** What is being done, in words; null when nothing is. */
  readonly doing: string | null;
  /** Why the last thing did not work, until the next is asked. */
  readonly failure: Failure | null;
  /** @returns undefined when it failed, or the person changed their mind */
  ask<T>(doing: string, call: () => Promise<Result<T>>): Promise<T | undefined>;
}

/** The person changed their mind, or closed the PIN window without a try: no news to them. */
const declined: readonly Failure['code'][] = ['app.cancelled', 'token.pin-missing'];

/** @param quiet codes of which nothing is said */
export function useAsking(quiet = declined): Asking {
  const [state, setState] = useState<Pick<Asking, 'doing' | 'failure'>>({ doing: null, failure: null });
  return {
    ...state,
    async ask(doing, call) {
      setState({ doing, failure: null });
      const result = await call();
      setState({ doing: null, failure: result.ok || quiet.includes(result.error.code) ? null : result.error });
      return result.ok ? result.value : undefined;
    },
  };
}
