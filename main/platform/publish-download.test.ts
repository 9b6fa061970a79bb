import { watch } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { publish } from './publish-download.ts';

const record = { keydock: 'request-record', version: 1, aesMode: 'AES-GCM' } as const;
const name = 'a.bin.enc';
const recordName = 'a.bin.enc.keydock.json';

let folder: string;
let draft: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'keydock-publish-'));
  draft = path.join(folder, '.draft');
  await fs.writeFile(draft, 'ciphertext');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await fs.rm(folder, { recursive: true, force: true });
});

const text = (file: string) => fs.readFile(path.join(folder, file), 'utf8');
const failing = (code: string) => Object.assign(new Error(code), { code });

/** The file system, at the moment when the file is to get its name. What happens just then cannot be timed otherwise. */
function atTheName(happens: (file: string) => Promise<void>): void {
  const { link } = fs;
  vi.spyOn(fs, 'link').mockImplementation(async (from, to) => {
    if (from === draft) await happens(String(to));
    await link(from, to);
  });
}

test('a record has its name before its file, so that a crash leaves no file without one', async () => {
  const seen: string[] = [];
  const watcher = watch(folder, (_event, file) => seen.push(file ?? ''));
  expect(await publish(draft, folder, name, record)).toEqual({ ok: true, value: { name, record: recordName } });
  await expect.poll(() => seen).toContain(name);
  watcher.close();
  expect(seen.indexOf(recordName)).toBeGreaterThanOrEqual(0);
  expect(seen.indexOf(recordName)).toBeLessThan(seen.indexOf(name));
});

test('a record that a crash left alone is never taken for that of another file', async () => {
  await fs.writeFile(path.join(folder, recordName), 'of another');
  const published = await publish(draft, folder, name, record);
  expect(published).toMatchObject({ value: { name: 'a.bin (2).enc', record: 'a.bin (2).enc.keydock.json' } });
  expect(await text(recordName)).toBe('of another');
  expect(JSON.parse(await text('a.bin (2).enc.keydock.json'))).toEqual(record);
});

test('a name that is taken at the last moment stays, and no record of ours beside it', async () => {
  atTheName(async (file) => {
    if (path.basename(file) === name) await fs.writeFile(file, 'of another');
  });
  const published = await publish(draft, folder, name, record);
  expect(published).toMatchObject({ value: { name: 'a.bin (2).enc' } });
  expect(await text(name)).toBe('of another');
  const files = (await fs.readdir(folder)).toSorted();
  expect(files).toEqual(['.draft', 'a.bin (2).enc', 'a.bin (2).enc.keydock.json', name].toSorted());
});

test('a file that cannot be named leaves no record', async () => {
  atTheName(async () => {
    throw failing('EIO');
  });
  await expect(publish(draft, folder, name, record)).rejects.toThrow('EIO');
  expect(await fs.readdir(folder)).toEqual(['.draft']);
});

test('what another put in the place of the record is not removed', async () => {
  atTheName(async () => {
    await fs.rename(path.join(folder, recordName), path.join(folder, 'moved'));
    await fs.writeFile(path.join(folder, recordName), 'of another');
    throw failing('EIO');
  });
  await expect(publish(draft, folder, name, record)).rejects.toThrow('EIO');
  expect(await text(recordName)).toBe('of another');
});

test('without links, what another put in the place of the reserved name is not replaced', async () => {
  const { rename } = fs;
  atTheName(async () => {
    throw failing('EPERM');
  });
  vi.spyOn(fs, 'rename').mockImplementation(async (from, to) => {
    await rename(path.join(folder, name), path.join(folder, 'moved'));
    await fs.writeFile(path.join(folder, name), 'of another');
    throw failing(`EIO ${String(from)} ${String(to)}`.slice(0, 3));
  });
  await expect(publish(draft, folder, name, record)).rejects.toThrow('EIO');
  expect(await text(name)).toBe('of another');
});
