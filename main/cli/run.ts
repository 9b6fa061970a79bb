import fs from 'node:fs';
import { DecryptEngine, type EngineChannel } from '../decrypt/engine.ts';
import { readArguments, UsageError, usage } from './arguments.ts';
import { decryptCommand } from './decrypt.ts';
import { stateFolder } from './state-folder.ts';
import type { TokenWorld } from './token-world.ts';

/** How the processes are started here. */
export interface CommandWorld {
  engine(): EngineChannel;
  /** The native addon's path, whether it was built or not. */
  readonly addon: string;
  readonly tokens: TokenWorld;
}

/** Runs the command line. @param args after the program's name @returns the exit code: 0 all done, 1 some failed, 2 usage */
export async function runKeydock(args: readonly string[], world: CommandWorld): Promise<number> {
  let command: ReturnType<typeof readArguments>;
  try {
    command = readArguments(args);
    if (command !== 'help' && command.pinFd !== undefined) assertOpen(command.pinFd);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`keydock: ${error.message}\n\n${usage}\n`);
    return 2;
  }
  if (command === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const addon = fs.existsSync(world.addon) ? { addon: world.addon } : {};
  const engine = new DecryptEngine(world.engine(), { stateFolder: stateFolder(), ...addon });
  try {
    return await decryptCommand(command, engine, world.tokens);
  } finally {
    engine.close();
  }
}

/** @throws UsageError where nothing was opened as this descriptor */
function assertOpen(pinFd: number): void {
  try {
    fs.fstatSync(pinFd);
  } catch {
    throw new UsageError(`--pin-fd ${pinFd} is not open`);
  }
}
