import { expect, test } from 'vitest';
import { weaknessesOf } from './key-safety.ts';
import type { KeyAttributes } from './token-shapes.ts';

const sealed: KeyAttributes = {
  token: true,
  sensitive: true,
  extractable: false,
  modifiable: false,
  decrypt: true,
  encrypt: false,
  wrap: false,
  unwrap: false,
};

test('a narrow key that cannot be changed has nothing to point out', () => {
  expect(weaknessesOf(sealed)).toEqual([]);
});

test.each([
  ['a readable value', { sensitive: false }, ['readable']],
  ['an extractable key', { extractable: true }, ['extractable']],
  ['WRAP with DECRYPT', { wrap: true }, ['wraps-and-decrypts']],
  ['WRAP without DECRYPT', { wrap: true, decrypt: false }, []],
  ['UNWRAP with ENCRYPT', { unwrap: true, encrypt: true }, ['unwraps-and-encrypts']],
  ['UNWRAP alone', { unwrap: true }, []],
  ['attributes that can be set back', { modifiable: true }, ['can-be-changed']],
  ['a module that does not say', { modifiable: undefined }, ['can-be-changed']],
] as const)('%s', (_name, changes, expected) => {
  const { modifiable, ...rest } = { ...sealed, ...changes };
  const key = modifiable === undefined ? rest : { ...rest, modifiable };
  expect(weaknessesOf(key).map(({ id }) => id)).toEqual(expected);
});
