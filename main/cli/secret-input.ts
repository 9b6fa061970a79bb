import fs from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';

/** The longest PIN or pass phrase. Bytes. */
const longest = 1024;

/**
 * A PIN or pass phrase from a file descriptor: its first line. The caller zeroes it.
 * @throws the system's error when the descriptor is not open
 */
export function readSecret(fd: number): Uint8Array {
  const octets = new Uint8Array(longest + 1);
  let length = 0;
  while (length < octets.length) {
    const count = fs.readSync(fd, octets, length, octets.length - length, null);
    if (count === 0) break;
    length += count;
    if (octets.subarray(0, length).includes(0x0a)) break;
  }
  const end = octets.subarray(0, length).indexOf(0x0a);
  const secret = octets.slice(0, end < 0 ? length : end);
  octets.fill(0);
  return secret.at(-1) === 0x0d ? secret.subarray(0, -1) : secret;
}

/**
 * Asks on the terminal itself, so that redirected input and output do not matter. What is typed is not shown.
 * @returns undefined where there is no terminal, or when the person pressed Ctrl+C
 */
export async function askSecret(question: string): Promise<Uint8Array | undefined> {
  let fd: number;
  try {
    fd = fs.openSync(process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const input = new ReadStream(fd);
  const output = new WriteStream(fd);
  // First, so that whoever types at once is not shown.
  input.setRawMode(true);
  output.write(`${question}: `);
  const typed: number[] = [];
  try {
    for await (const chunk of input) {
      for (const octet of chunk as Uint8Array) {
        if (octet === 0x0d || octet === 0x0a) return Uint8Array.from(typed);
        if (octet === 0x03 || octet === 0x04) return undefined;
        if (octet === 0x7f || octet === 0x08) typed.pop();
        else if (typed.length < longest) typed.push(octet);
      }
    }
    return undefined;
  } finally {
    typed.fill(0);
    input.setRawMode(false);
    output.write('\n');
    input.destroy();
  }
}
