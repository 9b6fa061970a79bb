// Packages the built app.
//   node scripts/package.mjs dir           the unpacked folder, for tests
//   node scripts/package.mjs deb tar.gz    installers; only from an official Electron
import { build, Platform } from 'electron-builder';
import { ensureElectron } from './electron-runtime.mjs';
import { root } from './places.mjs';

const targets = process.argv.slice(2);
if (targets.length === 0) throw new Error('Say what to make: dir, deb, tar.gz, rpm, nsis or dmg');

const { dir, version, origin } = await ensureElectron(console.log);
console.log(`packaging with Electron ${version} (${origin})`);
if (!origin.startsWith('official') && targets.some((target) => target !== 'dir')) {
  throw new Error('Installers are made only from an official Electron whose checksum was verified');
}
await build({
  projectDir: root,
  publish: 'never',
  targets: Platform.current().createTarget(targets),
  config: { electronDist: dir, electronVersion: version },
});
