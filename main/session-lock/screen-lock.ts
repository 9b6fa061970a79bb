import { powerMonitor } from 'electron';
import type { Log } from '../log.ts';
import type { LockReason } from './linux-lock.ts';

/**
 * Tells when the screen is locked or the machine goes to sleep.
 * @returns to be called when there is something to lock, as often as one likes: what listens to Linux's buses is loaded
 *   the first time
 */
export function onScreenLock(listener: (why: LockReason) => void, log: Log): () => void {
  powerMonitor.on('lock-screen', () => listener('screen-locked'));
  powerMonitor.on('suspend', () => listener('suspend'));
  let isWatching = process.platform !== 'linux';
  return () => {
    if (isWatching) return;
    isWatching = true;
    import('./linux-lock.ts')
      .then(({ watchLinuxLock }) => watchLinuxLock(process.env, listener))
      .catch((error: unknown) => log.incident('session-lock.watch', error));
  };
}
