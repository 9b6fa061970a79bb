import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DerError, der, derUnsigned, tags } from '../crypto/der.ts';
import { ascii } from '../crypto/octets.ts';
import { readKeyFile } from './key-file.ts';
import { workFactorOf } from './work-factor.ts';

const oid = der(tags.oid, Uint8Array.of(0x2a, 3));
const number = (value: number) => derUnsigned(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
const octets = (length: number) => der(tags.octetString, new Uint8Array(length));

/** EncryptedPrivateKeyInfo with PBKDF2: RFC 8018 appendix A.2 and A.4. */
function pbes2(rounds: Uint8Array): Uint8Array {
  const kdf = der(tags.sequence, oid, der(tags.sequence, octets(16), rounds, der(tags.sequence, oid)));
  const cipher = der(tags.sequence, oid, octets(16));
  return der(tags.sequence, der(tags.sequence, oid, der(tags.sequence, kdf, cipher)), octets(48));
}
/** The same by a scheme of PKCS#12 (RFC 7292 appendix C), and by scrypt (RFC 7914 section 7). */
const pkcs12 = (rounds: number) =>
  der(tags.sequence, der(tags.sequence, oid, der(tags.sequence, octets(8), number(rounds))), octets(48));
const scrypt = (cost: number) =>
  der(
    tags.sequence,
    der(tags.sequence, oid, der(tags.sequence, octets(16), number(cost), number(8), number(1))),
    octets(48),
  );

test.each([
  ['PBKDF2', pbes2(number(600_000)), 600_000],
  ['PKCS#12', pkcs12(100_000), 100_000],
  ['scrypt', scrypt(32_768), 32_768],
  ['a number that no computer counts to', pbes2(derUnsigned(new Uint8Array(9).fill(0x7f))), Number.POSITIVE_INFINITY],
])('the work of %s is read', (_what, info, expected) => {
  expect(workFactorOf(info)).toBe(expected);
});

test('a key in the clear asks for none', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  for (const type of ['pkcs8', 'pkcs1'] as const) {
    expect(workFactorOf(new Uint8Array(privateKey.export({ format: 'der', type })))).toBeUndefined();
  }
});

test.each([
  ['cut short', pbes2(number(1)).slice(0, 40)],
  ['with a length that is not minimal', Uint8Array.of(0x30, 4, 0x30, 0x81, 1, 5)],
  ['with a negative number', pbes2(der(tags.integer, Uint8Array.of(0xff)))],
])('one that is %s is no number at all', (_what, info) => {
  expect(() => workFactorOf(info)).toThrow(DerError);
});

describe('a key file that would take minutes to open is refused before it is', () => {
  const pem = (info: Uint8Array) =>
    ascii(
      `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${Buffer.from(info).toString('base64')}\n-----END ENCRYPTED PRIVATE KEY-----\n`,
    );
  test.each([
    ['in DER', pbes2(number(1_000_001))],
    ['in PEM', pem(pbes2(number(1_000_001)))],
    ['in the way of PKCS#12', pkcs12(2_000_000_000)],
    ['by scrypt', scrypt(2 ** 30)],
    ['in PEM that is not strict base64', ascii('-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA=\n-----END')],
  ])('%s', (_what, file) => {
    expect(readKeyFile(file)).toMatchObject({ ok: false, error: { code: 'decrypt.key-unreadable' } });
  });

  test.each([
    ['DER', pbes2(number(1_000_000))],
    ['PEM', pem(pbes2(number(1_000_000)))],
  ])('and one of a million rounds in %s is taken', (_what, file) => {
    expect(readKeyFile(file)).toMatchObject({ ok: true, value: { privateKey: { form: 'der' } } });
  });
});
