import { app } from 'electron';
import type { Log } from './log.ts';

/** What is being written may take this long at the end, in ms; after that the app ends all the same. */
const LIMIT_MS = 3_000;

/**
 * Lets what is being written be finished before the app ends: the kept session, the last-known inbox.
 * @param finish called once
 */
export function finishBeforeQuitting(finish: () => Promise<void>, log: Log): void {
  let begun = false;
  app.on('will-quit', (event) => {
    if (begun) return;
    begun = true;
    event.preventDefault();
    const limit = new Promise<void>((resolve) => setTimeout(resolve, LIMIT_MS));
    Promise.race([finish(), limit])
      .catch((error: unknown) => log.incident('app.finish', error))
      // Not within the event itself: Electron ignores a quit while it still ends the last one.
      .finally(() => setImmediate(() => app.quit()));
  });
}
