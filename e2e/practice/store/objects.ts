import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** One object. The ETag of a single PUT is the MD5 of its bytes, in hex. */
export interface StoredObject {
  readonly size: number;
  readonly etag: string;
  /** Name of its file. */
  readonly file: string;
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The objects, each a file of its own, so that memory stays flat whatever their size. */
export interface Objects {
  /** Writes an object whole or not at all. */
  put(key: string, bytes: Bytes): Promise<StoredObject>;
  find(key: string): StoredObject | undefined;
  /** @throws Error when there is none */
  read(key: string): AsyncIterable<Buffer>;
  /** What to save beside the files. */
  index(): Readonly<Record<string, StoredObject>>;
}

/** @param kept what `index` gave in an earlier run */
export async function openObjects(
  folder: string,
  changed: () => void,
  kept: Readonly<Record<string, StoredObject>> = {},
): Promise<Objects> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const objects = new Map<string, StoredObject>(Object.entries(kept));
  return {
    async put(key, bytes) {
      const file = randomUUID();
      const digest = createHash('md5');
      let size = 0;
      try {
        await pipeline(
          bytes,
          async function* (source: Bytes) {
            for await (const chunk of source) {
              digest.update(chunk);
              size += chunk.length;
              yield chunk;
            }
          },
          createWriteStream(join(folder, file), { mode: 0o600 }),
        );
      } catch (error) {
        await rm(join(folder, file), { force: true });
        throw error;
      }
      const before = objects.get(key);
      const stored = { size, etag: digest.digest('hex'), file };
      objects.set(key, stored);
      if (before !== undefined) await rm(join(folder, before.file), { force: true });
      changed();
      return stored;
    },
    find: (key) => objects.get(key),
    read(key) {
      const stored = objects.get(key);
      if (stored === undefined) throw new Error('no such object');
      return createReadStream(join(folder, stored.file), { highWaterMark: 256 * 1024 });
    },
    index: () => Object.fromEntries(objects),
  };
}
