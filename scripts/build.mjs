// Builds the app into out/. `--only NAME` builds one target (see build/targets.mjs).
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { guardBuild } from './build/guards.mjs';
import { targets } from './build/targets.mjs';
import { root } from './electron/places.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });

const started = Date.now();
const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  throw new Error(`No target ${values.only}; there are: ${targets.map(({ name }) => name).join(', ')}`);
if (values.only === undefined) fs.rmSync(path.join(root, 'out'), { recursive: true, force: true });

const absent = chosen.filter(({ entry }) => !fs.existsSync(path.join(root, entry)));
await Promise.all(chosen.filter((target) => !absent.includes(target)).map(({ config }) => build(config)));

const faults = guardBuild();
for (const { entry } of absent) console.error(`absent: ${entry}`);
for (const fault of faults) console.error(`build guard: ${fault}`);
console.log(
  `built ${chosen.length - absent.length} of ${chosen.length} bundles in ${((Date.now() - started) / 1000).toFixed(1)} s`,
);
if (faults.length > 0) process.exit(1);
