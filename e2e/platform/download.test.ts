import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readRecord } from '../../app/formats/sidecar.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { Desk } from './desk.ts';

let world: Practice;
let desk: Desk;
let folder: string;

beforeAll(async () => {
  world = await startPractice({ pace: { created: 20, approved: 20, inProcess: 20 } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('reset', {});
  desk = await Desk.open(world, 'jonas');
  folder = await mkdtemp(join(tmpdir(), 'keydock-download-'));
  desk.chosenFolder = folder;
});
afterEach(async () => {
  await desk.close();
  await rm(folder, { recursive: true, force: true });
});

let number = 0;
/** A request that was approved and carried out. */
async function ready(more: object = {}): Promise<string> {
  number += 1;
  const { id } = await world.control('addRequest', {
    name: `download-${number}`,
    aesMode: 'AES-GCM-256',
    aad: 'version=1',
    ...more,
  });
  await world.control('decide', { queue: 'imagesignigs', id, decision: 'APPROVE' });
  await expect.poll(async () => (await world.control('find', { queue: 'imagesignigs', idOrName: id }))?.state).toBe(16);
  return id;
}
const download = (id: string) => desk.platform.handlers.requests.download({ id }, { webContentsId: 1 });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const acts = async () => (await desk.journal()).filter(({ act }) => act === 'request.download');

describe.each(['raw', 'base64'] as const)('a result that lies %s in the object store', (resultForm) => {
  test('is kept raw, with its record beside it, both for its owner alone', async () => {
    await world.control('settings', { resultForm });
    const id = await ready();
    const done = await download(id);
    expect(done).toMatchObject({
      ok: true,
      value: { name: 'firmware.bin.enc', record: 'firmware.bin.enc.keydock.json', isChecked: true },
    });
    expect((await readdir(folder)).toSorted()).toEqual(['firmware.bin.enc', 'firmware.bin.enc.keydock.json']);

    const file = await readFile(join(folder, 'firmware.bin.enc'));
    const record = readRecord(await readFile(join(folder, 'firmware.bin.enc.keydock.json')));
    expect(record).toMatchObject({
      ok: true,
      value: {
        fileName: 'firmware.bin',
        requestId: id,
        productName: 'Gateway G2',
        operationName: 'Content encryption',
        aesMode: 'AES-GCM-256',
        aad: Buffer.from('version=1').toString('base64'),
        modifiedSHA256: sha256(file),
        originalSHA256: (await world.control('decrypted', { id })).sha256,
      },
    });
    expect(file.length).toBe(4_096 + 28);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    if (done.ok && done.value !== null)
      expect(desk.files.pathOf(done.value.fileId)).toBe(join(folder, done.value.name));
    expect(desk.downloads.at(-1)).toMatchObject({ id, done: desk.downloads.at(-1)?.total });
  });
});

test('a CBC result brings the KEK-IV of the product, which it cannot be opened without', async () => {
  const id = await ready({ aesMode: 'AES-CBC-256', aad: undefined });
  await download(id);
  const record = readRecord(await readFile(join(folder, 'firmware.bin.enc.keydock.json')));
  expect(record).toMatchObject({
    ok: true,
    value: { aesMode: 'AES-CBC-256', kekIv: expect.stringMatching(/^.{22}==$/) },
  });
});

test('nothing is ever replaced: the second file and its record get a number, the same for both', async () => {
  await writeFile(join(folder, 'firmware.bin.enc'), 'mine');
  await writeFile(join(folder, 'firmware.bin (2).enc.keydock.json'), 'mine too');
  expect(await download(await ready())).toMatchObject({
    ok: true,
    value: { name: 'firmware.bin (3).enc', record: 'firmware.bin (3).enc.keydock.json' },
  });
  expect(await readFile(join(folder, 'firmware.bin.enc'), 'utf8')).toBe('mine');
  expect(await readFile(join(folder, 'firmware.bin (2).enc.keydock.json'), 'utf8')).toBe('mine too');
});

describe('what goes wrong leaves nothing behind, and is in the journal', () => {
  test.each([
    ['other bytes of the same length', { kind: 'swapped-ciphertext', at: 'store' }, 'download.digest-differs'],
    ['another digest', { kind: 'wrong-digest', at: 'api' }, 'download.digest-differs'],
    ['half of it', { kind: 'truncated', at: 'store' }, 'network.dropped'],
    ['a connection that breaks', { kind: 'drop-before', at: 'store' }, 'network.dropped'],
    ['a store that refuses', { kind: 'status', status: 403, at: 'store', count: 2 }, 'download.link-refused'],
    ['a redirect', { kind: 'redirect', location: 'https://elsewhere.example/', at: 'store' }, 'network.redirected'],
  ] as const)('%s', async (_, fault, code) => {
    const id = await ready();
    await world.control('fault', fault);
    expect(await download(id)).toMatchObject({ ok: false, error: { code } });
    expect(await readdir(folder)).toEqual([]);
    expect(await acts()).toMatchObject([
      { kind: 'act.intent' },
      { kind: 'act.outcome', result: { kind: 'failed', failure: { code } } },
    ]);
  });

  test('a folder that is not there', async () => {
    desk.chosenFolder = join(folder, 'gone');
    expect(await download(await ready())).toMatchObject({ ok: false, error: { code: 'download.not-written' } });
  });

  test('a change of mind', async () => {
    const id = await ready({ size: 4_000_000 });
    await world.control('fault', { kind: 'slow', ms: 10_000, at: 'store' });
    const done = download(id);
    await expect.poll(() => desk.downloads.length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(await download(id)).toMatchObject({ ok: false, error: { code: 'download.under-way' } });
    await desk.platform.handlers.requests.cancelDownload({ id }, { webContentsId: 1 });
    expect(await done).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
    expect(await readdir(folder)).toEqual([]);
  });
});

test('who signs out fetches nothing more', async () => {
  const id = await ready({ size: 4_000_000 });
  await world.control('fault', { kind: 'slow', ms: 10_000, at: 'store' });
  const done = download(id);
  await expect.poll(() => desk.downloads.length, { timeout: 5_000 }).toBeGreaterThan(0);
  await desk.signOut();
  expect(await done).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
  expect(await readdir(folder)).toEqual([]);
});

test('a link that has expired meanwhile is asked for anew, once', async () => {
  const id = await ready();
  await world.control('fault', { kind: 'status', status: 403, at: 'store' });
  expect(await download(id)).toMatchObject({ ok: true });
  expect(desk.network.sent.filter(({ path }) => path.includes('/results/'))).toHaveLength(2);
});

test('no digest: it is kept as it comes only when the person says so in the window that asks', async () => {
  const id = await ready();
  desk.network.rewrite = (body) => body.replace(/"modifiedSHA256":"[0-9a-f]{64}"/g, '"modifiedSHA256":""');
  desk.answer = () => ({ confirmed: false });
  expect(await download(id)).toMatchObject({ ok: false, error: { code: 'download.no-digest' } });
  expect(desk.sheets.at(-1)).toMatchObject({ title: 'Download it unchecked?' });
  expect(await acts()).toEqual([]);
  desk.answer = () => ({ confirmed: true, typed: '', reason: '' });
  expect(await download(id)).toMatchObject({ ok: true, value: { name: 'firmware.bin.enc', isChecked: false } });
});

test('who chooses no folder has done nothing', async () => {
  desk.chosenFolder = null;
  expect(await download(await ready())).toEqual({ ok: true, value: null });
  expect(await acts()).toEqual([]);
});

test('what is not ready has nothing to download, and the page says so', async () => {
  const { id } = await world.control('addRequest', { name: 'waits' });
  const item = await desk.platform.handlers.requests.open({ id }, { webContentsId: 1 });
  expect(item).toMatchObject({ ok: true, value: { download: { can: false } } });
  expect(await download(id)).toMatchObject({ ok: false, error: { code: 'download.not-ready' } });
});

test('the journal has names and digests, and neither the folder nor the link', async () => {
  const id = await ready();
  await download(id);
  const written = JSON.stringify(await desk.journal());
  expect(written).toContain('firmware.bin.enc');
  expect(written).not.toContain(folder);
  expect(written).not.toMatch(/X-Amz|results\//);
});
