import { useState } from 'react';
import type { Result } from '../../../app/result.ts';
import { orTrouble } from '../../state/trouble.ts';

/** For a button without a place of its own for failures: they are shown where those of the whole window are. */
export function useBusy(): {
  readonly isBusy: boolean;
  /** @returns undefined when it failed, or the person changed their mind */
  run<T>(call: () => Promise<Result<T>>): Promise<T | undefined>;
} {
  const [isBusy, setBusy] = useState(false);
  return {
    isBusy,
    async run(call) {
      setBusy(true);
      const value = await orTrouble(call());
      setBusy(false);
      return value;
    },
  };
}
