import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { sha256Hex } from './canonical-json.ts';
import { type Entry, genesis, type Line, nextLine, readLine, tornKind, type Verdict, verifyChain } from './chain.ts';
import { withFileLock } from './file-lock.ts';

/** Largest entry, in bytes of JSON. */
const entryLimit = 512 * 1024;
/** How much of the file's end is read to find the last line, in bytes. */
const tailBytes = 2 * entryLimit;

/** The local record of what was done: append-only, each line bound to the one before, shared by all processes of the app. */
export interface Journal {
  /**
   * Writes one line and waits until the disk has it.
   * @returns its number and hash, or 'journal.unwritable', also for an entry of more than 512 KiB
   */
  append(entry: Entry): Promise<Result<{ readonly seq: number; readonly hash: string }>>;
  /** The newest lines, newest first. */
  read(most: number): Promise<readonly Line[]>;
  /**
   * The file as it is on the disk, while nobody writes to it; empty while there is none.
   * @throws Error of the file system, or 'EBUSY' while another process holds the lock
   */
  content(): Promise<string>;
  /** Follows the whole chain. */
  verify(): Promise<Verdict>;
}

/** The journal `journal.jsonl` in a folder of its own, made with the first line and readable by its owner alone. */
export function openJournal({ dir, log }: { readonly dir: string; readonly log: Log }): Journal {
  const file = path.join(dir, 'journal.jsonl');
  const lock = path.join(dir, 'journal.lock');

  let queue: Promise<unknown> = Promise.resolve();
  /** One at a time in this process, so that the file lock is only waited for against others. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function write(entry: Entry): Promise<{ readonly seq: number; readonly hash: string }> {
    const handle = await fs.open(file, 'a+', 0o600);
    try {
      const isNew = (await handle.stat()).size === 0;
      const end = await endOf(handle);
      let last = end.last;
      let text = '';
      if (end.torn !== null) {
        // Kept as it is, closed by a line end, and named: nothing that was once written is taken away.
        const note = nextLine({ kind: tornKind, sha256: sha256Hex(end.torn), length: end.torn.length }, last, now());
        text += `\n${JSON.stringify(note)}\n`;
        last = note;
        log.event('journal.torn-line', { count: end.torn.length });
      }
      const line = nextLine(entry, last, now());
      text += `${JSON.stringify(line)}\n`;
      await handle.appendFile(text, 'utf8');
      await handle.datasync();
      if (isNew) await syncFolder(dir);
      return { seq: line.seq, hash: line.hash };
    } finally {
      await handle.close();
    }
  }

  function settled(): Promise<string> {
    return inTurn(async () => {
      // Nothing was ever written: then nothing is made, not even a lock.
      if ((await fs.stat(file).catch(() => null)) === null) return '';
      return withFileLock(lock, () => contentOf(file));
    });
  }

  return {
    append: (entry) =>
      inTurn(async () => {
        try {
          if (Buffer.byteLength(JSON.stringify(entry)) > entryLimit) throw new RangeError('the entry is too long');
          await fs.mkdir(dir, { recursive: true, mode: 0o700 });
          return ok(await withFileLock(lock, () => write(entry)));
        } catch (error) {
          const incident = log.incident('journal.append', error);
          return fail('journal.unwritable', {}, { incident });
        }
      }),
    read: (most) =>
      inTurn(async () => {
        const rows = (await contentOf(file)).split('\n');
        const lines: Line[] = [];
        for (let index = rows.length - 1; index >= 0 && lines.length < most; index -= 1) {
          const line = readLine(rows[index] ?? '');
          if (line !== null) lines.push(line);
        }
        return lines;
      }),
    content: settled,
    verify: async () => verifyChain(await settled()),
  };
}

function now(): string {
  return new Date().toISOString();
}

interface End {
  /** The last whole line. */
  readonly last: { readonly seq: number; readonly hash: string };
  /** What a crash left after it, without a line end; null where there is none. */
  readonly torn: string | null;
}

/** @throws Error where the file ends in whole lines of which none belongs to a journal: writing on would hide that. */
async function endOf(handle: FileHandle): Promise<End> {
  const { size } = await handle.stat();
  const start = Math.max(0, size - tailBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
  const text = buffer.toString('utf8', 0, bytesRead);
  const cut = text.lastIndexOf('\n') + 1;
  const rows = text.slice(0, cut).split('\n').slice(0, -1);
  const torn = cut === text.length ? null : text.slice(cut);
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const line = readLine(rows[index] ?? '');
    if (line !== null) return { last: line, torn };
  }
  if (rows.length > 0) throw new Error('the journal was changed: its last lines are none of ours');
  return { last: { seq: 0, hash: genesis }, torn };
}

async function contentOf(file: string): Promise<string> {
  return fs.readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

/** Makes the new file's name last a power cut; where folders cannot be synced (Windows), the name is kept anyway. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
