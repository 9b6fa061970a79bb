// Builds the app into out/.
//   node scripts/build.mjs             all or nothing: out/ stays as it was when anything is wrong
//   node scripts/build.mjs --partial   puts in place what could be built, for work in progress
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { guardBuild } from './build/guards.mjs';
import { writeLicences } from './build/licences.mjs';
import { targets, unfinished } from './build/targets.mjs';
import { root } from './places.mjs';

const partial = process.argv.includes('--partial');
const started = Date.now();
const out = path.join(root, 'out');

try {
  const faults = (await Promise.all(targets.map(buildOne))).flat();
  faults.push(...writeLicences(unfinished), ...guardBuild(unfinished));
  for (const fault of faults) console.error(`build: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  if (faults.length === 0 || partial) {
    fs.rmSync(out, { recursive: true, force: true });
    fs.renameSync(unfinished, out);
    console.log(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
} finally {
  fs.rmSync(unfinished, { recursive: true, force: true });
}

/**
 * @param {import('./build/targets.mjs').Target} target
 * @returns {Promise<string[]>} what is wrong
 */
async function buildOne({ name, entry, config }) {
  if (!fs.existsSync(path.join(root, entry))) return [`${name}: ${entry} is missing`];
  try {
    await build(config);
    return [];
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : error}`];
  }
}
