// Builds the app into out/.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { guardBuild } from './build/guards.mjs';
import { targets, unfinished } from './build/targets.mjs';
import { root } from './places.mjs';

const started = Date.now();
const out = path.join(root, 'out');

const absent = targets.filter(({ entry }) => !fs.existsSync(path.join(root, entry)));
try {
  await Promise.all(targets.filter((target) => !absent.includes(target)).map(({ config }) => build(config)));
  const faults = [...absent.map(({ entry }) => `${entry} is missing`), ...guardBuild(unfinished)];
  for (const fault of faults) console.error(`build: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  // Incremental
  fs.rmSync(out, { recursive: true, force: true });
  fs.renameSync(unfinished, out);
} finally {
  fs.rmSync(unfinished, { recursive: true, force: true });
}
console.log(`built ${targets.length - absent.length} bundles in ${((Date.now() - started) / 1000).toFixed(1)} s`);
