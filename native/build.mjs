// Builds each C file here to native/build/<platform>-<arch>/<name>.node with the C compiler at hand. No node-gyp, no
// downloads: the Node-API headers are an npm package. Safe to run again; does nothing when nothing changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('./', import.meta.url));
const names = ['keydock', 'system-cipher'];
const headers = fileURLToPath(new URL('../node_modules/node-api-headers/include', import.meta.url));
const folder = `${here}build/${platform}-${arch}`;

/** One row per system; the Node-API symbols stay open and are found in the process that loads the addon. */
const linking = {
  linux: ['-shared', '-fPIC', '-Wl,-z,relro,-z,now,-z,noexecstack'],
  darwin: ['-bundle', '-fPIC', '-undefined', 'dynamic_lookup'],
};
const warnings = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', '-fstack-protector-strong'];

function build() {
  const flags = linking[platform];
  if (flags === undefined) {
    process.stdout.write(
      `native: not built on ${platform}; keys can still be exported, but not by the paths that need it.\n`,
    );
    return;
  }
  mkdirSync(folder, { recursive: true });
  const built = names.map((name) => buildOne(name, flags));
  if (built.includes('failed')) process.exitCode = 1;
  else if (built.includes('built')) process.stdout.write(`native: built for ${platform}-${arch}\n`);
  else process.stdout.write('native: up to date\n');
}

function buildOne(name, flags) {
  const source = `${here}${name}.c`;
  const output = `${folder}/${name}.node`;
  const compiler = process.env.CC ?? 'cc';
  const recipe = [...warnings, ...flags, '-I', headers, '-o', `${output}.new`, source];
  const stamp = createHash('sha256')
    .update(compiler)
    .update(recipe.join('\0'))
    .update(readFileSync(source))
    .digest('hex');
  const stampFile = `${folder}/${name}.built-from.sha256`;
  if (existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return 'up to date';
  const { status, error, stderr } = spawnSync(compiler, recipe, { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`native: ${compiler} failed${error ? ` (${error.message})` : ''}\n${stderr ?? ''}\n`);
    return 'failed';
  }
  renameSync(`${output}.new`, output); // a running process keeps the file it has loaded
  writeFileSync(stampFile, stamp);
  return 'built';
}

build();
