/// <reference lib="es2024.arraybuffer" />
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { directSink } from './sink.ts';
import { runSinkThread } from './sink-thread.ts';

let folder: string;
let fd: number;
const file = () => path.join(folder, 'result');
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-sink-'));
  fd = fs.openSync(file(), 'wx');
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.closeSync(fd);
  fs.rmSync(folder, { recursive: true, force: true });
});

const lengths = [1, 1_000, 64 * 1024, 256 * 1024];

/** What was in memory when it was given back: afterwards nobody can look. */
function watchFreed(): Buffer[] {
  const freed: Buffer[] = [];
  const { transfer } = ArrayBuffer.prototype;
  vi.spyOn(ArrayBuffer.prototype, 'transfer').mockImplementation(function (this: ArrayBuffer, length?: number) {
    freed.push(Buffer.from(this.slice(0)));
    return transfer.call(this, length);
  });
  return freed;
}

const isWiped = (octets: Uint8Array) => octets.every((octet) => octet === 0);

test.each(lengths)('a piece of %i bytes that was hashed and written is wiped before it is let go', async (length) => {
  const plaintext = randomBytes(length);
  const piece = Uint8Array.from(plaintext);
  const freed = watchFreed();
  const sink = directSink(fd);
  await sink.write(piece);
  expect((piece.length === 0 ? freed : [piece]).map(isWiped)).toEqual([true]);
  const sha256 = createHash('sha256').update(plaintext).digest('hex');
  expect(await sink.finish()).toEqual({ sha256, bytes: length });
  expect(fs.readFileSync(file()).equals(plaintext)).toBe(true);
});

test.each(['written', 'failed'] as const)('in the second thread too, where it was %s', async (kind) => {
  const { port1: near, port2: far } = new MessageChannel();
  const reports: unknown[] = [];
  near.on('message', (report) => reports.push(report));
  runSinkThread(far);
  const freed = watchFreed();
  const plaintext = randomBytes(256 * 1024);
  near.postMessage({ fd: kind === 'written' ? fd : 1_000_000 });
  // What comes back after it was written is the pool's; this does not.
  near.postMessage({ octets: Uint8Array.from(plaintext), comesBack: false });
  await expect.poll(() => reports).toHaveLength(1);
  expect(reports).toMatchObject([{ [kind]: expect.anything() }]);
  expect(freed.map(isWiped)).toEqual([true]);
  if (kind === 'written') expect(fs.readFileSync(file()).equals(plaintext)).toBe(true);
  near.close();
});
