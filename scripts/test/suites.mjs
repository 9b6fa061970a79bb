// The suites of `npm test`, in order: quick ones first.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureElectron } from '../electron-runtime.mjs';
import { cacheFolder, projectNode, root, tool } from '../places.mjs';
import { inSession } from '../session/session.mjs';
import { fromPlaywright, fromVitest } from './counts.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */
/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {(args: string[]) => Promise<Counts>} run
 * @property {true} [beside] runs at the same time as its neighbours of this kind: each works for itself and on one core
 */

const results = path.join(cacheFolder, 'results');
const unitTests = tool('vitest', 'vitest.mjs');

/** @type {Suite[]} */
export const suites = [
  check('lint', tool('@biomejs/biome', 'bin/biome'), ['check', '--error-on-warnings']),
  check('types', tool('typescript', 'bin/tsc'), ['-b']),
  check('folders', tool('dependency-cruiser', 'bin/dependency-cruiser.mjs'), [
    '--config',
    '.dependency-cruiser.cjs',
    ...['app', 'main', 'preload', 'renderer', 'e2e', 'scripts'],
  ]),
  check('dead code', tool('knip', 'bin/knip.js'), ['--treat-config-hints-as-errors']),
  check('packaging', path.join(root, 'scripts', 'package.mjs'), ['dir']),
  {
    name: 'unit',
    run: async (args) => {
      const report = freshFile('unit.json');
      const code = await node(unitTests, [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...args,
      ]);
      return fromVitest(report, code);
    },
  },
  {
    // The same known answers in the Node that Electron brings: its crypto is BoringSSL, not OpenSSL.
    name: 'in Electron',
    run: async (args) => {
      const report = freshFile('in-electron.json');
      const code = await node(path.join(root, 'scripts', 'test-in-electron.mjs'), [`--report=${report}`, ...args]);
      return fromVitest(report, code);
    },
  },
  {
    name: 'e2e',
    run: async (args) => {
      const { dir, version, origin } = await ensureElectron(console.log);
      console.log(`on Electron ${version} (${origin})`);
      const code = await inSession(['node_modules/@playwright/test/cli.js', 'test', ...args], {
        electron: dir,
        results: path.join(root, 'test-results'),
      });
      return fromPlaywright(path.join(root, 'test-results', 'e2e.json'), code);
    },
  },
];

const soaks = path.join(root, 'e2e', 'soak');
const soakCount = fs.existsSync(soaks)
  ? fs.readdirSync(soaks).filter((file) => /(?<!\.test)\.ts$/.test(file)).length
  : 0;
if (soakCount > 0) {
  suites.push({
    // For less than a minute what `npm run soak` does for hours.
    name: 'soak',
    run: async (args) => {
      const report = freshFile('soak.json');
      const seconds = '40';
      await node(path.join(root, 'scripts', 'soak.mjs'), ['--seconds', seconds, `--report=${report}`, ...args]);
      return JSON.parse(fs.readFileSync(report, 'utf8'));
    },
  });
}

/**
 * A command that either finds nothing wrong or fails. Its lines come at its end, so that those of its neighbours do not
 * mix with them.
 * @param {string} name
 * @param {string} script
 * @param {string[]} args
 * @returns {Suite}
 */
function check(name, script, args) {
  return {
    name,
    beside: true,
    run: async () => {
      const said = freshFile(`${name.replace(' ', '-')}.txt`);
      const out = fs.openSync(said, 'w');
      const code = await node(script, args, out);
      fs.closeSync(out);
      process.stdout.write(`\n${name}:\n${fs.readFileSync(said, 'utf8')}`);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

/**
 * Runs a script on the project's Node, with nothing to read from.
 * @param {string} script
 * @param {string[]} args
 * @param {number | 'inherit'} [out] where its lines go
 * @returns {Promise<number>} the exit code
 */
function node(script, args, out = 'inherit') {
  const bin = path.join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, CI: 'true' };
  const child = spawn(projectNode(), [script, ...args], { cwd: root, env, stdio: ['ignore', out, out] });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * A place for a report, with no report of an earlier run in it.
 * @param {string} name
 */
function freshFile(name) {
  fs.mkdirSync(results, { recursive: true });
  const file = path.join(results, name);
  fs.rmSync(file, { force: true });
  return file;
}
