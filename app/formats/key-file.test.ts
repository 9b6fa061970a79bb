import { describe, expect, test } from 'vitest';
import { ascii, toHex } from '../crypto/octets.ts';
import { readKeyFile } from './key-file.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
const text = (value: string) => ascii(value);

function symmetric(octets: Uint8Array) {
  const read = readKeyFile(octets);
  return read.ok && read.value.symmetric
    ? [read.value.symmetric.written, toHex(read.value.symmetric.octets)]
    : undefined;
}

describe('a symmetric key is read', () => {
  const hex = toHex(key);
  test.each([
    ['raw', key, 'raw'],
    ['in hex', text(hex), 'hex'],
    ['in capital hex with a line break', text(`${hex.toUpperCase()}\r\n`), 'hex'],
    ['in base64', text('//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=\n'), 'base64'],
    ['in base64url', text('__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA'), 'base64'],
    ['as JWK', text('{"kty":"oct","k":"__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA","alg":"A256GCM"}'), 'jwk'],
  ])('%s', (_, octets, written) => {
    expect(symmetric(octets)).toEqual([written, hex]);
  });

  test.each([16, 24, 32, 48, 64])('raw, %i bytes', (length) => {
    expect(symmetric(new Uint8Array(length).fill(0x80))?.[0]).toBe('raw');
  });

  test('raw, whatever it begins with', () => {
    for (let first = 0; first < 256; first += 1) {
      const octets = new Uint8Array(32).fill(0x80).with(0, first);
      expect(symmetric(octets)).toEqual(['raw', toHex(octets)]);
    }
  });
});

test.each([
  ['empty', new Uint8Array(0)],
  ['longer than 64 KiB', new Uint8Array(65_537)],
  ['a certificate', text('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')],
  ['a public JWK', text('{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}')],
  ['a JWK with 5 bytes', text('{"kty":"oct","k":"AAAAAAA"}')],
])('a file that is %s is refused', (_, octets) => {
  expect(readKeyFile(octets)).toMatchObject({ ok: false, error: { code: 'decrypt.key-unreadable' } });
});

test.each([
  ['abc\ndef\n', 'abc'],
  ['abc', 'abc'],
  ['abc\r\n', 'abc\r'],
  ['ab\0c\n', 'ab'],
  ['\n', ''],
])('the pass phrase of %j is the first line as openssl reads it', (content, expected) => {
  const read = readKeyFile(text(content));
  expect(read.ok && String.fromCharCode(...read.value.passPhrase)).toBe(expected);
});

test('a long first line is cut where openssl cuts it', () => {
  const read = readKeyFile(new Uint8Array(3000).fill(0x61));
  expect(read.ok && read.value.passPhrase.length).toBe(1023);
});

test.each([
  ['-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n', false],
  ['-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----\n', true],
])('a private key in PEM says whether it is encrypted', (pem, encrypted) => {
  expect(readKeyFile(text(pem))).toMatchObject({ ok: true, value: { privateKey: { form: 'pem', encrypted } } });
});
