import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pieceLength } from './sink.ts';
import { Stopped } from './stopped.ts';
import { ThreadedSink } from './threaded-sink.ts';

/** As the decryption process starts it: the same module, which finds that it is a second thread. */
const entry = pathToFileURL(path.join(import.meta.dirname, 'main.ts'));
let folder: string;
let fd: number;
let sink: ThreadedSink;
const file = () => path.join(folder, 'result');
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-sink-'));
  fd = fs.openSync(file(), 'wx');
  sink = new ThreadedSink(entry);
});
afterEach(async () => {
  await sink.stop();
  fs.closeSync(fd);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** As a cipher does that decrypts into the memory it is given. */
async function intoMemory(octets: Uint8Array): Promise<Uint8Array> {
  const memory = sink.memory(octets.length);
  memory.set(octets);
  await sink.write(memory.subarray(0, octets.length));
  return memory;
}

const digestOf = (octets: Uint8Array) => ({
  sha256: createHash('sha256').update(octets).digest('hex'),
  bytes: octets.length,
});

/** Several times around the ring, in pieces of all sizes. */
const pieces = Array.from({ length: 100 }, (_, i) => randomBytes(i % 7 === 0 ? i + 1 : pieceLength - i));

test('what comes piece by piece is written and hashed in order, file after file', async () => {
  for (const given of [pieces, pieces.slice(0, 3), []]) {
    fs.ftruncateSync(fd);
    sink.begin(fd);
    for (const piece of given) await intoMemory(piece);
    const whole = Buffer.concat(given);
    expect(await sink.finish()).toEqual(digestOf(whole));
    await sink.abort();
    expect(fs.readFileSync(file()).equals(whole)).toBe(true);
  }
});

test('a cipher may bring memory of its own, of any length: it is copied, wiped and let go', async () => {
  const plaintexts = [randomBytes(10), randomBytes(pieceLength), randomBytes(pieceLength * 40 + 17)];
  sink.begin(fd);
  for (const plaintext of plaintexts) {
    const brought = Uint8Array.from(plaintext);
    await sink.write(brought);
    // A freed one has no length, and was wiped before: sink.test.ts.
    expect(brought.length === 0 || brought.every((octet) => octet === 0)).toBe(true);
  }
  const whole = Buffer.concat(plaintexts);
  expect(await sink.finish()).toEqual(digestOf(whole));
  await sink.abort();
  expect(fs.readFileSync(file()).equals(whole)).toBe(true);
});

test.each(['done', 'given up'] as const)('memory of a file that is %s is wiped', async (end) => {
  sink.begin(fd);
  const memories: Uint8Array[] = [];
  for (const piece of pieces.slice(0, 20)) memories.push(await intoMemory(piece));
  expect(memories.some((memory) => memory.some((octet) => octet !== 0))).toBe(true);
  if (end === 'done') await sink.finish();
  await sink.abort();
  expect(memories.every((memory) => memory.every((octet) => octet === 0))).toBe(true);
});

test('a write that fails says so, and the next file is hashed from its own beginning', async () => {
  sink.begin(1_000_000);
  await expect(intoMemory(randomBytes(1000))).rejects.toThrow('decrypt.output-failed');
  await sink.abort();
  sink.begin(fd);
  const plaintext = randomBytes(1000);
  await intoMemory(plaintext);
  expect(await sink.finish()).toEqual(digestOf(plaintext));
  await sink.abort();
});

test('a second thread that is gone ends this file, wiped as ever and holding nobody up; the next has a new one', async () => {
  sink.begin(fd);
  await intoMemory(randomBytes(1000));
  await sink.stop();
  const lent = sink.memory(1000);
  lent.fill(1);
  const fill = async () => {
    for (const piece of pieces) await intoMemory(piece);
  };
  await expect(fill()).rejects.toThrow(Stopped);
  await sink.abort();
  expect(lent.every((octet) => octet === 0)).toBe(true);
  // Also where it ends after the last piece.
  sink.begin(fd);
  await sink.stop();
  await expect(sink.finish()).rejects.toThrow('decrypt.engine-died');
  await sink.abort();
  fs.ftruncateSync(fd);
  sink.begin(fd);
  const plaintext = Buffer.concat(pieces);
  for (const piece of pieces) await intoMemory(piece);
  expect(await sink.finish()).toEqual(digestOf(plaintext));
  await sink.abort();
  expect(fs.readFileSync(file()).equals(plaintext)).toBe(true);
});
