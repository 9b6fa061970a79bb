// `npm run demo`: sets the machine up, starts a practice company and opens Keydock on it.
//   With a screen    the app opens, with a card that says whom to sign in as.
//   Without one      the same runs on a virtual screen as a tour and leaves pictures in demo/.
//   --tour           the tour, screen or not
import path from 'node:path';
import { ensureElectron } from './electron-runtime.mjs';
import { root } from './places.mjs';
import { inSession } from './session/session.mjs';
import { setUp } from './setup.mjs';

const hasScreen = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const tour = !hasScreen || process.argv.includes('--tour');

try {
  await setUp();
  const { dir, version, origin } = await ensureElectron(console.log);
  console.log(`\nKeydock on Electron ${version} (${origin})`);
  process.exitCode = await inSession([tour ? 'e2e/demo/tour.ts' : 'e2e/demo/show.ts'], {
    electron: dir,
    results: path.join(root, 'demo'),
    screen: tour ? 'own' : 'caller',
  });
  if (tour && process.exitCode === 0) console.log('\nNo screen here: look at the pictures in demo/');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
