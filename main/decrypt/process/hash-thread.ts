import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import { roomBeyond } from './ciphers/system-cipher.ts';
import { pieceLength } from './sink.ts';

/** A piece and what a cipher may have held back before it. Bytes. */
export const slotLength = pieceLength + roomBeyond;
/** Pieces that one thread may be ahead of the other: enough for their hiccups, and little enough to stay in the cache. */
export const slots = 16;

/** Where the two counters of a ring lie: pieces that were put in, and pieces that were hashed since the file began. */
export const FILLED = 0;
export const HASHED = 1;
const counters = 2;

/** In place of a piece's length: the file is done, or it is given up. */
export const END = -1;
export const GIVEN_UP = -2;

/**
 * Memory of both threads: plaintext goes from one to the other without a message, a copy or work for the collector.
 * A slot belongs to the first thread until FILLED counts it, and again once HASHED does.
 */
export interface Ring {
  /** FILLED, HASHED, and the length of what each slot holds. */
  readonly state: Int32Array<SharedArrayBuffer>;
  readonly memory: Uint8Array<SharedArrayBuffer>;
}

export function makeRing(): Ring {
  return {
    state: new Int32Array(new SharedArrayBuffer((counters + slots) * Int32Array.BYTES_PER_ELEMENT)),
    memory: new Uint8Array(new SharedArrayBuffer(slots * slotLength)),
  };
}

/** The memory of the slot for the piece of this number. */
export function slotOf({ memory }: Ring, piece: number): Uint8Array<SharedArrayBuffer> {
  const start = (piece % slots) * slotLength;
  return memory.subarray(start, start + slotLength);
}

/** Where the length of a piece is told. */
export function lengthAt(piece: number): number {
  return counters + (piece % slots);
}

/** From the thread: the SHA-256 of a file that came to its end, in hex. */
export interface HashReport {
  readonly sha256: string;
}

/** What runs in the second thread: takes a ring for each file, and hashes what comes through it. */
export function runHashThread(port: MessagePort): void {
  // The two threads are one build, so what comes is typed, not parsed.
  port.on('message', (ring: Ring) => {
    const sha256 = hashFile(ring);
    if (sha256 !== undefined) port.postMessage({ sha256 } satisfies HashReport);
  });
}

/** Sleeps while there is nothing to do. @returns undefined for a file that was given up */
function hashFile(ring: Ring): string | undefined {
  const { state } = ring;
  const hash = createHash('sha256');
  for (let piece = 0; ; ) {
    while (Atomics.load(state, FILLED) === piece) Atomics.wait(state, FILLED, piece);
    const length = Atomics.load(state, lengthAt(piece));
    if (length >= 0) hash.update(slotOf(ring, piece).subarray(0, length));
    piece++;
    Atomics.store(state, HASHED, piece);
    Atomics.notify(state, HASHED);
    if (length === END) return hash.digest('hex');
    if (length === GIVEN_UP) return undefined;
  }
}
