import { expect, test } from 'vitest';
import { ascii, concat } from '../crypto/octets.ts';
import { parsed } from './malformed.ts';
import { type KdfSurvivor, kdfsFor, paddingOf, parseSalted, usualKdfs, weigh } from './openssl-enc.ts';

const head = concat(ascii('Salted__'), new Uint8Array(8).fill(7));
const survivor = (keyLength: 16 | 24 | 32, padding: number): KdfSurvivor => ({
  kdf: { flags: '--md sha256', digest: 'sha256' },
  keyLength,
  padding,
});

test('the salt and the length of the ciphertext are read', () => {
  expect(parseSalted(head, 48)).toEqual({ salt: new Uint8Array(8).fill(7), ciphertextLength: 32 });
});

test.each([[15], [16], [31], [33]])('%i bytes are no whole file', (size) => {
  expect(parsed(() => parseSalted(head.subarray(0, size), size)).ok).toBe(false);
});

test.each([
  [16, new Uint8Array(16).fill(16)],
  [1, Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1)],
  [undefined, new Uint8Array(16)],
  [undefined, new Uint8Array(16).fill(17)],
  [undefined, Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 2)],
])('the padding is %s', (padding, block) => {
  expect(paddingOf(block)).toBe(padding);
});

test('what the user said narrows the derivations', () => {
  expect(kdfsFor({})).toBe(usualKdfs);
  expect(kdfsFor({ digest: 'md5' }).map(({ flags }) => flags)).toEqual(['--md md5']);
  expect(kdfsFor({ digest: 'sha384' }).map(({ flags }) => flags)).toEqual(['--md sha384']);
  expect(kdfsFor({ digest: 'sha512' })).toHaveLength(4);
  expect(kdfsFor({ pbkdf2: true })).toEqual([
    { flags: '--md sha256 --pbkdf2 --iter 10000', digest: 'sha256', pbkdf2: 10_000 },
    { flags: '--md sha512 --pbkdf2 --iter 10000', digest: 'sha512', pbkdf2: 10_000 },
  ]);
  expect(kdfsFor({ rounds: 1, digest: 'sha1' })).toEqual([
    { flags: '--md sha1 --pbkdf2 --iter 1', digest: 'sha1', pbkdf2: 1 },
  ]);
});

test('a long padding outweighs a chance one', () => {
  expect(weigh([survivor(32, 1), survivor(16, 9)])).toEqual([survivor(16, 9)]);
  expect(weigh([survivor(32, 1), survivor(32, 2)])).toHaveLength(2);
});

test('one byte of padding does not speak for the rarer key lengths', () => {
  expect(weigh([survivor(16, 1)])).toEqual([]);
  expect(weigh([survivor(24, 2)])).toHaveLength(1);
});
