import type { Log } from '../log.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { LockReason } from './linux-lock.ts';

/** What ends when the person who was here may not be here any more. */
export interface Leaving {
  /** The screen was locked, or the machine goes to sleep: no token stays open, and no key out of a file. */
  locked(why: LockReason): void;
  /**
   * Somebody signed out, another account signs in, or another profile is chosen: what was begun before is not confirmed
   * or used after it. A key out of a file that was opened for files is among it, though files need no account: with a
   * token it is no other.
   */
  accountGone(): void;
}

/** @param parts.wipeKeyFiles has the decryption process zero every key out of a file, of files and of clients */
export function createLeaving({
  tokens,
  wipeKeyFiles,
  confirmations,
  log,
}: {
  readonly tokens: Pick<Tokens, 'endAll'>;
  readonly wipeKeyFiles: () => Promise<void>;
  readonly confirmations: Pick<Confirmations, 'withdraw'>;
  readonly log: Pick<Log, 'incident'>;
}): Leaving {
  /** It does not wait for the tokens, nor they for it: a process that is in trouble keeps nothing else open. */
  function wipe(): void {
    wipeKeyFiles().catch((error: unknown) => log.incident('decrypt.wipe', error));
  }
  return {
    locked(why) {
      wipe();
      tokens.endAll(why);
    },
    accountGone() {
      confirmations.withdraw();
      wipe();
      tokens.endAll('logout');
    },
  };
}
