// Chromium's sandbox cannot be built by root, and tests keep the sandbox on: started as root, the window is run by an
// ordinary user of its own.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../places.mjs';

const NAME = 'keydock-dev';
const HOME = '/var/lib/keydock-dev';

/** What starting and testing the app reads. */
const NEEDED = [
  '.cache',
  'app',
  'dist',
  'e2e',
  'main',
  'native',
  'node_modules',
  'out',
  'preload',
  'renderer',
  'resources',
  'scripts',
];

/**
 * @typedef {object} OrdinaryUser
 * @property {number} uid
 * @property {number} gid
 * @property {string} home
 */

/**
 * Makes the user when it is missing.
 * @returns {OrdinaryUser | undefined} nothing when we are an ordinary user already
 */
export function ordinaryUser() {
  if (process.getuid?.() !== 0) return undefined;
  if (idOf('-u') === undefined) {
    run('useradd', [
      '--system',
      '--user-group',
      '--create-home',
      '--home-dir',
      HOME,
      '--shell',
      '/usr/sbin/nologin',
      NAME,
    ]);
  }
  const uid = idOf('-u');
  const gid = idOf('-g');
  if (uid === undefined || gid === undefined) throw new Error(`The user ${NAME} could not be made`);
  return { uid, gid, home: HOME };
}

/** @param {'-u' | '-g'} flag */
function idOf(flag) {
  const found = spawnSync('id', [flag, NAME], { encoding: 'utf8' });
  return found.status === 0 ? Number(found.stdout) : undefined;
}

function canRead() {
  const samples = [
    'package.json',
    'out/main/main.js',
    'node_modules/@playwright/test/package.json',
    'scripts/places.mjs',
  ]
    .map((name) => path.join(root, name))
    .filter((file) => fs.existsSync(file));
  const tests = samples.map((file) => `test -r '${file.replaceAll("'", "'\\''")}'`).join(' && ');
  return spawnSync('runuser', ['-u', NAME, '--', 'sh', '-c', tests], { cwd: '/', stdio: 'ignore' }).status === 0;
}

/**
 * Where this user reads the project: the checkout itself or, when that lies where others may not look (a home of mode
 * 0700, say), a copy.
 * @param {OrdinaryUser} user
 * @param {string} home of the session; the copy goes when it goes
 */
export function checkoutFor({ uid, gid }, home) {
  if (canRead()) return root;
  const copy = path.join(home, 'checkout');
  fs.mkdirSync(copy);
  const files = fs.readdirSync(root).filter((name) => /\.(json|ts|mjs|cjs)$/.test(name));
  const present = [...NEEDED, ...files].filter((name) => fs.existsSync(path.join(root, name)));
  run('cp', ['-a', '--reflink=auto', ...present.map((name) => path.join(root, name)), copy]);
  run('chown', ['-R', '-h', `${uid}:${gid}`, copy]);
  return copy;
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  const done = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
}
