import { powerMonitor } from 'electron';
import type { Log } from '../log.ts';
import type { Tokens } from './tokens.ts';

/**
 * Ends every login when the screen is locked or the machine goes to sleep. What listens to Linux's buses is loaded when
 * the first token is seen.
 */
export function endTokensOnLock(tokens: Pick<Tokens, 'endAll' | 'onChange'>, log: Log): void {
  powerMonitor.on('lock-screen', () => tokens.endAll('screen-locked'));
  powerMonitor.on('suspend', () => tokens.endAll('suspend'));
  if (process.platform !== 'linux') return;
  const stop = tokens.onChange(() => {
    stop();
    import('../session-lock/linux-lock.ts')
      .then(({ watchLinuxLock }) => watchLinuxLock(process.env, (reason) => tokens.endAll(reason)))
      .catch((error: unknown) => log.incident('tokens.screen-lock', error));
  });
}
