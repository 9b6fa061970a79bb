import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** What each is for; a row goes when the thing it is for goes. */
const packages = [
  { name: 'libgtk-3-0', why: 'Electron' },
  { name: 'libnss3', why: 'Electron' },
  { name: 'libasound2', why: 'Electron' },
  { name: 'libgbm1', why: 'Electron' },
  { name: 'libxss1', why: 'Electron' },
  { name: 'xdg-utils', why: 'opening the system browser' },
  { name: 'xvfb', why: 'a screen for the tests' },
  { name: 'dbus', why: 'a session bus of the tests own' },
  { name: 'gnome-keyring', why: 'real OS encryption in the tests' },
  { name: 'libsecret-1-0', why: 'real OS encryption in the tests' },
  { name: 'libnss3-tools', why: 'certutil: trusting the practice CA, and NSS tokens' },
  { name: 'softhsm2', why: 'a PKCS#11 token to test with' },
  { name: 'opensc', why: 'pkcs11-tool, the peer of the token benchmarks' },
  { name: 'pcscd', why: 'a smart card to test with' },
  { name: 'ykcs11', why: 'another way to that smart card' },
  { name: 'vsmartcard-vpcd', why: 'the reader of that smart card' },
  { name: 'p11-kit', why: 'a PKCS#11 module reached through another process' },
  { name: 'age', why: 'a peer of the decryption benchmarks' },
  { name: 'xdotool', why: 'dragging files by a real pointer' },
  { name: 'python3-gi', why: 'the window that files are dragged from' },
  { name: 'gir1.2-gtk-3.0', why: 'the window that files are dragged from' },
  { name: '7zip', why: 'packing tar.gz' },
];

/**
 * @param {import('../setup.mjs').Say} say
 * @returns {string}
 */
export function ensureDebianPackages(say) {
  if (!fs.existsSync('/usr/bin/dpkg-query')) return 'not Debian: skipped';
  const missing = missingPackages();
  if (missing.length === 0) return 'present';
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  const power = isRoot() ? [] : canSudo() ? ['sudo', '-n'] : undefined;
  if (power === undefined) {
    throw new Error(
      `Debian packages are missing, and installing them needs root. Run once:\n\n  sudo ${install.join(' ')}\n`,
    );
  }
  say(`installing ${missing.join(' ')}`);
  run([...power, 'apt-get', 'update', '-qq'], false);
  run([...power, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install, '-qq', '-o', 'DPkg::Lock::Timeout=120'], true);
  return 'installed';
}

/** @returns {string[]} */
function missingPackages() {
  const names = packages.map(({ name }) => name);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in
  const format = '${Package} ${db:Status-Status}\n';
  const known = spawnSync('dpkg-query', ['-W', '-f', format, ...names], {
    encoding: 'utf8',
  });
  const present = new Set(known.stdout.split('\n').filter((line) => line.endsWith(' installed')));
  return names.filter((name) => !present.has(`${name} installed`));
}

function isRoot() {
  return process.getuid?.() === 0;
}

function canSudo() {
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

/**
 * @param {string[]} command
 * @param {boolean} required
 */
function run(command, required) {
  const [program = '', ...args] = command;
  const done = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (required && done.status !== 0) throw new Error(`${command.join(' ')} failed: see above`);
}
