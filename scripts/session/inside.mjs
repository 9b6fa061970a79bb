// Runs as the ordinary user: starts the screen, the bus and the keyring, then the script given, and ends them after it.
//   node scripts/session/inside.mjs SCRIPT [ARGUMENTS]
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { workers } from './workers.mjs';

const START_MS = 20_000;
const home = process.env.HOME ?? '';
/** @type {import('node:child_process').ChildProcess[]} */
const servants = [];

const env = { ...process.env };
try {
  if (process.env.KEYDOCK_SCREEN === 'own') Object.assign(env, await startScreens());
  Object.assign(env, await startBus());
  Object.assign(env, await startKeyring(env));
  const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'], env });
  process.on('SIGTERM', () => child.kill('SIGTERM')).on('SIGINT', () => child.kill('SIGTERM'));
  const [status] = await once(child, 'exit');
  process.exitCode = status ?? 1;
} finally {
  await endServants();
}

/** The keyring first, the screen last; each is waited for, so that none is left behind. */
async function endServants() {
  for (const servant of servants.reverse()) {
    if (servant.exitCode !== null || servant.signalCode !== null) continue;
    const ended = once(servant, 'exit');
    servant.kill('SIGTERM');
    await ended;
  }
}

/**
 * Virtual screens that only bearers of their cookie can use: one for each test worker, since a screen has one focus and
 * a confirmation window waits for it.
 */
async function startScreens() {
  const authority = path.join(home, '.Xauthority');
  fs.writeFileSync(authority, authorityFile(randomBytes(16)), { mode: 0o600 });
  const options = ['-screen', '0', '1400x1000x24', '-nolisten', 'tcp', '-auth', authority];
  const displays = [];
  for (let number = 0; number < workers; number += 1) {
    displays.push(`:${await firstLine(servant('Xvfb', ['-displayfd', '3', ...options], 3), 'Xvfb')}`);
  }
  return { DISPLAY: displays[0], KEYDOCK_DISPLAYS: displays.join(' '), XAUTHORITY: authority };
}

async function startBus() {
  const bus = servant('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'], 3);
  return { DBUS_SESSION_BUS_ADDRESS: await firstLine(bus, 'dbus-daemon') };
}

/** An empty password makes a login keyring and unlocks it, so that safeStorage finds a real secret service. */
async function startKeyring(/** @type {NodeJS.ProcessEnv} */ session) {
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: session,
  });
  servants.push(daemon);
  daemon.stdin.end('\n');
  // Asked too early, the bus would start a second, locked keyring.
  const question = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
  ];
  const deadline = Date.now() + START_MS;
  while (!/boolean true/.test(answerOf('dbus-send', [...question, 'string:org.freedesktop.secrets'], session))) {
    if (Date.now() > deadline) throw new Error('gnome-keyring-daemon did not start');
    await setTimeout(50);
  }
  return { XDG_CURRENT_DESKTOP: 'GNOME' };
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} session
 */
function answerOf(program, args, session) {
  return spawnSync(program, args, { env: session, encoding: 'utf8' }).stdout ?? '';
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number} descriptor on which it tells where it listens
 */
function servant(program, args, descriptor) {
  const stdio = Array.from({ length: descriptor + 1 }, (_, at) => (at === descriptor ? 'pipe' : 'ignore'));
  const child = spawn(program, args, { stdio: /** @type {('pipe' | 'ignore')[]} */ (stdio), env: process.env });
  servants.push(child);
  return { child, told: /** @type {import('node:stream').Readable} */ (child.stdio[descriptor]) };
}

/**
 * @param {{ child: import('node:child_process').ChildProcess, told: import('node:stream').Readable }} servant
 * @param {string} name
 */
async function firstLine({ child, told }, name) {
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`)));
  // Its end after the start, asked for, is no fault.
  failed.catch(() => {});
  const [chunk] = await Promise.race([once(told, 'data', { signal: AbortSignal.timeout(START_MS) }), failed]);
  return String(chunk).trim();
}

/**
 * One MIT-MAGIC-COOKIE-1 for any host and any display: family, address, display, name, cookie, each with its length
 * (Xau library, Xauth.h: FamilyWild is 65535).
 * @param {Buffer} cookie
 */
function authorityFile(cookie) {
  const counted = (/** @type {Buffer} */ field) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(field.length);
    return Buffer.concat([length, field]);
  };
  const fields = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), cookie];
  return Buffer.concat([Buffer.from([0xff, 0xff]), ...fields.map(counted)]);
}
