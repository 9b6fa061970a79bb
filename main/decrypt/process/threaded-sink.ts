/// <reference lib="es2024.sharedmemory" />
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import {
  END,
  FILLED,
  GIVEN_UP,
  HASHED,
  lengthAt,
  makeRing,
  type Ring,
  slotLength,
  slotOf,
  slots,
} from './hash-thread.ts';
import { outputFailure } from './output.ts';
import { release, type Sink, writeAll } from './sink.ts';
import { Stopped } from './stopped.ts';

/** Written data is pushed to the disk this often, so that the disk works all the time and the last sync is short. Bytes. */
const syncStretch = 128 * 1024 * 1024;

const HashReport = z.strictObject({ sha256: z.string() });

/**
 * The first thread reads, decrypts and writes while a second one hashes: of two cores each has about half of the work.
 * Serves one file at a time.
 */
export class ThreadedSink implements Sink {
  readonly #entry: URL;
  #worker: Worker;
  readonly #ring: Ring = makeRing();
  #fd = -1;
  /** Pieces that were put into the ring, marks included. */
  #filled = 0;
  /** The second thread waits for pieces of this file. */
  #isOpen = false;
  #bytes = 0;
  #syncedAt = 0;
  #syncing: Promise<void> | undefined;
  #fault: Stopped | undefined;
  /** The second thread is gone, and with it this file; the next one has a new thread. */
  #isDead = false;
  #ended: ((sha256: string | undefined) => void) | undefined;

  /** @param entry the module that runs `runHashThread` when it is started as a worker */
  constructor(entry: URL) {
    this.#entry = entry;
    this.#worker = this.#started();
  }

  /** Begins a file. */
  begin(fd: number): void {
    if (this.#isDead) {
      this.#worker = this.#started();
      this.#isDead = false;
    }
    this.#fd = fd;
    this.#filled = 0;
    this.#bytes = 0;
    this.#syncedAt = 0;
    this.#fault = undefined;
    this.#isOpen = true;
    this.#ring.state.fill(0);
    this.#worker.postMessage(this.#ring);
  }

  memory(length: number): Uint8Array {
    return length > slotLength ? new Uint8Array(length) : slotOf(this.#ring, this.#filled);
  }

  write(octets: Uint8Array): Promise<void> | undefined {
    const isOurs = octets.buffer === this.#ring.memory.buffer;
    if (this.#fault !== undefined) {
      if (!isOurs) release(octets);
      throw this.#fault;
    }
    if (octets.length === 0) return undefined;
    return isOurs ? this.#pass(octets) : this.#copied(octets);
  }

  async finish(): Promise<{ readonly sha256: string; readonly bytes: number }> {
    const ended = new Promise<string | undefined>((resolve) => {
      this.#ended = resolve;
    });
    await this.#someRoom();
    this.#mark(END);
    const sha256 = this.#isDead ? undefined : await ended;
    await this.#syncing;
    if (this.#fault !== undefined) throw this.#fault;
    if (sha256 === undefined) throw new Stopped('decrypt.engine-died');
    return { sha256, bytes: this.#bytes };
  }

  /** Waits until the second thread has put down the file, so that it can be closed. */
  async abort(): Promise<void> {
    if (this.#isOpen) {
      await this.#someRoom();
      this.#mark(GIVEN_UP);
    }
    while (this.#ahead() > 0 && !this.#isDead) await this.#hashed();
    await this.#syncing;
    // All of it: a slot that was lent and did not come back holds plaintext too.
    this.#ring.memory.fill(0);
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #started(): Worker {
    const worker = new Worker(this.#entry);
    worker.unref();
    worker.on('message', (message: unknown) => this.#ended?.(HashReport.parse(message).sha256));
    // Its end follows its error, perhaps when the next one has begun already.
    const gone = () => {
      if (worker === this.#worker) this.#die();
    };
    worker.on('error', gone).on('exit', gone);
    return worker;
  }

  /** What lies in the next slot, on its way to the hash and to the disk at once. */
  #pass(octets: Uint8Array): Promise<void> | undefined {
    this.#tell(octets.length);
    writeAll(this.#fd, octets, this.#bytes);
    this.#bytes += octets.length;
    this.#push();
    return this.#ahead() < slots ? undefined : this.#someRoom();
  }

  /** Plaintext of a cipher that brings its own memory, a slot at a time. */
  async #copied(octets: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < octets.length; at += slotLength) {
        const piece = octets.subarray(at, at + slotLength);
        const slot = slotOf(this.#ring, this.#filled).subarray(0, piece.length);
        slot.set(piece);
        await this.#pass(slot);
        if (this.#fault !== undefined) throw this.#fault;
      }
    } finally {
      release(octets);
    }
  }

  #mark(mark: number): void {
    this.#isOpen = false;
    this.#tell(mark);
  }

  #tell(length: number): void {
    const { state } = this.#ring;
    Atomics.store(state, lengthAt(this.#filled), length);
    this.#filled++;
    Atomics.store(state, FILLED, this.#filled);
    Atomics.notify(state, FILLED);
  }

  /** Pieces that were put in and are not hashed yet. */
  #ahead(): number {
    return this.#filled - Atomics.load(this.#ring.state, HASHED);
  }

  /** Until a slot is free. Every call leaves one free, so that `memory` never has to wait. */
  async #someRoom(): Promise<void> {
    while (this.#ahead() >= slots && !this.#isDead) await this.#hashed();
  }

  /** Until the second thread has hashed something more, or is gone. */
  async #hashed(): Promise<void> {
    const { state } = this.#ring;
    const hashed = Atomics.load(state, HASHED);
    if (hashed < this.#filled) await Atomics.waitAsync(state, HASHED, hashed).value;
  }

  #push(): void {
    if (this.#bytes - this.#syncedAt < syncStretch || this.#syncing !== undefined) return;
    this.#syncedAt = this.#bytes;
    this.#syncing = new Promise((resolve) => {
      fs.fdatasync(this.#fd, (error) => {
        // The system tells a failed write-back once: it must not be lost before the last sync.
        if (error !== null) this.#fault ??= outputFailure(error);
        this.#syncing = undefined;
        resolve();
      });
    });
  }

  #die(): void {
    this.#isDead = true;
    this.#isOpen = false;
    this.#fault ??= new Stopped('decrypt.engine-died');
    this.#ended?.(undefined);
    Atomics.notify(this.#ring.state, HASHED);
  }
}
