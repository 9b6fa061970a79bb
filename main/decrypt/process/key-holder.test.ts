import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readKeyFile } from '../../../app/formats/key-file.ts';
import { holderOf } from './key-holder.ts';

/** The memory that Node shares between small buffers: whatever was copied into it stays until it is written over. */
const pool = (): Buffer => Buffer.from(Buffer.from('x').buffer);
/** Octets in memory of their own. */
const own = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a pass phrase is not left in memory that nobody wipes', () => {
  const phrase = own(`correct-horse-${process.hrtime.bigint()}`);
  const unpooled = Buffer.alloc(phrase.length);
  unpooled.set(phrase);
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: unpooled as never },
  });
  const file = readKeyFile(own(privateKey));
  if (!file.ok) throw new Error(file.error.code);
  expect(pool().includes(unpooled)).toBe(false);
  expect(holderOf(file.value, 'C', 'key file', phrase).ok).toBe(true);
  expect(pool().includes(unpooled)).toBe(false);
  // The search does find what is there.
  Buffer.from(phrase);
  expect(pool().includes(unpooled)).toBe(true);
});

test('a private key in DER is wiped once it is read', () => {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const file = readKeyFile(Uint8Array.from(privateKey));
  if (!file.ok || file.value.privateKey?.form !== 'der') throw new Error('it was to be read as DER');
  const { octets } = file.value.privateKey;
  expect(holderOf(file.value, 'C', 'key file', undefined).ok).toBe(true);
  expect(octets.every((octet) => octet === 0)).toBe(true);
});
