import { setImmediate } from 'node:timers/promises';
import type { FormatId } from '../../../app/formats/formats.ts';
import type { StreamCipher } from './ciphers/stream-cipher.ts';
import { roomBeyond } from './ciphers/system-cipher.ts';
import type { Opening } from './opening.ts';
import { pieceLength, type Sink } from './sink.ts';
import type { Source } from './source.ts';
import { spellerFor } from './spelling.ts';
import { Stopped } from './stopped.ts';

/** After so much work the process listens to its orders. Bytes. */
const turnLength = 4 * 1024 * 1024;

/** How a running job is held or ended from outside. */
export interface JobControl {
  isCancelled: boolean;
  /** Pending while the job is paused. */
  paused: Promise<void> | undefined;
  /** Called now and then. Bytes of the file. */
  onProgress(done: number, total: number): void;
}

/**
 * Sends the ciphertext of a file through its cipher into a sink, which hashes and writes it; hashes in another thread
 * when it has one. Memory does not grow with the file.
 * @throws Stopped, Malformed
 */
export async function run(
  source: Source,
  opening: Opening,
  format: FormatId,
  sink: Sink,
  control: JobControl,
): Promise<void> {
  const { cipher, offset, length } = opening;
  const speller = spellerFor(opening.spelling, format);
  const buffer = new Uint8Array(Math.min(cipher.pieceLength ?? pieceLength, Math.max(length, 1)));
  let skip = opening.skip;
  const pass = async (octets: Uint8Array) => {
    const skipped = Math.min(skip, octets.length);
    skip -= skipped;
    if (octets.length === skipped) return;
    const input = octets.subarray(skipped);
    const out = cipher.updateInto === undefined ? cipher.update(input) : intoMemory(cipher.updateInto, input, sink);
    const waiting = sink.write(out instanceof Uint8Array ? out : await out);
    if (waiting !== undefined) await waiting;
  };
  let turn = 0;
  for (let done = 0; done < length; ) {
    const piece = buffer.subarray(0, Math.min(buffer.length, length - done));
    source.readSync(piece, offset + done);
    await pass(speller.decode(piece));
    done += piece.length;
    turn += piece.length;
    if (turn >= turnLength) {
      turn = 0;
      control.onProgress(done, length);
      await setImmediate();
      await listen(control);
    }
  }
  await listen(control);
  await pass(speller.end());
  const last = await cipher.final();
  if (last.length > 0) await sink.write(last);
}

function intoMemory(updateInto: NonNullable<StreamCipher['updateInto']>, input: Uint8Array, sink: Sink): Uint8Array {
  const memory = sink.memory(input.length + roomBeyond);
  return memory.subarray(0, updateInto(input, memory));
}

async function listen(control: JobControl): Promise<void> {
  while (control.paused !== undefined && !control.isCancelled) await control.paused;
  if (control.isCancelled) throw new Stopped('app.cancelled');
}
