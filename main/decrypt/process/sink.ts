/// <reference lib="es2024.arraybuffer" />
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { roomBeyond } from './ciphers/system-cipher.ts';
import { outputFailure } from './output.ts';
import { Stopped } from './stopped.ts';

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

/** Below this a piece is copied rather than moved or freed: it may lie in memory that Node shares between buffers. Bytes. */
const smallestOwn = 64 * 1024;

function isOwn(octets: Uint8Array): boolean {
  return octets.length >= smallestOwn && octets.buffer instanceof ArrayBuffer;
}

/**
 * Wipes a piece of plaintext and frees its memory at once. Every call of a cipher makes a new buffer; left to the
 * collector they pile up to 100 MB before it comes by.
 */
export function release(octets: Uint8Array): void {
  octets.fill(0);
  if (isOwn(octets) && octets.buffer instanceof ArrayBuffer) octets.buffer.transfer(0);
}

/** Writes all of it. @throws the system's error */
export function writeAll(fd: number, octets: Uint8Array, position: number): void {
  for (let written = 0; written < octets.length; ) {
    written += fs.writeSync(fd, octets, written, octets.length - written, position + written);
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
      } catch (error) {
        throw outputFailure(error);
      }
      hash.update(octets);
      bytes += octets.length;
      if (octets.buffer !== memory.buffer) release(octets);
      return undefined;
    },
    finish: async () => ({ sha256: hash.digest('hex'), bytes }),
    async abort() {
      memory.fill(0);
    },
  };
}

/** To the sink's thread: a file to begin with, plaintext, the end. */
export type SinkOrder =
  | { readonly fd: number }
  | { readonly octets: Uint8Array; readonly comesBack: boolean }
  | { readonly end: true };
/** From it. `memory`: that of a piece which was to come back. */
export const SinkReport = z.union([
  z.strictObject({ written: z.number(), memory: z.instanceof(ArrayBuffer).optional() }),
  z.strictObject({ sha256: z.string() }),
  z.strictObject({ failed: z.string() }),
]);
export type SinkReport = z.output<typeof SinkReport>;

/** A piece and what a cipher may have held back before it. */
const memoryLength = pieceLength + roomBeyond;
/** Pieces that may be under way at once: enough to keep both threads and the disk busy, and 12 MiB at most. */
const mostUnderWay = 48;
/** Written data is pushed to the disk this often, so that the disk works all the time and the last sync is short. Bytes. */
const syncStretch = 128 * 1024 * 1024;

/** A second thread that hashes and writes while the first reads and decrypts. Serves one file at a time. */
export class ThreadedSink implements Sink {
  readonly #worker: Worker;
  #fd = -1;
  #underWay = 0;
  #bytes = 0;
  #syncedAt = 0;
  #syncing: Promise<void> | undefined;
  /** Memory that waits to be used again; as much at most as may be under way. */
  #idle: Uint8Array<ArrayBuffer>[] = [];
  /** What was given out and has not come with a piece yet. */
  #lent: Uint8Array<ArrayBuffer> | undefined;
  #fault: Stopped | undefined;
  #wake: (() => void) | undefined;
  #finished: ((sha256: string) => void) | undefined;

  /** @param entry the module that runs `runSinkThread` when it is started as a worker */
  constructor(entry: URL) {
    this.#worker = new Worker(entry);
    this.#worker.unref();
    this.#worker.on('message', (message: unknown) => this.#take(SinkReport.parse(message)));
    this.#worker.on('error', () => this.#fail(new Stopped('decrypt.engine-died')));
  }

  /** Begins a file. */
  begin(fd: number): void {
    this.#fd = fd;
    this.#underWay = 0;
    this.#bytes = 0;
    this.#syncedAt = 0;
    this.#fault = undefined;
    this.#order({ fd });
  }

  memory(length: number): Uint8Array {
    if (length > memoryLength) return new Uint8Array(length);
    this.#lent ??= this.#idle.pop() ?? new Uint8Array(memoryLength);
    return this.#lent;
  }

  write(octets: Uint8Array): Promise<void> | undefined {
    if (this.#fault !== undefined) throw this.#fault;
    if (octets.length === 0) return undefined;
    this.#bytes += octets.length;
    this.#underWay++;
    const comesBack = octets.buffer === this.#lent?.buffer;
    if (comesBack) this.#lent = undefined;
    const isMoved = comesBack || isOwn(octets);
    const moved = isMoved ? new Uint8Array(octets.buffer, octets.byteOffset, octets.length) : Uint8Array.from(octets);
    if (!isMoved) octets.fill(0);
    this.#order({ octets: moved, comesBack }, [moved.buffer]);
    return this.#underWay < mostUnderWay ? undefined : this.#someRoom();
  }

  async finish(): Promise<{ readonly sha256: string; readonly bytes: number }> {
    const sha256 = await new Promise<string>((resolve, reject) => {
      this.#finished = resolve;
      this.#wake = () => {
        if (this.#fault !== undefined) reject(this.#fault);
      };
      if (this.#fault !== undefined) reject(this.#fault);
      this.#order({ end: true });
    });
    await this.#syncing;
    if (this.#fault !== undefined) throw this.#fault;
    return { sha256, bytes: this.#bytes };
  }

  /** Waits until the thread has put down the file, so that it can be closed. */
  async abort(): Promise<void> {
    while (this.#underWay > 0) await this.#someRoom();
    await this.#syncing;
    for (const memory of this.#idle) memory.fill(0);
    this.#lent?.fill(0);
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #someRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #order(order: SinkOrder, moved: ArrayBufferLike[] = []): void {
    this.#worker.postMessage(
      order,
      moved.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  }

  #take(report: SinkReport): void {
    if ('sha256' in report) this.#finished?.(report.sha256);
    else {
      this.#underWay--;
      if ('written' in report && report.memory !== undefined) this.#idle.push(new Uint8Array(report.memory));
      if ('failed' in report)
        this.#fail(outputFailure(Object.assign(new Error(report.failed), { code: report.failed })));
      else this.#push(report.written);
    }
    this.#wake?.();
  }

  #push(written: number): void {
    if (written - this.#syncedAt < syncStretch || this.#syncing !== undefined) return;
    this.#syncedAt = written;
    this.#syncing = new Promise((resolve) => {
      fs.fdatasync(this.#fd, (error) => {
        // The system tells a failed write-back once: it must not be lost before the last sync.
        if (error !== null) this.#fail(outputFailure(error));
        this.#syncing = undefined;
        resolve();
      });
    });
  }

  #fail(fault: Stopped): void {
    this.#fault ??= fault;
    this.#wake?.();
  }
}
