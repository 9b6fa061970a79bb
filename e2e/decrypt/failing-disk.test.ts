import { execFileSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { DecryptLab } from './engine.ts';
import { platformNonce } from './platform-nonce.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const { EIO, ENOSPC, EDQUOT, ENOTCONN, ESTALE, ETIMEDOUT } = os.constants.errno;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-failing-'));
const library = path.join(folder, 'failing-disk.so');
const source = path.join(import.meta.dirname, 'failing-disk.c');
execFileSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', library, source, '-ldl']);

const key = randomBytes(32);
const nonce = platformNonce();
const cipher = createCipheriv('aes-256-gcm', key, nonce);
const mib = 1024 * 1024;
const file = path.join(folder, 'source', 'firmware.bin.enc');
fs.mkdirSync(path.dirname(file));
fs.writeFileSync(
  file,
  Buffer.concat([nonce, cipher.update(Buffer.alloc(24 * mib)), cipher.final(), cipher.getAuthTag()]),
);

afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Decrypts 24 MiB while the folder of the source or of the result fails. @param calls letters of failing-disk.c */
async function decryptWhile(failing: 'source' | 'result', calls: string, after: number, errno: number, named: boolean) {
  const out = fs.mkdtempSync(path.join(folder, 'result-'));
  const env = {
    LD_PRELOAD: library,
    FAILING_FOLDER: `${failing === 'source' ? path.dirname(file) : out}/`,
    FAILING_CALLS: calls,
    FAILING_AFTER: String(after),
    FAILING_ERRNO: String(errno),
  };
  const lab = new DecryptLab({ env, withoutAddon: named });
  try {
    const job = { source: file, folder: out, overwrite: false, key: await lab.key(key), floor: 'C' } as const;
    const result = await lab.engine.decrypt(job).done;
    return { result, files: fs.readdirSync(out) };
  } finally {
    lab.close();
  }
}

const never = Number.MAX_SAFE_INTEGER;
const everything = 'rwsfl';

test('where nothing fails the file opens', async () => {
  const { result, files } = await decryptWhile('result', everything, never, EIO, false);
  expect(result).toMatchObject({ ok: true, value: { bytes: 24 * mib } });
  expect(files).toEqual(['firmware.bin']);
});

test.each([
  ['before the first byte', 'r', 0, ESTALE, 'the network drive has gone'],
  ['in the middle', everything, 12 * mib, ENOTCONN, 'the network drive has gone'],
  ['in the middle, by silence', everything, 12 * mib, ETIMEDOUT, 'the network drive does not answer'],
  ['after the last byte', 'f', 1, EIO, 'the disk or the network drive does not answer'],
])('the drive of the source vanishes %s', async (_when, calls, after, errno, reason) => {
  const { result, files } = await decryptWhile('source', calls, after, errno, false);
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'decrypt.source-unreadable', facts: { name: 'firmware.bin.enc', reason } },
  });
  expect(files).toEqual([]);
});

describe.each([
  ['a result without a name', false],
  ['a result with a random name', true],
])('%s', (_, named) => {
  test.each([
    ['is full', 'w', 12 * mib, ENOSPC, { code: 'decrypt.disk-full' }],
    ['is full, as it says when all is synced', 's', 0, ENOSPC, { code: 'decrypt.disk-full' }],
    ['is more than your share', 'w', 12 * mib, EDQUOT, { code: 'decrypt.disk-full' }],
    ['breaks', 'w', 12 * mib, EIO, { facts: { reason: 'the disk or the network drive does not answer' } }],
    ['loses what it took', 's', 0, EIO, { facts: { reason: 'the disk or the network drive does not answer' } }],
    ['vanishes', everything, 12 * mib, ESTALE, { facts: { reason: 'the network drive has gone' } }],
  ])('the disk of the result %s', async (_what, calls, after, errno, error) => {
    const { result, files } = await decryptWhile('result', calls, after, errno, named);
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.output-failed', ...error } });
    expect(files).toEqual([]);
  });
});

test('the drive vanishes when the result is about to get its name', async () => {
  const { result, files } = await decryptWhile('result', 'l', 0, ESTALE, false);
  const facts = { reason: 'the network drive has gone' };
  expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.output-failed', facts } });
  expect(files).toEqual([]);
});
