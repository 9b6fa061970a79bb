import os from 'node:os';
import path from 'node:path';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '../..');

/** What set-up makes and git ignores. */
export const cacheFolder = path.join(root, '.cache');

/** Downloads that outlive the checkout, so that a second clone need not fetch them again. */
export function downloadsFolder() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'keydock');
}
