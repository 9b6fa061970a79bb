// `npm run bench -- AREA… [--json]`: measures one or more areas beside their peers (e2e/benchmarks), in a session like the
// tests. What is said on the way goes to standard error, so that `--json` is one object and nothing else.
import path from 'node:path';
import { ensureElectron } from './electron-runtime.mjs';
import { root } from './places.mjs';
import { inSession } from './session/session.mjs';
import { setUp } from './setup.mjs';

try {
  await setUp(console.error);
  const { dir, version, origin } = await ensureElectron(console.error);
  console.error(`on Electron ${version} (${origin})`);
  process.exitCode = await inSession(['e2e/benchmarks/run.ts', ...process.argv.slice(2)], {
    electron: dir,
    results: path.join(root, 'test-results'),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
