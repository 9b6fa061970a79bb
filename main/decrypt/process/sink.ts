/// <reference lib="es2024.arraybuffer" />
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { outputFailure } from './output.ts';

/** Read, decrypted and handed on at once. Measured in Electron's node: larger pieces leave the processor's cache. Bytes. */
export const pieceLength = 256 * 1024;

/** Takes plaintext in order: hashes it and writes it. */
export interface Sink {
  /**
   * Memory for the next piece, which is written, or a stretch of its front, before more is asked for. It is used again
   * and again, and wiped at the end: system calls for new memory would take longer than AES.
   */
  memory(length: number): Uint8Array;
  /**
   * @param octets from `memory`, or fresh memory that the sink may take away
   * @returns a promise when it asks to wait
   */
  write(octets: Uint8Array): Promise<void> | undefined;
  /** @returns SHA-256 in hex and the length */
  finish(): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Lets go of the file, and wipes its memory. */
  abort(): Promise<void>;
}

/** Below this a piece is not freed at once: it may lie in memory that Node shares between buffers. Bytes. */
const smallestOwn = 64 * 1024;

/**
 * Wipes a piece of plaintext and frees its memory at once. Every call of a cipher makes a new buffer; left to the
 * collector they pile up to 100 MB before it comes by.
 */
export function release(octets: Uint8Array): void {
  octets.fill(0);
  if (octets.length >= smallestOwn && octets.buffer instanceof ArrayBuffer) octets.buffer.transfer(0);
}

/** Writes all of it. @throws Stopped in the words of `outputFailure` */
export function writeAll(fd: number, octets: Uint8Array, position: number): void {
  try {
    for (let written = 0; written < octets.length; ) {
      written += fs.writeSync(fd, octets, written, octets.length - written, position + written);
    }
  } catch (error) {
    throw outputFailure(error);
  }
}

/** In the same thread: for small files, where waking another costs more than it saves. */
export function directSink(fd: number): Sink {
  const hash = createHash('sha256');
  let bytes = 0;
  let memory = new Uint8Array(0);
  return {
    memory(length) {
      if (memory.length < length) memory = new Uint8Array(length);
      return memory;
    },
    write(octets) {
      try {
        writeAll(fd, octets, bytes);
        hash.update(octets);
        bytes += octets.length;
      } finally {
        if (octets.buffer !== memory.buffer) release(octets);
      }
      return undefined;
    },
    finish: async () => ({ sha256: hash.digest('hex'), bytes }),
    async abort() {
      memory.fill(0);
    },
  };
}
