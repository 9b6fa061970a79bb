import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type EncryptedKey, readEncryptedKey } from '../../../app/formats/encrypted-key.ts';
import { decryptPrivateKey } from './encrypted-key.ts';

// Runs in Electron's Node too, whose own reader knows only a part of these.

const plain = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' });
const encrypted = (...scheme: string[]) =>
  new Uint8Array(
    execFileSync(
      'openssl',
      ['pkcs8', '-topk8', '-inform', 'DER', '-outform', 'DER', ...scheme, '-passout', 'pass:käse'],
      { input: plain, stdio: ['pipe', 'pipe', 'ignore'] },
    ),
  );

/** Taken apart; a scheme that is not known fails the test. */
function parts(der: Uint8Array): EncryptedKey {
  const read = readEncryptedKey(der);
  if (read === undefined || read === 'costly') throw new Error(`read as ${read}`);
  return read;
}

const phrase = (text: string) => new Uint8Array(Buffer.from(text));

test.each([
  ...['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des3'].map((cipher) => ['-v2', cipher]),
  ...['SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'].map((hash) => [
    '-v2',
    'aes-256-cbc',
    '-v2prf',
    `hmacWith${hash}`,
  ]),
  ['-scrypt'],
  ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '4', '-scrypt_p', '2'],
])('a key that openssl encrypted by %s %s %s %s opens with its pass phrase alone', (...scheme) => {
  const der = encrypted(...scheme.filter((word) => word !== undefined));
  expect(Buffer.from(decryptPrivateKey(parts(der), phrase('käse')) ?? []).equals(plain)).toBe(true);
  // A wrong one fits the padding once in 250; what is then inside is no key.
  const inside = decryptPrivateKey(parts(der), phrase('kase'));
  if (inside !== undefined)
    expect(() => createPrivateKey({ key: Buffer.from(inside), format: 'der', type: 'pkcs8' })).toThrow();
});

test('keys in the clear, other schemes and broken ones are left to the platform', () => {
  expect(readEncryptedKey(new Uint8Array(plain))).toBeUndefined();
  expect(readEncryptedKey(encrypted('-v1', 'PBE-SHA1-3DES'))).toBeUndefined();
  const der = encrypted('-scrypt');
  for (const length of [0, 1, 20, 60]) expect(readEncryptedKey(der.subarray(0, length))).toBeUndefined();
});

test('scrypt that asks for gigabytes is not begun', () => {
  const der = encrypted('-scrypt', '-scrypt_N', '1024', '-scrypt_r', '8');
  const r = Buffer.from(der).indexOf(Buffer.from([0x02, 0x02, 0x04, 0x00, 0x02, 0x01, 0x08]));
  expect(r).toBeGreaterThan(0);
  der[r + 2] = 0x7f;
  expect(readEncryptedKey(der)).toMatchObject({ kdf: { n: 0x7f00, r: 8 } });
  der[r + 6] = 0x7f;
  expect(readEncryptedKey(der)).toBe('costly');
});
