import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKeyFile } from '../../../app/formats/key-file.ts';
import type { DecryptJob } from '../protocol.ts';
import { decryptFile } from './job.ts';
import { holderOf } from './key-holder.ts';
import { openLeftovers } from './leftovers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-job-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = randomBytes(32);
const plaintext = Buffer.from('what the platform was given to encrypt');

async function decrypt(octets: Uint8Array, record: object | undefined, out = folder) {
  const source = path.join(folder, 'firmware.bin.enc');
  writeFileSync(source, octets);
  if (record !== undefined) {
    const text = JSON.stringify({ keydock: 'request-record', version: 1, ...record });
    writeFileSync(`${source}.keydock.json`, text);
  }
  const read = readKeyFile(Uint8Array.from(key));
  const holder = read.ok ? holderOf(read.value, 'C', 'key file', undefined) : read;
  if (!holder.ok) throw new Error(holder.error.code);
  const job: DecryptJob = { source, folder: out, overwrite: false, key: 1, floor: 'C' };
  const world = {
    linkDescriptor: undefined,
    leftovers: openLeftovers(path.join(folder, 'state')),
    borrowThread: () => undefined,
    returnThread: () => undefined,
  };
  return decryptFile(job, holder.value, world, {
    isCancelled: false,
    paused: undefined,
    onProgress: () => undefined,
  });
}

function gcm(): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}
const digestOf = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

test('a record that was changed together with its CBC file is believed with a word of caution, never in silence', async () => {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const file = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  // Who knows the plaintext changes the first block at will, by the IV, and writes the digest that fits.
  const forged = Buffer.from(plaintext);
  const otherIv = Buffer.from(iv);
  forged[0]! ^= 0xff;
  otherIv[0]! ^= 0xff;
  const record = { aesMode: 'AES-CBC-256', kekIv: otherIv.toString('base64'), originalSHA256: digestOf(forged) };
  expect(await decrypt(file, record)).toMatchObject({
    ok: true,
    value: { sha256: digestOf(forged), caution: expect.stringContaining('Only the record says so') },
  });
});

test('a tag needs no word of caution, whatever the record adds', async () => {
  const record = { aesMode: 'AES-GCM-256', originalSHA256: digestOf(plaintext) };
  expect(await decrypt(gcm(), record)).toMatchObject({ ok: true, value: { authenticated: true, caution: null } });
});

// A superuser reads every folder, so the rights of somebody else are borrowed.
test('a folder that takes files and is not to be read gets the result, which is not called a failure', async () => {
  const box = path.join(folder, 'box');
  mkdirSync(box, { mode: 0o700 });
  chmodSync(folder, 0o777);
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) chownSync(box, 65_534, 65_534);
  chmodSync(box, 0o300);
  if (isSuperuser) process.seteuid?.(65_534);
  try {
    expect(await decrypt(gcm(), undefined, box)).toMatchObject({ ok: true });
  } finally {
    if (isSuperuser) process.seteuid?.(0);
    chmodSync(box, 0o700);
  }
  expect(readdirSync(box)).toEqual(['firmware.bin']);
});
