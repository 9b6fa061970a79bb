import { useState } from 'react';
import type { Failure, Result } from '../../../app/result.ts';

/** What a pane has asked main to do, one thing at a time. */
export interface Asking {
  /** What is being done, in words; null when nothing is. */
  readonly doing: string | null;
  /** Why the last thing did not work, until the next is asked. */
  readonly failure: Failure | null;
  /** @returns undefined when it failed, or the person changed their mind */
  ask<T>(doing: string, call: () => Promise<Result<T>>): Promise<T | undefined>;
}

export function useAsking(): Asking {
  const [state, setState] = useState<Pick<Asking, 'doing' | 'failure'>>({ doing: null, failure: null });
  return {
    ...state,
    async ask(doing, call) {
      setState({ doing, failure: null });
      const result = await call();
      const isTrouble =
        !result.ok && result.error.code !== 'app.cancelled' && result.error.code !== 'token.pin-missing';
      setState({ doing: null, failure: isTrouble ? result.error : null });
      return result.ok ? result.value : undefined;
    },
  };
}
