import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Report } from '../protocol.ts';
import { inspectFile } from './inspect.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-inspect-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const long = 'A'.repeat(5_000);
const compact = (header: object): string =>
  `${Buffer.from(JSON.stringify(header)).toString('base64url')}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`;

// What is said of a file goes to main as a report with limits: a name that the file gives must not break them.
test.each([
  [
    'a header member of 5,000 characters',
    'jwe-json',
    JSON.stringify({ unprotected: { [long]: 1 }, ciphertext: 'AAAA' }),
  ],
  ['the same twice', 'jwe-json', `{"${long}":1,"${long}":2,"ciphertext":"AAAA"}`],
  ['a key id of 5,000 characters', 'jwe-compact', compact({ alg: 'dir', enc: 'A256GCM', kid: long })],
  ['an algorithm of 5,000 characters', 'jwe-compact', compact({ alg: long, enc: 'A256GCM' })],
])('%s is said within the limits of a report', async (_what, format, text) => {
  const file = path.join(folder, 'file');
  writeFileSync(file, text);
  const result = await inspectFile(file, format, undefined);
  expect(Report.safeParse({ kind: 'inspected', id: 1, result }).error).toBeUndefined();
});

test('a long file is looked at in turns, so that orders for others are heard meanwhile', async () => {
  const file = path.join(folder, 'long.json');
  writeFileSync(file, '{"protected":"AAAA","ciphertext":"');
  truncateSync(file, 8 * 1024 * 1024);
  let isDone = false;
  let turns = 0;
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await inspectFile(file, undefined, undefined);
  isDone = true;
  expect(result).toMatchObject({ ok: true, value: { fault: { code: 'decrypt.malformed' } } });
  expect(turns).toBeGreaterThanOrEqual(7);
});
