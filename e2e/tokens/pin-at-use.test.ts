import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { fail, type Result } from '../../app/result.ts';
import { dataPortOf } from '../../main/decrypt/process/data-port.ts';
import { wantsPinAtUse } from '../../main/tokens/key-use.ts';
import { socketPair } from '../../main/tokens/node-launcher.ts';
import type { JobParams } from '../../main/tokens/protocol.ts';
import type { ObjectDescription, TokenRef } from '../../main/tokens/token-shapes.ts';
import { putOnToken } from '../decrypt/token-objects.ts';
import { hostile, moduleOf, supervise } from './providers.ts';
import { logIn, must, successOf, tokensOf } from './signed-in.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = path.join(import.meta.dirname, '../..');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const provider = hostile('line 3');
putOnToken(
  { ...provider, module: moduleOf(provider.env['HOSTILE_REAL'] ?? '') }, // by the library that behaves
  [
    { label: 'each time', key: rsa.privateKey, wantsPin: true },
    { label: 'agrees', key: ec.privateKey, wantsPin: true },
    { label: 'once', key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey },
  ],
  root,
);
const supervisor = supervise(provider);
let token: TokenRef;
let keys: readonly ObjectDescription[];
let lastPort: number;

type Way = JobParams<'fileKey'>['way'];
const message = randomBytes(32);
const sealed = (oaepHash: string): Uint8Array =>
  new Uint8Array(publicEncrypt({ key: rsa.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, message));
const oaep = (hash: 'SHA-1' | 'SHA-256', ciphertext = sealed(hash.replace('-', ''))): Way => ({
  kind: 'oaep',
  hashes: [hash],
  ciphertext,
});
const point = () => {
  const { x = '', y = '' } = ec.publicKey.export({ format: 'jwk' });
  return new Uint8Array(Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]));
};
const keyNamed = (label: string) => keys.find((key) => key.class === 'private-key' && key.label === label)!;

/** A port on which a PIN lies ready. */
async function typed(pin: string): Promise<number> {
  const [near, far] = await socketPair();
  const port = successOf(await supervisor.givePort(far));
  const arrived = supervisor.secretArrived(port);
  const octets = Buffer.from(pin);
  near.write(Buffer.concat([Uint8Array.of(octets.length >> 8, octets.length & 0xff), octets]));
  if (!(await arrived)) throw new Error('the PIN did not arrive');
  near.destroy();
  lastPort = port;
  return port;
}

/** What the engine would have got of a use, or why it got nothing. */
async function use(label: string, way: Way, pin?: string | number | null): Promise<Result<Uint8Array>> {
  const [near, far] = await socketPair();
  const data = dataPortOf(near);
  try {
    const port = successOf(await supervisor.givePort(far));
    const given = typeof pin === 'string' ? { pin: await typed(pin) } : pin === undefined ? {} : { pin };
    const done = await supervisor.run('fileKey', { token, key: keyNamed(label), way, port, ...given });
    if (!done.ok) return done;
    return { ok: true, value: (await data.next()) ?? new Uint8Array(0) };
  } finally {
    data.close();
  }
}
const code = (result: Result<unknown>) => (result.ok ? 'done' : result.error.code);
const isLoggedIn = async () => (await must(supervisor, 'describe', {})).tokens[0]?.isLoggedIn;

beforeAll(async () => {
  [token] = (await tokensOf(supervisor, provider)) as [TokenRef];
  keys = await must(supervisor, 'objects', { token });
});
afterEach(async () => {
  provider.behave();
  if (!(await isLoggedIn())) successOf(await logIn(supervisor, token, provider.pin));
});
afterAll(() => {
  supervisor.end();
  provider.remove();
  expect(supervisor.complaints.bugs).toEqual([]);
});

test('only a private key that says so is asked for', () => {
  expect(
    keys
      .filter(wantsPinAtUse)
      .map(({ label }) => label)
      .toSorted(),
  ).toEqual(['agrees', 'each time']);
});

describe('with its PIN', () => {
  test.each([
    ['by the token itself', oaep('SHA-1')],
    ['by a raw decryption, where the token does not know the hash', oaep('SHA-256')],
    [
      'in one use, where the hash is not known',
      { ...oaep('SHA-1'), hashes: ['SHA-256', 'SHA-1', 'SHA-384', 'SHA-512'] },
    ],
  ] as const)('it opens a key: %s', async (_, way) => {
    expect(await use('each time', way as Way, provider.pin)).toEqual({ ok: true, value: new Uint8Array(message) });
  });

  test('one PIN is good for one use, and gone after it', async () => {
    expect(code(await use('each time', oaep('SHA-1'), provider.pin))).toBe('done');
    expect(code(await use('each time', oaep('SHA-1'), lastPort))).toBe('token.pin-missing');
    expect(code(await use('each time', oaep('SHA-1')))).toBe('token.pin-at-use');
  });

  test('what was made for another key is said to be that, after one operation', async () => {
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const ciphertext = new Uint8Array(publicEncrypt({ key: foreign, oaepHash: 'sha1' }, message));
    expect(code(await use('each time', oaep('SHA-1', ciphertext), provider.pin))).toBe('decrypt.key-check');
  });
});

test('a reader with a PIN pad is asked to ask for it itself', async () => {
  provider.behave('flags 0x100');
  expect(code(await use('each time', oaep('SHA-1'), null))).toBe('done');
});

describe('a wrong PIN', () => {
  test('opens nothing, leaves the login and the right one to come', async () => {
    const wrong = await use('each time', oaep('SHA-256'), '999999');
    expect(wrong).toMatchObject({ ok: false, error: { code: 'token.pin-wrong', facts: { pinState: 'low' } } });
    expect(await isLoggedIn()).toBe(true);
    expect(code(await use('each time', oaep('SHA-256'), provider.pin))).toBe('done');
  });

  test('before the last try says so', async () => {
    provider.behave('flags 0x20000');
    expect(await use('each time', oaep('SHA-1'), '999999')).toMatchObject({
      error: { code: 'token.pin-wrong', facts: { pinState: 'final-try' } },
    });
  });

  test('that locks the token ends the login too', async () => {
    provider.behave('fail C_Login 0xa4');
    expect(code(await use('each time', oaep('SHA-1'), '999999'))).toBe('token.pin-locked');
    expect(await isLoggedIn()).toBe(false);
  });

  test.each([
    ['of an impossible length', 'crash C_Login', '12', 'token.pin-length'],
    ['at a locked token', 'flags 0x40000', '999999', 'token.pin-locked'],
    ['at a reader with a PIN pad', 'flags 0x100', '999999', 'token.pin-pad'],
  ])('%s is not tried', async (_, rule, pin, expected) => {
    provider.behave(rule);
    expect(code(await use('each time', oaep('SHA-1'), pin))).toBe(expected);
  });
});

describe('a token that', () => {
  test.each([
    ['loses the login before the use', 'fail C_DecryptInit 0x101', 'token.not-logged-in', false],
    ['loses it as the PIN is given', 'fail C_Login 0x101', 'token.not-logged-in', false],
    ['loses it after the PIN was given', 'fail C_Decrypt 0x101', 'token.not-logged-in', false],
    ['is taken out as the PIN is given', 'fail C_Login 0xe0', 'token.gone', true],
    // Going on to another mechanism would give the PIN once more: a bug, which would be told as one.
    ['does not take the PIN, by a number of its own', 'fail C_Login 0x80000001', 'token.refused', true],
    ['has no such login', 'fail C_Login 0x91', 'token.refused', true],
    ['fails after the PIN was given', 'fail C_Decrypt 0x30', 'token.refused', true],
    ['crashes as the PIN is given', 'crash C_Login', 'token.module-crashed', false],
  ])('%s: that is named, and who is logged in is known', async (_, rule, expected, loggedIn) => {
    provider.behave(rule);
    expect(code(await use('each time', oaep('SHA-1'), provider.pin))).toBe(expected);
    provider.behave();
    expect(await isLoggedIn()).toBe(loggedIn);
  });

  test('refuses a key agreement without a PIN is said to want what PKCS#11 cannot give', async () => {
    provider.behave('fail C_DeriveKey 0x101');
    const refused = await use('agrees', { kind: 'agree', curve: 'P-256', point: point() });
    expect(refused).toEqual(fail('token.pin-at-use', { call: 'C_DeriveKey' }));
    expect(await isLoggedIn()).toBe(true);
  });

  test('agrees without a PIN is not asked for one', async () => {
    expect(code(await use('agrees', { kind: 'agree', curve: 'P-256', point: point() }))).toBe('done');
  });

  test('forgets the login of a key that asks once is not taken for one that asks each time', async () => {
    provider.behave('fail C_DecryptInit 0x101');
    expect(code(await use('once', oaep('SHA-1')))).toBe('token.not-logged-in');
  });
});
