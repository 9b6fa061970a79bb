import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DecryptLab, recordText } from './engine.ts';
import { platformNonce } from './platform-nonce.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const key = randomBytes(32);

/** A file of the platform, by Node's own OpenSSL. */
function gcmFile(plaintext: Uint8Array): Uint8Array {
  const nonce = platformNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

const large = randomBytes(24 * 1024 * 1024);
const largeFile = gcmFile(large);
/** Long enough that an order of the parent arrives before its end: 64 reports of progress, 4 MiB each. */
const longFile = gcmFile(Buffer.alloc(256 * 1024 * 1024));
const small = gcmFile(Buffer.from('firmware'));

describe.each([
  ['into files without a name', { withoutAddon: false }],
  ['into files with a random name', { withoutAddon: true }],
])('%s', (_, options) => {
  const lab = new DecryptLab(options);
  let id = 0;
  beforeAll(async () => {
    id = await lab.key(key);
  });
  afterAll(() => lab.close());

  test('a large file arrives whole, readable by its owner alone', async () => {
    const { result, files, plaintext } = await lab.decrypt(largeFile, id);
    expect(files).toEqual(['firmware.bin']);
    expect(Buffer.from(plaintext ?? []).equals(large)).toBe(true);
    if (!result.ok) return;
    expect(result.value.sha256).toBe(createHash('sha256').update(large).digest('hex'));
    expect(fs.statSync(result.value.output).mode & 0o777).toBe(0o600);
  });

  test('an existing file is not touched', async () => {
    const folder = lab.place();
    fs.writeFileSync(path.join(folder, 'firmware.bin'), 'older');
    const { result } = await lab.decrypt(small, id, { folder });
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'decrypt.output-exists', facts: { name: 'firmware.bin' } },
    });
    expect(fs.readdirSync(folder)).toEqual(['firmware.bin']);
    expect(fs.readFileSync(path.join(folder, 'firmware.bin'), 'utf8')).toBe('older');
  });

  test('a file that appears meanwhile is not replaced', async () => {
    const folder = lab.place();
    const source = lab.file('firmware.bin.enc', largeFile);
    const job = lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }, () => {
      fs.writeFileSync(path.join(folder, 'firmware.bin'), 'newer');
    });
    expect(await job.done).toMatchObject({ ok: false, error: { code: 'decrypt.output-exists' } });
    expect(fs.readdirSync(folder)).toEqual(['firmware.bin']);
    expect(fs.readFileSync(path.join(folder, 'firmware.bin'), 'utf8')).toBe('newer');
  });

  test('it is replaced when asked, in one step and alone', async () => {
    const folder = lab.place();
    fs.writeFileSync(path.join(folder, 'firmware.bin'), 'older');
    const { result, files, plaintext } = await lab.decrypt(small, id, { folder, overwrite: true });
    expect(result.ok).toBe(true);
    expect(files).toEqual(['firmware.bin']);
    expect(Buffer.from(plaintext ?? []).toString()).toBe('firmware');
  });

  test('a link under the name is not followed', async () => {
    const folder = lab.place();
    const victim = lab.file('victim', 'untouched');
    fs.symlinkSync(victim, path.join(folder, 'firmware.bin'));
    expect((await lab.decrypt(small, id, { folder })).result).toMatchObject({
      ok: false,
      error: { code: 'decrypt.output-exists' },
    });
    await lab.decrypt(small, id, { folder, overwrite: true });
    expect(fs.readFileSync(victim, 'utf8')).toBe('untouched');
  });

  test('a file that changes while it is read gives no result', async () => {
    const folder = lab.place();
    const source = lab.file('firmware.bin.enc', largeFile);
    const job = lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }, () =>
      fs.utimesSync(source, 1, 1),
    );
    expect(await job.done).toMatchObject({
      ok: false,
      error: { code: 'decrypt.source-changed', facts: { name: 'firmware.bin.enc' } },
    });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('a file that is cut while it is read gives no result', async () => {
    const folder = lab.place();
    const source = lab.file('firmware.bin.enc', largeFile);
    const job = lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }, () =>
      fs.truncateSync(source, 1000),
    );
    expect(await job.done).toMatchObject({ ok: false, error: { code: 'decrypt.source-changed' } });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('a paused file waits, a cancelled one leaves nothing', async () => {
    const folder = lab.place();
    const source = lab.file('firmware.bin.enc', longFile);
    let seen = 0;
    const job = lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }, () => {
      if (seen++ === 0) job.pause();
    });
    await expect.poll(() => seen).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const paused = seen;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(seen).toBe(paused);
    expect(seen).toBeLessThan(32);
    job.cancel();
    expect(await job.done).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('a resumed file arrives', async () => {
    const folder = lab.place();
    const source = lab.file('firmware.bin.enc', largeFile);
    let isPaused = false;
    const job = lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }, () => {
      if (isPaused) return;
      isPaused = true;
      job.pause();
      setTimeout(() => job.resume(), 50);
    });
    expect(await job.done).toMatchObject({ ok: true, value: { bytes: large.length } });
    expect(isPaused).toBe(true);
  });

  test.each([
    ['a line break', 'a\nb.enc', 'a\nb'],
    ['a leading dash', '-rf.enc', '-rf'],
    ['emoji', 'käse 🧀.bin.enc', 'käse 🧀.bin'],
    ['255 bytes', `${'x'.repeat(251)}.enc`, 'x'.repeat(251)],
    ['255 bytes without an ending', 'y'.repeat(255), `${'y'.repeat(245)}.decrypted`],
    ['quotes', '"a\'$(b)`.enc', '"a\'$(b)`'],
  ])('a name with %s survives', async (_what, name, output) => {
    const { files } = await lab.decrypt(small, id, { name });
    expect(files).toEqual([output]);
  });

  test.each([
    ['a folder that is not there', () => path.join(lab.folder, 'nowhere'), 'decrypt.folder-refused'],
    ['a file in place of a folder', () => lab.file('file', ''), 'decrypt.folder-refused'],
  ])('%s is said', async (_what, folder, code) => {
    const job = { source: lab.file('a.enc', small), folder: folder(), overwrite: false, key: id, floor: 'C' as const };
    expect(await lab.engine.decrypt(job).done).toMatchObject({ ok: false, error: { code } });
  });

  test.each([
    ['a file that is not there', () => path.join(lab.folder, 'nothing.enc')],
    ['a folder', () => lab.place()],
    ['a device', () => '/dev/zero'],
  ])('%s as source is said', async (_what, source) => {
    const folder = lab.place();
    const result = await lab.engine.decrypt({ source: source(), folder, overwrite: false, key: id, floor: 'C' }).done;
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.source-unreadable' } });
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe('a record', () => {
  const lab = new DecryptLab();
  let id = 0;
  beforeAll(async () => {
    id = await lab.key(key);
  });
  afterAll(() => lab.close());

  const beside = async (record: string) => {
    const source = lab.file('firmware.bin.enc', small);
    fs.writeFileSync(`${source}.keydock.json`, record);
    const folder = lab.place();
    return {
      result: await lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }).done,
      files: fs.readdirSync(folder),
    };
  };

  test('beside the file proves the plaintext a second time', async () => {
    const originalSHA256 = createHash('sha256').update('firmware').digest('hex').toUpperCase();
    expect((await beside(recordText({ originalSHA256 }))).result).toMatchObject({
      ok: true,
      value: { provenBy: expect.stringContaining('SHA-256') },
    });
  });

  test('that promises another plaintext wins over the tag', async () => {
    const { result, files } = await beside(recordText({ originalSHA256: '0'.repeat(64) }));
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.digest-differs' } });
    expect(files).toEqual([]);
  });

  test('that cannot be read stops, rather than being passed over', async () => {
    expect((await beside('{')).result).toMatchObject({ ok: false, error: { code: 'decrypt.record-unreadable' } });
  });

  test('tells a changed file from a wrong key', async () => {
    const record = (octets: Uint8Array) =>
      recordText({ modifiedSHA256: createHash('sha256').update(octets).digest('hex') });
    const changed = Buffer.from(small);
    changed[14] = (changed[14] ?? 0) ^ 1;
    const otherKey = await lab.key(randomBytes(32));
    const result = async (octets: Uint8Array, withKey: number) =>
      (await lab.decrypt(octets, withKey, { record: lab.file('record', record(small)) })).result;
    expect(await result(changed, id)).toMatchObject({ ok: false, error: { code: 'decrypt.source-not-as-recorded' } });
    expect(await result(small, otherKey)).toMatchObject({ ok: false, error: { code: 'decrypt.not-authentic' } });
    expect(await result(small, id)).toMatchObject({ ok: true });
  });

  test('with a mode of tomorrow is said by its name', async () => {
    expect((await beside(recordText({ aesMode: 'AES-GCM-512' }))).result).toMatchObject({
      ok: false,
      error: { code: 'decrypt.unknown-format-name', facts: { name: 'AES-GCM-512' } },
    });
  });
});

test('without a place for its list only files without a name can be made', async () => {
  const blocked = new DecryptLab();
  const stateFolder = path.join(blocked.file('file', ''), 'state');
  for (const withoutAddon of [false, true]) {
    const lab = new DecryptLab({ withoutAddon, stateFolder });
    const { result, files } = await lab.decrypt(small, await lab.key(key));
    expect(result).toMatchObject(withoutAddon ? { ok: false, error: { code: 'decrypt.output-failed' } } : { ok: true });
    expect(files).toEqual(withoutAddon ? [] : ['firmware.bin']);
    lab.close();
  }
  blocked.close();
});

describe('when the engine dies', () => {
  test.each([
    ['an unnamed file is gone with it', { withoutAddon: false }],
    ['a named one is removed by the next start', { withoutAddon: true }],
  ])('%s', async (_, options) => {
    const lab = new DecryptLab(options);
    const id = await lab.key(key);
    const folder = lab.place();
    const source = lab.file('firmware.bin.enc', largeFile);
    const job = lab.engine.decrypt({ source, folder, overwrite: false, key: id, floor: 'C' }, () => lab.engine.close());
    expect(await job.done).toMatchObject({ ok: false, error: { code: 'decrypt.engine-died' } });
    expect(fs.readdirSync(folder).filter((name) => !name.endsWith('.part'))).toEqual([]);
    expect(fs.readdirSync(folder)).toHaveLength(options.withoutAddon ? 1 : 0);
    // What is not ours stays, whatever a list says.
    const foreign = path.join(folder, 'letter.part');
    fs.writeFileSync(foreign, 'mine');
    for (const list of fs.readdirSync(lab.stateFolder)) {
      fs.appendFileSync(path.join(lab.stateFolder, list), `${JSON.stringify({ begun: foreign })}\nnot json\n`);
    }
    const next = new DecryptLab({ ...options, stateFolder: lab.stateFolder });
    await next.key(key);
    expect(fs.readdirSync(folder)).toEqual(['letter.part']);
    expect(fs.readdirSync(lab.stateFolder)).toEqual([]);
    next.close();
    lab.close();
  });
});
