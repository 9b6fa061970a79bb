import fs from 'node:fs';
import path from 'node:path';
import { DecryptEngine } from '../decrypt/engine.ts';
import { forkEngine } from '../decrypt/fork-engine.ts';
import { nativeAddonPath } from '../tokens/native-addon.ts';
import { readArguments, UsageError, usage } from './arguments.ts';
import { decryptCommand } from './decrypt.ts';
import { stateFolder } from './state-folder.ts';

/* `npm run -s keydock -- …` in a checkout: plain Node, the same process code as in the app. */

const root = path.join(import.meta.dirname, '../..');

async function main(args: readonly string[]): Promise<number> {
  let command: ReturnType<typeof readArguments>;
  try {
    command = readArguments(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`keydock: ${error.message}\n\n${usage}\n`);
    return 2;
  }
  if (command === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const addon = nativeAddonPath(root);
  const engine = new DecryptEngine(forkEngine(path.join(root, 'main/decrypt/process/main.ts')), {
    stateFolder: stateFolder(),
    ...(fs.existsSync(addon) ? { addon } : {}),
  });
  const tokens = { entry: path.join(root, 'main/tokens/process/main.ts'), addon };
  const code = await decryptCommand(command, engine, tokens);
  engine.close();
  return code;
}

process.exitCode = await main(process.argv.slice(2));
