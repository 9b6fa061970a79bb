import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '..');

/** What set-up makes and git ignores. */
export const cacheFolder = path.join(root, '.cache');

/** Downloads that outlive the checkout, so that a second clone need not fetch them again. */
export function downloadsFolder() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'keydock');
}

/** The project's own Node 24, once npm brought it: some tools refuse the Node that merely runs set-up. */
export function projectNode() {
  const own = path.join(root, 'node_modules', '.bin', 'node');
  return fs.existsSync(own) ? own : process.execPath;
}

/**
 * A command-line tool of an installed package, to be run by `projectNode()`.
 * @param {string} packageName
 * @param {string} file inside the package
 */
export function tool(packageName, file) {
  return path.join(root, 'node_modules', packageName, file);
}
