// A desktop session for the length of one command: an ordinary user, a home that starts empty, a screen, a session bus
// and an unlocked keyring, all its own. Nothing of the person who runs the tests is read or changed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectNode, root } from '../places.mjs';
import { checkoutFor, ordinaryUser } from './ordinary-user.mjs';

/** Variables of the caller that may pass; the rest might hold anything, tokens included. */
const PASSED = /^(KEYDOCK_\w+|FORCE_COLOR|NO_COLOR|DEBUG|TZ)$/;

/**
 * @typedef {object} SessionOptions
 * @property {string} electron folder of the Electron to use
 * @property {string} results folder in the checkout that receives what the command leaves in KEYDOCK_RESULTS
 * @property {'own' | 'caller'} [screen] `own`: a virtual one; `caller`: the screen of whoever started us
 */

/**
 * Runs a Node script of the project in a session.
 * @param {string[]} script path relative to the checkout, then its arguments
 * @param {SessionOptions} options
 * @returns {Promise<number>} its exit code
 */
export async function inSession(script, { electron, results, screen = 'own' }) {
  const user = ordinaryUser();
  const home = fs.mkdtempSync(path.join(user?.home ?? os.tmpdir(), 'session-'));
  const runtime = path.join(home, '.run');
  const output = path.join(home, 'results');
  const temporary = path.join(home, 'tmp');
  for (const folder of [runtime, output, temporary]) fs.mkdirSync(folder, { mode: 0o700 });
  const checkout = user === undefined ? root : checkoutFor(user, home);

  const [file = '', ...args] = script;
  const electronHere = electron.startsWith(root + path.sep)
    ? path.join(checkout, path.relative(root, electron))
    : electron;
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED.test(name))),
    PATH: [path.join(checkout, 'node_modules', '.bin'), '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'].join(':'),
    LANG: 'C.UTF-8',
    HOME: home,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: runtime,
    KEYDOCK_RESULTS: output,
    KEYDOCK_SCREEN: screen,
    ELECTRON_OVERRIDE_DIST_PATH: electronHere,
    ...(screen === 'caller' ? screenOfCaller(home) : {}),
  };
  if (user !== undefined) handOver(home, user);
  const node = path.join(checkout, path.relative(root, projectNode()));
  const child = spawn(
    fs.existsSync(node) ? node : process.execPath,
    [path.join(checkout, 'scripts', 'session', 'inside.mjs'), path.join(checkout, file), ...args],
    { cwd: checkout, env, stdio: ['ignore', 'inherit', 'inherit'], ...(user && { uid: user.uid, gid: user.gid }) },
  );
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGTERM', passOn).on('SIGINT', passOn);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (status) => resolve(status ?? 1));
  });
  process.off('SIGTERM', passOn).off('SIGINT', passOn);
  if (fs.readdirSync(output).length > 0) {
    fs.rmSync(results, { recursive: true, force: true });
    fs.cpSync(output, results, { recursive: true });
  }
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  return code;
}

/**
 * Gives the home to the ordinary user, itself last: once it is theirs, root does nothing in it by name any more, where a
 * link could have been put in the meantime.
 * @param {string} home
 * @param {{ uid: number, gid: number }} user
 */
function handOver(home, { uid, gid }) {
  const own = fs.readdirSync(home).filter((name) => name !== 'checkout');
  for (const name of own) fs.lchownSync(path.join(home, name), uid, gid);
  fs.lchownSync(home, uid, gid);
}

/**
 * What a program needs to draw on the caller's screen. The caller's X cookie is copied, since the ordinary user may not
 * read it where it lies.
 * @param {string} home of the session
 * @returns {Record<string, string>}
 */
function screenOfCaller(home) {
  const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, XDG_SESSION_TYPE } = process.env;
  const cookie = process.env.XAUTHORITY ?? path.join(os.homedir(), '.Xauthority');
  const own = path.join(home, '.Xauthority');
  if (fs.existsSync(cookie)) {
    fs.copyFileSync(cookie, own);
    fs.chmodSync(own, 0o600);
  }
  return {
    ...(DISPLAY && { DISPLAY }),
    ...(WAYLAND_DISPLAY && { WAYLAND_DISPLAY: path.resolve(XDG_RUNTIME_DIR ?? '/', WAYLAND_DISPLAY) }),
    ...(XDG_SESSION_TYPE && { XDG_SESSION_TYPE }),
    ...(fs.existsSync(own) && { XAUTHORITY: own }),
  };
}
