// Everything a fresh machine needs, in order. Safe to run again: each step says what it did, or that nothing was to do.
// Built-ins only, on Node 20 or later, because it runs before anything is installed.
//   npm run setup
import { pathToFileURL } from 'node:url';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureApp } from './setup/app.mjs';
import { ensureDebianPackages } from './setup/debian-packages.mjs';
import { ensureNativeParts } from './setup/native-parts.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';

/** @typedef {(line: string) => void} Say told what takes time, while it does */
/** @typedef {{ name: string, ensure: (say: Say) => string | Promise<string> }} Step */

/** @type {Step[]} */
const steps = [
  { name: 'npm packages', ensure: ensureNpmPackages },
  { name: 'Debian packages', ensure: ensureDebianPackages },
  {
    name: 'Electron',
    ensure: async (say) => {
      const { version, origin } = await ensureElectron(say);
      return `${version}, ${origin}`;
    },
  },
  { name: 'native parts', ensure: ensureNativeParts },
  { name: 'app', ensure: ensureApp },
];

/**
 * Runs every step; throws at the first that cannot be done, with what to do about it.
 * @param {Say} say told one line a step, and one for what takes time
 */
export async function setUp(say = console.log) {
  for (const { name, ensure } of steps) {
    const label = `set-up  ${name.padEnd(16)}`;
    const result = await ensure((line) => say(`${label}${line} …`));
    say(`${label}${result}`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await setUp();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
