import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../places.mjs';

/** @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], link?: boolean }} Locked */

/**
 * Installs what package-lock.json names, each package pinned by its hash, unless node_modules holds just that.
 * @param {import('../setup.mjs').Say} say
 */
export function ensureNpmPackages(say) {
  const difference = firstDifference();
  if (difference === undefined) return 'as locked';
  say(`installing (${difference})`);
  // `npm ci` insists on lock entries for every system's build of a tool, also those the registry at hand does not have;
  // then a plain install does the same, from the same lock file and hashes, and leaves that file alone.
  if (!npm('ci', 'pipe') && !npm('install', 'inherit', '--no-save')) {
    throw new Error('npm could not install the packages: see above. Is the npm registry reachable?');
  }
  const wrong = firstDifference();
  if (wrong !== undefined) throw new Error(`npm installed something else than package-lock.json says: ${wrong}`);
  return 'installed';
}

/**
 * Install scripts stay off: the one package that needs building is built by its own step, with headers from npm.
 * @param {string} command
 * @param {'pipe' | 'inherit'} errors
 * @param {string[]} options
 */
function npm(command, errors, ...options) {
  const args = [command, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...options];
  return spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', errors] }).status === 0;
}

/** @returns {string | undefined} what node_modules lacks or has in another version */
function firstDifference() {
  const wanted = lockedIn(path.join(root, 'package-lock.json'));
  // npm keeps a record of what it installed.
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return 'nothing installed yet';
  const present = lockedIn(record);
  for (const [where, { version, optional, os, cpu }] of Object.entries(wanted)) {
    if (where === '') continue;
    const found = present[where];
    if (found === undefined ? !(optional || isForeign(os, cpu)) : found.version !== version) return where;
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, Locked>}
 */
function lockedIn(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

/**
 * @param {string[] | undefined} os
 * @param {string[] | undefined} cpu
 */
function isForeign(os, cpu) {
  return (os !== undefined && !os.includes(process.platform)) || (cpu !== undefined && !cpu.includes(process.arch));
}
