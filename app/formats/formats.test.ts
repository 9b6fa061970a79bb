import { describe, expect, test } from 'vitest';
import { ascii } from '../crypto/octets.ts';
import type { Evidence } from './evidence.ts';
import { alsoPossible, candidatesFor, formatIds, formats, namedFormat } from './formats.ts';

function evidence(head: Uint8Array, size = head.length): Evidence {
  return { name: 'firmware.bin.enc', size, head, tail: head.subarray(-256) };
}
const zeros = (length: number) => new Uint8Array(length);
const tried = (head: Uint8Array, size?: number) => candidatesFor(evidence(head, size)).map(({ format }) => format);

describe('what a file is taken for', () => {
  test.each([
    ['the mark of openssl enc', ascii('Salted__12345678'), 'openssl-salted'],
    ['its mark in base64', ascii('U2FsdGVkX18Vb0IBLdXRvQ=='), 'openssl-salted-base64'],
    ['a JOSE header and dots', ascii('eyJhbGciOiJkaXIifQ..aXY.'), 'jwe-compact'],
    ['JSON with members of a JWE', ascii('\n{ "iv":"x", "ciphertext":'), 'jwe-json'],
    ['the suite of an AWS message', Uint8Array.of(2, 4, 0x78, 0, 0), 'aws-esdk'],
    ['version 1 of an AWS message', Uint8Array.of(1, 0x80, 3, 0x78), 'aws-esdk'],
  ])('%s stands alone', (_, head, format) => {
    expect(candidatesFor(evidence(head))).toEqual([{ format, sureness: 'marked' }]);
  });

  test('without a mark only formats that prove themselves are tried', () => {
    for (const size of [28, 29, 32, 4096, 40_960_028]) {
      for (const format of tried(zeros(16), size)) expect(formats[format].authenticatedBy).not.toBeNull();
    }
  });

  test('27 bytes cannot be a GCM file, 28 can', () => {
    expect(tried(zeros(27))).toEqual([]);
    expect(tried(zeros(28))).toEqual(['platform-gcm']);
  });

  test('the key in front of a Cosmian file is tried first, for it says no at once', () => {
    const head = zeros(69);
    head[0] = 0x28;
    expect(tried(head)).toEqual(['cosmian-aes-gcm', 'cosmian-chacha20', 'platform-gcm']);
  });

  test('what cannot prove itself is only mentioned', () => {
    const xts = zeros(160);
    xts[0] = 0x48;
    expect(tried(xts)).toEqual(['platform-gcm']);
    expect(alsoPossible(evidence(xts))).toEqual(['cosmian-aes-xts', 'platform-cbc']);
  });

  test('a named format is the only one', () => {
    expect(candidatesFor(evidence(ascii('Salted__12345678')), 'platform-cbc')).toEqual([
      { format: 'platform-cbc', sureness: 'named' },
    ]);
  });

  test('openssl in base64 answers to the same name', () => {
    expect(candidatesFor(evidence(ascii('U2FsdGVkX18Vb0IBLdXRvQ==')), 'openssl-salted')[0]?.format).toBe(
      'openssl-salted-base64',
    );
  });
});

test.each([
  ['AES-GCM-256', { format: 'platform-gcm', keyLength: 32 }],
  ['AES-CBC-128', { format: 'platform-cbc', keyLength: 16 }],
  ['AES-CBC-256-PSKEK', { format: 'platform-cbc-pskek', keyLength: 32 }],
  ['AES-GCM-128-PSKEK', { format: 'platform-gcm-pskek', keyLength: 16 }],
  ['openssl-aes-192-cbc', { format: 'openssl-salted', keyLength: 24 }],
  ['cosmian-aes-xts', { format: 'cosmian-aes-xts' }],
  ['AES-GCM-512', undefined],
  ['toString', undefined],
])('the name %s is understood or refused', (name, meant) => {
  expect(namedFormat(name)).toEqual(meant);
});

test('every format has words for people', () => {
  for (const id of formatIds) {
    expect(formats[id].teaches.length).toBeGreaterThan(40);
    expect(formats[id].needs.length).toBeGreaterThan(0);
  }
});
