import { expect, test } from 'vitest';
import type { KeyPlace } from '../../app/contract/client-shapes.ts';
import { type Capabilities, CapabilityId } from '../tokens/capabilities.ts';
import { expectedGrades } from './expected-grades.ts';
import type { TokenAtHand } from './needs.ts';

const all = (works: boolean, but: readonly CapabilityId[] = []): Capabilities =>
  Object.fromEntries(
    CapabilityId.options.map((id) => [
      id,
      works !== but.includes(id) ? { works: true as const } : { works: false as const, why: 'CKR_MECHANISM_INVALID' },
    ]),
  );

/** Only what is looked at: nothing may be asked of a token. */
function token(id: string, capabilities: Capabilities | null, isWritable = true): TokenAtHand {
  const refuse = () => {
    throw new Error('the token was asked');
  };
  return {
    id,
    ref: { slot: '1', serial: '1', label: id },
    description: {
      slot: '1',
      serial: '1',
      label: id,
      model: '',
      manufacturer: '',
      hardware: '',
      firmware: '',
      kind: 'software',
      isInitialised: true,
      isWritable,
      isRemovable: false,
      needsLogin: true,
      isLoggedIn: false,
      pin: { state: 'untouched', shortest: 4, longest: 255, hasPad: false },
    },
    module: { id: 'module', name: 'module', sha256: '' },
    moduleAbout: null,
    run: refuse,
    givePort: refuse,
    secretArrived: refuse,
    known: () => (capabilities === null ? null : { capabilities, kind: 'hardware' }),
    capabilities: refuse,
  };
}

const on = (id: string): KeyPlace => ({ kind: 'token', token: id, object: 'object-0001' });
const inFile: KeyPlace = { kind: 'file', key: 'file-key-0001' };
const every = 'keys of every kind';

test('a token that does everything keeps all to itself, where the client key is on it too', () => {
  const [line3] = expectedGrades(on('line3'), { present: () => [token('line3', all(true))] }, 'K');
  expect(line3).toEqual({
    token: 'line3',
    ways: [{ keys: every, grade: { grade: 'T', phrase: 'stays on the token' }, isRefused: false }],
  });
});

test('from another token or a file the wrapping key is seen; a floor above that refuses', () => {
  const here = { present: () => [token('card', all(true), false), token('line3', all(true))] };
  for (const place of [on('card'), inFile]) {
    expect(expectedGrades(place, here, 'K')).toMatchObject([
      { token: 'line3', ways: [{ keys: every, grade: { grade: 'K' }, isRefused: false }] },
    ]);
    expect(expectedGrades(place, here, 'T')).toMatchObject([{ ways: [{ grade: { grade: 'K' }, isRefused: true }] }]);
  }
});

test('kinds of keys that a token takes in different ways are told apart', () => {
  const noCloudHsm: CapabilityId[] = ['unwrap:pkcs7', 'unwrap:kw-truncate', 'unwrap:kw-extract'];
  const partly = all(true, [...noCloudHsm, 'unwrap:rsa', 'unwrap:rsa-padded', 'create:rsa']);
  const [line3] = expectedGrades(on('line3'), { present: () => [token('line3', partly)] }, 'K');
  expect(line3?.ways.map(({ keys, grade }) => `${grade?.grade}: ${keys}`)).toEqual([
    'T: AES keys and EC private keys',
    'C: AES keys in CloudHSM form',
    'undefined: RSA private keys',
  ]);
  expect(line3?.ways.map(({ isRefused }) => isRefused)).toEqual([false, true, true]);
});

test.each([
  ['that was never tried', on('line3'), [token('line3', all(true)), token('new', null)], ['line3']],
  ['that cannot be written', on('line3'), [token('line3', all(true)), token('card', all(true), false)], ['line3']],
  ["while the client key's own was never tried", on('card'), [token('card', null), token('line3', all(true))], []],
  ["while the client key's own is gone", on('gone'), [token('line3', all(true))], []],
])('nothing is expected of a token %s', (_what, place, here, told) => {
  expect(expectedGrades(place, { present: () => here }, 'C').map(({ token: id }) => id)).toEqual(told);
});
