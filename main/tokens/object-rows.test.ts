import { expect, test } from 'vitest';
import { nameObjects, objectRow, typeOf } from './object-rows.ts';
import type { ObjectDescription } from './token-shapes.ts';

const key: ObjectDescription = {
  handle: '0100000000000000',
  class: 'secret-key',
  id: '0a',
  label: 'Firmware',
  isLeftover: false,
  keyType: 'AES',
  bits: 256,
  attributes: { sensitive: true, extractable: false, modifiable: false, decrypt: true },
};
const row = (change: Partial<ObjectDescription>) => objectRow('an-id-of-it', { ...key, ...change });
const titles = (change: Partial<ObjectDescription>) => row(change).warnings.map(({ title }) => title);

test.each([
  [{}, 'AES-256'],
  [{ bits: undefined }, 'AES'],
  [{ keyType: 'EC', curve: 'P-256' as const, bits: undefined }, 'EC P-256'],
  [{ keyType: 'RSA', bits: 2048 }, 'RSA 2048'],
  [{ keyType: '0x13', bits: undefined }, '0x13'],
  [{ keyType: '', class: 'certificate' as const }, 'certificate'],
])('%j is called %s', (change, words) => expect(typeOf({ ...key, ...change } as ObjectDescription)).toBe(words));

test('a key that can do no harm has no warning, and says what it may be used to', () => {
  expect(row({})).toMatchObject({ warnings: [], uses: ['decrypt'] });
});

test.each([
  ['readable', { sensitive: false }, 'This key can be read out.'],
  ['extractable', { extractable: true }, 'This key can leave the token.'],
  ['wrap and decrypt', { wrap: true, decrypt: true }, 'This key can be used to take others off the token.'],
  ['unwrap and encrypt', { unwrap: true, encrypt: true }, 'This key can be used to plant keys.'],
  ['asked for its PIN each time', { alwaysAuthenticate: true }, 'This key wants its PIN at every use.'],
  ['changeable', { modifiable: true }, 'What this key may do can be changed.'],
])('a key that is %s is pointed out', (_what, change, title) => {
  expect(titles({ attributes: { ...key.attributes, ...change } })).toEqual([title]);
});

test('of a key that asks for its PIN each time it is said whether Keydock can give it', () => {
  const asks = { ...key, class: 'private-key', attributes: { ...key.attributes, alwaysAuthenticate: true } } as const;
  const said = (keyType: string) => objectRow('id', { ...asks, keyType }).warnings.map(({ text }) => text);
  expect(said('RSA')).toEqual([expect.stringContaining('asks for it again before each file')]);
  expect(said('EC')).toEqual([expect.stringContaining('PKCS#11 knows no way')]);
});

test('a public key that can be read is as it should be; what was left unfinished is not', () => {
  expect(titles({ class: 'public-key', attributes: { sensitive: false, extractable: true } })).toEqual([]);
  expect(titles({ isLeftover: true })).toEqual(['Never finished.']);
});

test('the name of an object stays while label, class and CKA_ID do; objects that share them are told apart', () => {
  const elsewhere = { ...key, handle: '0900000000000000' };
  const [one] = nameObjects('token-id', [key]);
  const [same] = nameObjects('token-id', [elsewhere]);
  expect(same?.id).toBe(one?.id);
  expect(nameObjects('other-token', [key])[0]?.id).not.toBe(one?.id);
  expect(nameObjects('token-id', [{ ...key, label: 'x' }])[0]?.id).not.toBe(one?.id);
  const both = nameObjects('token-id', [key, elsewhere]).map(({ id }) => id);
  expect(new Set([...both, one?.id]).size).toBe(3);
});
