import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the world keeps what it must remember. */
export interface DataFolder {
  readonly path: string;
  /** What an earlier run saved, or undefined. */
  readonly kept: unknown;
  /** Saves soon after a change, and several changes at once. */
  changed(): void;
  write(name: string, text: string): Promise<string>;
  /** Saves a last time; a folder that nobody asked for goes. */
  close(): Promise<void>;
}

const stateFile = 'state.json';
const saveDelay = 500;

/**
 * Opens a folder that is kept, or makes one for this run.
 * @param state what to save, asked for at the time of saving
 */
export async function openDataFolder(given: string | undefined, state: () => unknown): Promise<DataFolder> {
  const path = given ?? (await mkdtemp(join(tmpdir(), 'keydock-practice-')));
  await mkdir(path, { recursive: true, mode: 0o700 });
  const text = given === undefined ? undefined : await readFile(join(path, stateFile), 'utf8').catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  /** Whole or not at all. */
  async function write(name: string, content: string): Promise<string> {
    const target = join(path, name);
    await writeFile(`${target}.new`, content, { mode: 0o600 });
    await rename(`${target}.new`, target);
    return target;
  }

  function save(): Promise<void> {
    saving = saving.then(async () => {
      await write(stateFile, JSON.stringify(state()));
    });
    return saving;
  }

  return {
    path,
    kept: text === undefined ? undefined : JSON.parse(text),
    changed() {
      if (given === undefined || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        // A full disk must not end the practice; the next change tries again.
        save().catch(() => undefined);
      }, saveDelay);
    },
    write,
    async close() {
      clearTimeout(timer);
      if (given === undefined) await rm(path, { recursive: true, force: true });
      else await save();
    },
  };
}
