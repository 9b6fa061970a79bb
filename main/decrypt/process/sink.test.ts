/// <reference lib="es2024.arraybuffer" />
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { directSink } from './sink.ts';

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

test('a piece that could not be written is wiped as well', () => {
  const piece = Uint8Array.from(randomBytes(1_000));
  expect(() => directSink(1_000_000).write(piece)).toThrow('decrypt.output-failed');
  expect(isWiped(piece)).toBe(true);
});
