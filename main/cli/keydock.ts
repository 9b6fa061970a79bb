import path from 'node:path';
import { forkEngine } from '../decrypt/fork-engine.ts';
import { nativeAddonPath } from '../tokens/native-addon.ts';
import { nodeTokenWorld } from './node-world.ts';
import { runKeydock } from './run.ts';

/* `npm run -s keydock -- …` in a checkout: plain Node, the same process code as in the app. */

const root = path.join(import.meta.dirname, '../..');
const addon = nativeAddonPath(root);

process.exitCode = await runKeydock(process.argv.slice(2), {
  engine: () => forkEngine(path.join(root, 'main/decrypt/process/main.ts')),
  addon,
  tokens: nodeTokenWorld(path.join(root, 'main/tokens/process/main.ts'), addon),
});
