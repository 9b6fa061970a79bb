import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { reasonOf, Stopped, systemCode } from './stopped.ts';

/** Names of files that have no other name yet. Only such names are ever removed. */
const temporaryName = /^\.keydock-[0-9a-f]{32}\.part$/;
const listName = /^unfinished-(\d+)\.jsonl$/;
const Line = z.strictObject({ begun: z.string().max(32_768) });

/** Where file systems cannot hold a file without a name, the begun ones are written down first. */
export interface Leftovers {
  /** Writes a path down, synced, before the file is made. */
  add(file: string): void;
  /** The file has got its name or is gone. */
  remove(file: string): void;
}

/**
 * Removes what earlier runs left behind, and keeps the list of this one. Without a place for lists files without a name
 * can still be made; only `add` fails then.
 * @param stateFolder made when it is not there
 */
export function openLeftovers(stateFolder: string): Leftovers {
  try {
    fs.mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    sweep(stateFolder);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
  const list = path.join(stateFolder, `unfinished-${process.pid}.jsonl`);
  const open = new Set<string>();
  return {
    add(file) {
      try {
        const fd = fs.openSync(list, 'a', 0o600);
        fs.writeSync(fd, `${JSON.stringify({ begun: file } satisfies z.input<typeof Line>)}\n`);
        fs.fsyncSync(fd);
        fs.closeSync(fd);
      } catch (error) {
        throw new Stopped('decrypt.output-failed', { reason: `the list of begun files: ${reasonOf(error)}` });
      }
      open.add(file);
    },
    remove(file) {
      open.delete(file);
      if (open.size === 0) fs.rmSync(list, { force: true });
    },
  };
}

/** Every list whose process is gone. */
function sweep(stateFolder: string): void {
  for (const name of fs.readdirSync(stateFolder)) {
    const pid = Number(listName.exec(name)?.[1]);
    if (!Number.isInteger(pid) || (pid !== process.pid && isAlive(pid))) continue;
    const list = path.join(stateFolder, name);
    for (const line of fs.readFileSync(list, 'utf8').split('\n')) removeBegun(line);
    fs.rmSync(list, { force: true });
  }
}

/** A line is not trusted: it may name only a file that this program could have begun. */
function removeBegun(line: string): void {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return;
  }
  const begun = Line.safeParse(json);
  if (begun.success && path.isAbsolute(begun.data.begun) && temporaryName.test(path.basename(begun.data.begun))) {
    fs.rmSync(begun.data.begun, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
