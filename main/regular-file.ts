import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** What was read of a file, or why it is not taken. */
export type ReadFile =
  | { readonly kind: 'read'; readonly octets: Uint8Array }
  | { readonly kind: 'too-long'; readonly size: number }
  /** A folder, a pipe, a device; or a file that grew while it was read, as those of /proc do. */
  | { readonly kind: 'no-file' };

/**
 * Reads a file whole, that anybody may have put there: never more than the limit, and never something that waits for a
 * writer or has no end.
 * @param limit bytes
 * @throws Error of the file system
 */
export async function readRegularFile(file: string, limit: number): Promise<ReadFile> {
  // Without O_NONBLOCK opening a pipe would wait for a writer, and hold one of Node's few threads for ever.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { kind: 'no-file' };
    if (found.size > limit) return { kind: 'too-long', size: found.size };
    const octets = new Uint8Array(found.size + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < octets.length; length += count) {
      count = (await handle.read(octets, length, octets.length - length, null)).bytesRead;
    }
    return length > found.size ? { kind: 'no-file' } : { kind: 'read', octets: octets.subarray(0, length) };
  } finally {
    await handle.close();
  }
}

/** The text of a file of our own; null for one that is missing, too long, or no file. @param limit bytes */
export async function readOwnText(file: string, limit: number): Promise<string | null> {
  try {
    const read = await readRegularFile(file, limit);
    return read.kind === 'read' ? Buffer.from(read.octets).toString('utf8') : null;
  } catch {
    return null;
  }
}
