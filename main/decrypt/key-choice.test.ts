import { expect, test } from 'vitest';
import { ok } from '../../app/result.ts';
import { type BatchFile, batchFile } from './batch-file.ts';
import { fitting, mayTry } from './key-choice.ts';
import type { RingKey } from './key-ring.ts';
import type { Inspection } from './protocol.ts';

const key = (name: string, needs: RingKey['needs'], length?: number, wantsPin = false): RingKey => ({
  id: name,
  name,
  where: `${name} on LINE3`,
  type: 'key',
  needs,
  fileSHA256: undefined,
  wantsPin,
  length,
  place: { kind: 'token', token: 'token', tokenLabel: 'LINE3', tokenKind: 'software', object: name },
});
const keys = [
  key('first', ['aes'], 32),
  key('Gateway G2 / Image key', ['aes'], 32),
  key('short', ['aes'], 16),
  key('rsa', ['rsa']),
  key('agrees', ['ec']),
];

function file(change: Partial<Inspection>, size = 100): BatchFile {
  const inspection: Inspection = {
    name: 'a.enc',
    size,
    candidates: [{ format: 'platform-gcm', sureness: 'expected' }],
    alsoPossible: [],
    regions: [],
    fields: [],
    fault: null,
    record: null,
    ...change,
  };
  return { ...batchFile('/data/a.enc', size), inspection: ok(inspection) };
}

const each = [key('each', ['rsa'], undefined, true), key('each too', ['rsa'], undefined, true)] as const;

const record = {
  aesMode: 'AES-GCM-256',
  aadLength: 0,
  aad: '',
  hasIv: false,
  keyName: 'Image key',
  fields: [],
};
const jwe = (algorithm: string): Partial<Inspection> => ({
  candidates: [{ format: 'jwe-compact', sureness: 'marked' }],
  fields: [{ label: 'Recipient', value: `${algorithm}, key 1` }],
});
const names = (found: readonly RingKey[]) => found.map(({ name }) => name);

test.each([
  ['any AES key where nothing says its length', {}, ['first', 'Gateway G2 / Image key', 'short']],
  ['the length that the record says, its own name first', { record }, ['Gateway G2 / Image key', 'first']],
  ['an RSA key for a JWE to RSA', jwe('RSA-OAEP-256'), ['rsa']],
  ['an EC key for a JWE by agreement', jwe('ECDH-ES+A256KW'), ['agrees']],
] as const)('%s', (_name, change, fits) => {
  expect(names(fitting(file(change), keys))).toEqual(fits);
});

test('a wrapped key in a file of its own may be opened by any key', () => {
  const wrapped = file({});
  wrapped.choice = { ...wrapped.choice, envelope: '/data/key.enc' };
  expect(fitting(wrapped, keys)).toHaveLength(keys.length);
});

test.each([
  ['a small file', file({}), 3, true],
  ['a large one that only its end can judge', file({}, 2 ** 30), 3, false],
  ['a large one with one key', file({}, 2 ** 30), 1, true],
  ['a large one whose front tells', file(jwe('RSA-OAEP'), 2 ** 30), 3, true],
])('keys are tried one by one: %s', (_name, tried, count, may) => {
  expect(mayTry(tried, keys.slice(0, count))).toBe(may);
});

test('a key that asks for its PIN each time comes after one that does not, and two of them are not tried one by one', () => {
  const sealed = file(jwe('RSA-OAEP'));
  const [first, second] = each;
  expect(names(fitting(sealed, [first, ...keys]))).toEqual(['rsa', 'each']);
  expect(mayTry(sealed, [...keys.slice(0, 2), first])).toBe(true);
  expect(mayTry(sealed, [first, second])).toBe(false);
});
