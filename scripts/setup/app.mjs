import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { projectNode, root } from '../places.mjs';

const SOURCES = [
  'app',
  'main',
  'preload',
  'renderer',
  'resources',
  'scripts/build',
  'scripts/build.mjs',
  'package-lock.json',
];
const STAMP = path.join(root, 'out', 'built-from');

/**
 * Builds out/ unless it was built from just these sources.
 * @param {import('../setup.mjs').Say} say
 */
export function ensureApp(say) {
  const wanted = fingerprint();
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted) return 'up to date';
  say('building');
  const built = spawnSync(projectNode(), [path.join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (built.status !== 0) throw new Error('The build failed: see above');
  fs.writeFileSync(STAMP, wanted);
  return 'built';
}

/** Contents, not times: a fresh clone and a touched file must not matter. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesOf(path.join(root, source))) {
      hash
        .update(`${path.relative(root, file)}\0`)
        .update(fs.readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} place a file or a folder
 * @returns {string[]}
 */
function filesOf(place) {
  if (!fs.existsSync(place)) return [];
  if (fs.statSync(place).isFile()) return [place];
  return fs
    .readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
