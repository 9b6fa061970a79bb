import fs from 'node:fs';
import { reasonOf, Stopped } from './stopped.ts';

/**
 * A small file whole, in memory of its own, never more than its limit and one byte.
 * @param limit bytes; a longer file gives limit + 1 bytes, which its reader refuses
 * @throws Stopped 'decrypt.source-unreadable' with the given name
 */
export function readSmallFile(file: string, limit: number, name: string): Uint8Array {
  let fd = -1;
  try {
    fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    if (!fs.fstatSync(fd).isFile())
      throw new Stopped('decrypt.source-unreadable', { name, reason: 'it is not a file' });
    const octets = new Uint8Array(limit + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < octets.length; length += count) {
      count = fs.readSync(fd, octets, length, octets.length - length, null);
    }
    const whole = octets.slice(0, length);
    octets.fill(0);
    return whole;
  } catch (error) {
    throw error instanceof Stopped
      ? error
      : new Stopped('decrypt.source-unreadable', { name, reason: reasonOf(error) });
  } finally {
    if (fd >= 0) fs.closeSync(fd);
  }
}
