import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../log.ts';
import { PinCounts } from './pin-counts.ts';

let folder: string;
const incidents: string[] = [];
const log: Log = {
  event: () => undefined,
  incident: (where) => {
    incidents.push(where);
    return 'i';
  },
};
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-pins-'));
  incidents.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const loaded = async () => {
  const counts = new PinCounts(folder, log);
  await counts.load();
  return counts;
};

test('wrong PINs are counted for each token, kept over a restart, and gone with a right one', async () => {
  const first = await loaded();
  expect([await first.wrong('token-aa'), await first.wrong('token-aa'), await first.wrong('token-bb')]).toEqual([
    1, 2, 1,
  ]);
  const second = await loaded();
  expect([second.of('token-aa'), second.of('token-bb')]).toEqual([2, 1]);
  await second.right('token-aa');
  const third = await loaded();
  expect([third.of('token-aa'), third.of('token-bb')]).toEqual([0, 1]);
});

test('a broken file is none', async () => {
  writeFileSync(path.join(folder, 'wrong-pins.json'), '{"wrong":{"token-aa":-1}}');
  expect((await loaded()).of('token-aa')).toBe(0);
});

test('a folder that cannot be written loses nothing of this run, and is said', async () => {
  const counts = await loaded();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  expect(await counts.wrong('token-aa')).toBe(1);
  expect(counts.of('token-aa')).toBe(1);
  expect(incidents).toEqual(['tokens.wrong-pins']);
});

test('the file says nothing but counts', async () => {
  await (await loaded()).wrong('token-aa');
  expect(JSON.parse(readFileSync(path.join(folder, 'wrong-pins.json'), 'utf8'))).toEqual({ wrong: { 'token-aa': 1 } });
});
