import { expect, test } from 'vitest';
import { ascii, toHex } from '../crypto/octets.ts';
import { aadOf } from './aad.ts';
import { describeAad } from './aad-octets.ts';

test.each([
  ['text', 'v1', '7631'],
  ['text', 'é', 'c3a9'],
  ['text', '', ''],
  ['base64', 'djE=', '7631'],
  ['hex', '7631', '7631'],
  ['hex', '7A', '7a'],
  ['template', 'firmware-version={name}', toHex(ascii('firmware-version=$&.bin'))],
] as const)('%s %j becomes %s', (kind, text, hex) => {
  const aad = aadOf({ kind, text }, '$&.bin');
  expect(aad.ok && toHex(aad.value)).toBe(hex);
});

test.each([
  ['base64', 'djE'],
  ['base64', 'djE=\n'],
  ['base64', 'dj F'],
  ['base64', 'djF='],
  ['hex', '763'],
  ['hex', '0x76'],
  ['text', '\ud800'],
  ['text', 'a'.repeat(65_537)],
] as const)('%s %j is refused', (kind, text) => {
  expect(aadOf({ kind, text }, 'x')).toMatchObject({ ok: false, error: { code: 'decrypt.aad-unreadable' } });
});

test.each([
  ['v1\n', 'ends with a line break (1 byte)'],
  ['v1\r\n', 'ends with a Windows line break (2 bytes)'],
  ['v1 ', 'ends with a space or tab'],
  ['\uFEFFv1', 'begins with a byte order mark (3 bytes)'],
  ['v\u20111', 'contains a dash that is not the minus sign of a keyboard'],
])('the invisible part of %j is said', (text, words) => {
  const aad = aadOf({ kind: 'text', text }, '');
  expect(aad.ok && describeAad(aad.value).oddities).toEqual([words]);
});

test('octets that are no text are only counted', () => {
  expect(describeAad(Uint8Array.of(0xff, 0))).toEqual({ length: 2, text: undefined, oddities: ['is not text'] });
});
