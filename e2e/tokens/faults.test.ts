import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Result } from '../../app/result.ts';
import type { Imported, ImportParams, JobResult } from '../../main/tokens/protocol.ts';
import { makeEnvelope, makeKey } from './envelopes.ts';
import { type ClientToken, importOne, makeClient } from './export.ts';
import { hostile, moduleOf, softhsm, supervise } from './providers.ts';
import { logIn, must, refOf, successOf, tokensOf } from './signed-in.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A module that hangs, breaks down, refuses and lies, in the middle of everything. */
const provider = hostile('line 3');
const keys = [makeKey('AES256'), makeKey('ECDSAP256')];
const [aes, ec] = [0, 1] as const;
const supervisor = supervise(provider, (name) => (name === 'importKey' ? 4000 : 30_000));
let client: ClientToken;
let opened: JobResult<'openEnvelope'>;

const ready = async () => {
  const { tokens } = await must(supervisor, 'describe', {});
  if (tokens.some(({ isLoggedIn }) => isLoggedIn)) return;
  const [token] = await tokensOf(supervisor, provider);
  await must(supervisor, 'probe', { token: token! }); // as the preview does, before anything goes wrong
};
const attempt = async (index: number, changes?: Partial<ImportParams>): Promise<Result<Imported>> =>
  (await importOne(supervisor, client, client, opened, index, keys[index]!, changes)).result;
const outcome = (result: Result<unknown>) => (result.ok ? 'done' : result.error.code);
/** What is on the token, seen with a module that behaves. */
const onToken = async () => {
  provider.behave();
  await ready();
  const objects = await must(supervisor, 'objects', { token: client.token });
  return objects.map(({ label }) => label).filter((label) => label !== 'seceng-g2');
};

beforeAll(async () => {
  const [token] = await tokensOf(supervisor, provider);
  client = await makeClient(supervisor, token!);
  opened = await must(supervisor, 'openEnvelope', {
    client,
    jwe: await makeEnvelope(client.publicKey, keys, 'kwp'),
    floor: 'K',
  });
});
afterEach(() => provider.behave());
afterAll(() => {
  supervisor.end();
  provider.remove();
  expect(supervisor.complaints.bugs).toEqual([]);
});

describe('in the middle of an import', () => {
  test.each([
    ['hangs', 'hang C_UnwrapKey', 'token.module-silent'],
    ['hangs while it stores', 'hang C_CopyObject', 'token.module-silent'],
    ['crashes', 'crash C_UnwrapKey', 'token.module-crashed'],
    ['crashes while it stores', 'crash C_CopyObject', 'token.module-crashed'],
    ['ends the process', 'exit C_DeriveKey', 'token.module-crashed'],
    ['is full', 'fail C_CopyObject 0x31', 'token.full'],
    ['cannot be written', 'fail C_CopyObject 0xe2', 'token.read-only'],
    ['gives no writing session', 'fail C_OpenSession 0xe2', 'token.read-only'],
    ['has no session left', 'fail C_OpenSession 0xb1', 'token.busy'],
    ['is removed', 'fail C_GetTokenInfo 0xe0', 'token.gone'],
    ['is removed before the agreement', 'fail C_DeriveKey 0x32', 'token.gone'],
    ['is removed before the unwrap', 'fail C_UnwrapKey 0xe0', 'token.gone'],
    ['is removed before the proof', 'fail C_DecryptInit 0xe0', 'token.gone'],
    ['forgets the login', 'fail C_UnwrapKey 0x101', 'token.not-logged-in'],
    ['refuses with a number of its own', 'fail C_DigestKey 0x80000001', 'token.refused'],
    ['refuses the KEK', 'fail C_UnwrapKey 0x110', 'import.not-unwrapped'],
  ])('the module %s: the failure is named and nothing is left', async (_name, rule, expected) => {
    await ready();
    provider.behave(rule);
    expect(outcome(await attempt(aes))).toBe(expected);
    expect(await onToken()).toEqual([]);
  });

  test('a process killed from outside is started again, and asks for the PIN', async () => {
    await ready();
    provider.behave('hang C_CopyObject');
    const running = attempt(aes);
    await new Promise((resolve) => setTimeout(resolve, 500));
    supervisor.end();
    expect(outcome(await running)).toBe('token.process-ended');
    provider.behave();
    const { tokens } = await must(supervisor, 'describe', {});
    expect(tokens[0]?.isLoggedIn).toBe(false);
    expect(await onToken()).toEqual([]);
  });
});

describe('a module that says CKR_OK', () => {
  test.each([
    ['and makes the key readable', aes, 'lie readable', 'import.not-verified'],
    ['and makes the private key readable', ec, 'lie readable', 'import.not-verified'],
    ['and gives another private key', ec, 'lie wrong-key', 'import.not-verified'],
    ['and stores another key', aes, 'lie wrong-copy', 'import.not-verified'],
  ] as const)('%s: the key is destroyed', async (_name, index, rule, expected) => {
    await ready();
    provider.behave(rule);
    expect(outcome(await attempt(index))).toBe(expected);
    expect(await onToken()).toEqual([]);
  });

  test('to an AES-GCM message that nobody sealed: its word proves nothing and opens nothing', async () => {
    await ready();
    const { object } = successOf(await attempt(aes));
    const place = { token: client.token, key: object };
    const [iv, aad, sealed] = [12, 0, 48].map((length) => new Uint8Array(randomBytes(length)));
    const proven = () => must(supervisor, 'proveKey', { ...place, iv: iv!, aad: aad!, sealed: sealed! });
    const opened = () =>
      supervisor.run('decryptPiece', {
        ...place,
        cipher: { kind: 'gcm', iv: iv!, aad: aad! },
        data: sealed!,
        port: 77,
      });
    provider.behave('lie blind');
    expect(await proven()).toEqual({ isProven: false });
    expect(outcome(await opened())).toBe('token.cannot');
    provider.behave();
    expect(await proven()).toEqual({ isProven: false });
    expect(outcome(await opened())).toBe('decrypt.not-authentic');
    await must(supervisor, 'destroyObject', place);
  });

  test('and destroys nothing: the person is told the name of what is left', async () => {
    await ready();
    provider.behave('lie undead');
    const stored = successOf(await attempt(aes));
    const result = await supervisor.run('destroyObject', { token: client.token, key: stored.object });
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'import.left-behind', facts: { label: stored.object.label } },
    });
    provider.behave();
    await must(supervisor, 'destroyObject', { token: client.token, key: stored.object });
  });
});

describe('the PIN', () => {
  const token = async () => {
    supervisor.end();
    provider.behave();
    const { tokens } = await must(supervisor, 'describe', {});
    return refOf(tokens.find(({ label }) => label === 'line 3')!);
  };

  test('a wrong one is refused, and says what the token says of the next', async () => {
    const ref = await token();
    expect(await logIn(supervisor, ref, '000000')).toMatchObject({ ok: false, error: { code: 'token.pin-wrong' } });
    provider.behave('flags 0x20000');
    // The flags are read before: a final try is shown, not forbidden.
    const described = await must(supervisor, 'describe', {});
    expect(described.tokens[0]?.pin.state).toBe('final-try');
  });

  test('a locked token is not tried at all', async () => {
    const ref = await token();
    provider.behave('flags 0x40000');
    expect(outcome(await logIn(supervisor, ref, provider.pin))).toBe('token.pin-locked');
    provider.behave('fail C_Login 0xa4');
    expect(outcome(await logIn(supervisor, ref, provider.pin))).toBe('token.pin-locked');
    provider.behave();
    expect(outcome(await logIn(supervisor, ref, provider.pin))).toBe('done');
  });

  test('one of an impossible length costs no attempt', async () => {
    const ref = await token();
    provider.behave('crash C_Login'); // would be seen if it were called
    expect(outcome(await logIn(supervisor, ref, '123'))).toBe('token.pin-length');
  });

  test('a reader with a PIN pad is asked to ask for it itself', async () => {
    const ref = await token();
    provider.behave('flags 0x100');
    expect(outcome(await logIn(supervisor, ref, provider.pin))).toBe('token.pin-pad');
    expect(outcome(await supervisor.run('login', { token: ref, pin: null }))).toBe('done');
  });

  test('no PIN, no login', async () => {
    const ref = await token();
    expect(outcome(await supervisor.run('login', { token: ref, pin: null }))).toBe('token.pin-missing');
    expect(outcome(await supervisor.run('login', { token: ref, pin: 77 }))).toBe('token.pin-missing');
  });

  test('without it private keys are not shown', async () => {
    const ref = await token();
    const objects = await must(supervisor, 'objects', { token: ref });
    expect(objects.filter((object) => object.class === 'private-key')).toEqual([]);
    const job = await supervisor.run('publicKey', { token: ref, key: client.key });
    expect(outcome(job)).toBe('token.object-gone');
  });
});

describe('a file that is not the module that was allowed', () => {
  const other = softhsm();
  const { folder } = other;
  afterAll(() => other.remove());

  test.each([
    ['is not there', { ...other.module, path: path.join(folder, 'missing.so') }, 'token.module-missing'],
    ['has changed', { ...other.module, sha256: '0'.repeat(64) }, 'token.module-changed'],
    ['is no library', moduleOf(path.join(folder, 'softhsm2.conf')), 'token.module-unusable'],
  ])('%s', async (_name, module, expected) => {
    const refused = supervise({ module, env: other.env });
    const before = await refused.run('describe', {});
    expect(outcome(before)).toBe(expected);
    expect(JSON.stringify(before)).not.toContain(folder);
    refused.end();
  });

  test('is a library, but no PKCS#11 module', async () => {
    const file = path.join(folder, 'no-module.node');
    copyFileSync(
      path.join(import.meta.dirname, '../../native/build', `${process.platform}-${process.arch}`, 'keydock.node'),
      file,
    );
    const refused = supervise({ module: moduleOf(file), env: other.env });
    expect(outcome(await refused.run('describe', {}))).toBe('token.module-unusable');
    refused.end();
  });
});
