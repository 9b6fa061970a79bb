import { describe, expect, test } from 'vitest';
import type { Grade } from '../../app/exposure.ts';
import { type Capabilities, CapabilityId } from '../tokens/capabilities.ts';
import { planKeys } from './plan-keys.ts';

const all: Capabilities = Object.fromEntries(CapabilityId.options.map((id) => [id, { works: true }]));
const without = (...ids: CapabilityId[]): Capabilities => ({
  ...all,
  ...Object.fromEntries(ids.map((id) => [id, { works: false, why: 'CKR_MECHANISM_INVALID' }])),
});
const key = (keyType: string, octets: number, keyName = 'Key', tokenID = 'tok') => ({
  keyName,
  keyType,
  tokenID,
  cipherText: Buffer.alloc(octets, 1).toString('base64'),
});
const plan = (
  keys: ReturnType<typeof key>[],
  changes: { floor?: Grade; target?: Capabilities; onTarget?: { label: string; id: string }[]; same?: boolean } = {},
) =>
  planKeys({
    keys,
    product: 'G2',
    source: all,
    target: changes.target ?? all,
    isSameToken: changes.same ?? true,
    floor: changes.floor ?? 'K',
    onTarget: changes.onTarget ?? [],
    publicKeys: new Map(),
  });

describe('one rung a form, and never one below the floor', () => {
  test('an AES key has the form of its length', () => {
    const [kwp, cloud] = plan([key('AES256', 40), key('AES256', 48)]);
    expect(kwp).toMatchObject({ arrivesAs: 'AES-KWP, 40 bytes', grade: 'T', refused: null });
    expect(Object.keys(kwp?.rungs ?? {})).toEqual(['kwp']);
    expect(cloud).toMatchObject({ arrivesAs: 'CloudHSM form, 48 bytes' });
    expect(Object.keys(cloud?.rungs ?? {})).toEqual(['cloudhsm']);
  });

  test('below the floor it is refused, with the reason', () => {
    const target = without('unwrap:pkcs7', 'unwrap:kw-truncate', 'unwrap:kw-extract');
    const [refused] = plan([key('AES256', 48)], { target });
    expect(refused).toMatchObject({ grade: null, rungs: {} });
    expect(refused?.refused).toContain('grade C');
    expect(refused?.passed.at(-1)).toMatchObject({ grade: 'C', why: 'grade C is below the floor K of the profile' });
    const [taken] = plan([key('AES256', 48)], { target, floor: 'C' });
    expect(taken).toMatchObject({ grade: 'C', refused: null });
  });

  test('a private key keeps the form that is good enough, and gives up the other', () => {
    const target = without('unwrap:pkcs7', 'unwrap:ec-padded');
    const [strict] = plan([key('ECDSAP256', 152)], { target });
    expect(Object.keys(strict?.rungs ?? {})).toEqual(['kwp']);
    expect(strict?.grade).toBe('T');
    const [lenient] = plan([key('ECDSAP256', 152)], { target, floor: 'C' });
    expect(Object.keys(lenient?.rungs ?? {}).toSorted()).toEqual(['cloudhsm', 'kwp']);
    expect(lenient?.grade).toBe('C'); // no more is promised than the worse of them
  });

  test.each([
    ['PASSPHRASE32', 40, 'PASSPHRASE32 is no type'],
    ['', 40, 'A key without a type'],
    ['AES256', 56, 'no wrapped AES-256 key has 56 bytes'],
  ])('a key of the type "%s" in %d bytes is refused in words', (type, octets, why) => {
    const [refused] = plan([key(type, octets)]);
    expect(refused?.refused).toContain(why);
    expect(refused?.grade).toBeNull();
  });
});

describe('names', () => {
  test('two keys of one name in one envelope get different names', () => {
    const planned = plan([key('AES256', 40), key('AES256', 40)]);
    expect(planned.map(({ target }) => target.label)).toEqual(['G2 / Key', 'G2 / Key (2)']);
  });

  test.each([
    ['label', { label: 'G2 / Key', id: 'ff' }],
    ['CKA_ID', { label: 'renamed', id: Buffer.from('tok').toString('hex') }],
  ])('an object of the same %s is pointed out, and is not named over', (_by, object) => {
    const [planned] = plan([key('AES256', 40)], { onTarget: [object] });
    expect(planned?.alreadyThere).toBe(object.label);
    expect(planned?.target.label).toBe('G2 / Key (2)');
  });
});

test('a token of another module is never promised grade T', () => {
  expect(plan([key('AES256', 40), key('RSA2048', 1232)], { same: false }).map(({ grade }) => grade)).toEqual([
    'K',
    'K',
  ]);
});
