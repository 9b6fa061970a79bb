// Runs the known-answer suites in Electron's own Node (its crypto is BoringSSL): Electron's binary is told to be Node and
// runs Vitest. Works with the development runtime alone: a released Keydock has that fuse off.
//   node scripts/test-in-electron.mjs [--report=FILE] [FILTER…]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureElectron } from './electron-runtime.mjs';
import { root, tool } from './places.mjs';

/** What computes, or hands bytes to a library that computes; BoringSSL reads certificates in its own way too. */
const KNOWN_ANSWERS = [
  'app/crypto/',
  'app/formats/',
  'main/decrypt/process/ciphers/',
  'main/decrypt/process/encrypted-key',
  'main/decrypt/process/inspect',
  'main/decrypt/process/key-holder',
  'main/decrypt/process/token-holder',
  'main/tokens/',
  'main/network/',
  'e2e/tokens/wycheproof',
  // With the built engine: files and keys that other programs made.
  'e2e/decrypt/vectors',
  'e2e/decrypt/key-inputs',
];

const { values, positionals } = parseArgs({ options: { report: { type: 'string' } }, allowPositionals: true });
const { dir, version, origin } = await ensureElectron((line) => console.error(line));
console.log(`on the Node of Electron ${version} (${origin})`);

const done = spawnSync(
  path.join(dir, 'electron'),
  [
    tool('vitest', 'vitest.mjs'),
    'run',
    // Workers must be Electron too, and threads of this process are.
    '--pool=threads',
    '--reporter=default',
    ...(values.report === undefined ? [] : ['--reporter=json', `--outputFile.json=${values.report}`]),
    ...(positionals.length > 0 ? positionals : KNOWN_ANSWERS),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', CI: 'true' },
  },
);
process.exitCode = done.status ?? 1;
