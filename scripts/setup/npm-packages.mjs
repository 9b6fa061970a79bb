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
  say(`npm ci (${difference})`);
  // Install scripts stay off: the one package that needs building is built by its own step, with headers from npm.
  const installed = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (installed.status !== 0) throw new Error('npm ci failed: see above. Is the npm registry reachable?');
  return 'installed';
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
