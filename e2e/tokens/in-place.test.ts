import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Result } from '../../app/result.ts';
import type { JobResult } from '../../main/tokens/protocol.ts';
import { makeEnvelope, makeKey } from './envelopes.ts';
import { type ClientToken, importOne, makeClient } from './export.ts';
import { hostile, supervise } from './providers.ts';
import { must, successOf, tokensOf } from './signed-in.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A token that stores no copies: the key is stored under an unfinished name, proven, and then named. */
const provider = hostile('line 3');
const cannotCopy = 'fail C_CopyObject 0x54';
const keys = [makeKey('AES256'), makeKey('ECDSAP256'), makeKey('RSA2048')];
const supervisor = supervise(provider);
let client: ClientToken;
let opened: JobResult<'openEnvelope'>;

/** Logs in and probes, as a start of the app does, while the token stores no copies. */
const ready = async () => {
  const { tokens } = await must(supervisor, 'describe', {});
  if (tokens.some(({ isLoggedIn }) => isLoggedIn)) return;
  const [token] = await tokensOf(supervisor, provider);
  provider.behave(cannotCopy);
  await must(supervisor, 'probe', { token: token! });
  provider.behave();
};
const attempt = async (index: number) =>
  (await importOne(supervisor, client, client, opened, index, keys[index]!)).result;
const outcome = (result: Result<unknown>) => (result.ok ? 'done' : result.error.code);
const others = async () => {
  provider.behave();
  await ready();
  return (await must(supervisor, 'objects', { token: client.token })).filter(({ label }) => label !== 'seceng-g2');
};

beforeAll(async () => {
  provider.behave(cannotCopy);
  const [token] = await tokensOf(supervisor, provider);
  client = await makeClient(supervisor, token!);
  const jwe = await makeEnvelope(client.publicKey, keys, 'kwp');
  opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
  provider.behave();
});
afterEach(() => provider.behave());
afterAll(() => {
  supervisor.end();
  provider.remove();
  expect(supervisor.complaints.bugs).toEqual([]);
});

test.each([0, 1, 2])('key %i is stored, proven and named', async (index) => {
  await ready();
  const imported = successOf(await attempt(index));
  expect(imported.placed).toBe('in-place');
  expect(imported.object.label).toBe(`Gateway G2 ${keys[index]!.keyName}`);
  expect(imported.attributes).toMatchObject({ token: true, sensitive: true, extractable: false });
  await must(supervisor, 'destroyObject', { token: client.token, key: imported.object });
});

describe('a crash before it is named', () => {
  test('leaves an object that says what it is, and can be destroyed on the next start', async () => {
    await ready();
    provider.behave('crash C_SetAttributeValue');
    expect(outcome(await attempt(0))).toBe('token.module-crashed');
    const [left] = await others();
    expect(left).toMatchObject({ label: 'keydock: unfinished Gateway G2 AES256', isLeftover: true });
    const { handle, class: kind, id, label } = left!;
    await must(supervisor, 'destroyObject', { token: client.token, key: { handle, class: kind, id, label } });
    expect(await others()).toEqual([]);
  });
});

describe('a key that turns out wrong', () => {
  test('is destroyed', async () => {
    await ready();
    provider.behave('lie readable');
    expect(outcome(await attempt(0))).toBe('import.not-verified');
    provider.behave('lie wrong-key');
    expect(outcome(await attempt(1))).toBe('import.not-verified');
    expect(await others()).toEqual([]);
  });

  test('and cannot be destroyed is named to the person', async () => {
    await ready();
    provider.behave('fail C_DestroyObject 0x5');
    const rename = await attempt(0);
    expect(outcome(rename)).toBe('done'); // nothing was wrong, so nothing was to be destroyed
    provider.behave();
    await must(supervisor, 'destroyObject', { token: client.token, key: successOf(rename).object });
    provider.behave('lie readable-and-undead');
    const failed = await attempt(0);
    expect(failed).toMatchObject({
      ok: false,
      error: { code: 'import.left-behind', facts: { label: 'keydock: unfinished Gateway G2 AES256' } },
    });
    const [left] = await others();
    expect(left?.isLeftover).toBe(true);
    const { handle, class: kind, id, label } = left!;
    await must(supervisor, 'destroyObject', { token: client.token, key: { handle, class: kind, id, label } });
  });
});
