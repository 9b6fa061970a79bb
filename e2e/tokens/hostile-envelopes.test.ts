import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Result } from '../../app/result.ts';
import type { ImportParams, JobResult } from '../../main/tokens/protocol.ts';
import { makeEnvelope, makeKey, type PlatformKey } from './envelopes.ts';
import { type ClientToken, importOne, makeClient } from './export.ts';
import { nss, softhsm, supervise } from './providers.ts';
import { must, tokensOf } from './signed-in.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Envelopes and keys that are damaged, forged or not for us, on each kind of module. */
const keys = [makeKey('AES256'), makeKey('AES128'), makeKey('ECDSAP256'), makeKey('RSA2048')];
const damage = (octets: Uint8Array, bit: number) => {
  const copy = new Uint8Array(octets);
  const index = bit < 0 ? copy.length * 8 + bit : bit;
  copy[index >> 3]! ^= 1 << (index & 7);
  return copy;
};
const outcome = (result: Result<unknown>) => (result.ok ? 'done' : result.error.code);
const point = (namedCurve: string) =>
  new Uint8Array(generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'der' }));

describe.each([
  ['SoftHSM', () => softhsm('line 3')],
  ['NSS', nss],
])('%s', (_name, make) => {
  const provider = make();
  const supervisor = supervise(provider);
  let client: ClientToken;
  let jwe: string;
  let opened: JobResult<'openEnvelope'>;
  const open = (text: string, floor: 'T' | 'K' = 'K') => supervisor.run('openEnvelope', { client, jwe: text, floor });
  const attempt = async (
    index: number,
    changes: Partial<ImportParams> | ((wrapped: Uint8Array) => Partial<ImportParams>),
  ) => {
    const wrapped = new Uint8Array(Buffer.from(opened.keys.wrappedKeys[index]!.cipherText, 'base64'));
    const change = typeof changes === 'function' ? changes(wrapped) : changes;
    return (await importOne(supervisor, client, client, opened, index, keys[index]!, change)).result;
  };
  const keysOnToken = async () =>
    (await must(supervisor, 'objects', { token: client.token })).filter(({ label }) => label.startsWith('Gateway'))
      .length;

  beforeAll(async () => {
    const [token] = await tokensOf(supervisor, provider);
    client = await makeClient(supervisor, token!);
    jwe = await makeEnvelope(client.publicKey, keys, 'kwp');
    opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
  });
  afterAll(() => {
    supervisor.end();
    provider.remove();
    expect(supervisor.complaints).toEqual({ bugs: [], ends: ['token.process-ended'] });
  });

  describe('an envelope', () => {
    test.each([
      ['a wrapped CEK with a flipped bit', 1, 'envelope.not-for-this-key'],
      ['an IV with a flipped bit', 2, 'envelope.not-for-this-key'],
      ['a body with a flipped bit', 3, 'envelope.not-for-this-key'],
      ['a tag with a flipped bit', 4, 'envelope.not-for-this-key'],
    ])('with %s does not open', async (_name, part, expected) => {
      const parts = jwe.split('.');
      const octets = new Uint8Array(Buffer.from(parts[part]!, 'base64url'));
      parts[part] = Buffer.from(damage(octets, 7)).toString('base64url');
      expect(outcome(await open(parts.join('.')))).toBe(expected);
    });

    test('with another header does not open: it is authenticated', async () => {
      const [header, ...rest] = jwe.split('.');
      const changed = { ...JSON.parse(Buffer.from(header!, 'base64url').toString()), kid: 'x' };
      const text = [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
      expect(outcome(await open(text))).toBe('envelope.not-for-this-key');
    });

    test('for another client does not open', async () => {
      expect(outcome(await open(await makeEnvelope(point('P-256'), keys, 'kwp')))).toBe('envelope.not-for-this-key');
    });

    test.each([
      ['cut short', () => jwe.slice(0, -10)],
      ['empty', () => ''],
      ['HTML', () => '<html>'],
    ])('that is %s is unreadable', async (_name, text) => {
      expect(outcome(await open(text()))).toBe('envelope.unreadable');
    });

    test('of 0 keys and of 500 keys is read', async () => {
      const many = Array.from({ length: 500 }, () => makeKey('AES256'));
      for (const list of [[], many] satisfies PlatformKey[][]) {
        const { keys: found } = await must(supervisor, 'openEnvelope', {
          client,
          jwe: await makeEnvelope(client.publicKey, list, 'kwp'),
          floor: 'K',
        });
        expect(found.wrappedKeys).toHaveLength(list.length);
      }
    });
  });

  describe('a wrapped key', () => {
    test.each([0, 1, 2, 3])('number %i with any of some flipped bits is not imported', async (index) => {
      for (const bit of [0, 70, 100, -1]) {
        const result = await attempt(index, (wrapped) => ({ wrapped: damage(wrapped, bit) }));
        expect(outcome(result)).toBe('import.not-unwrapped');
      }
      expect(await keysOnToken()).toBe(0);
    });

    test.each([
      ['of another length than its type', (wrapped: Uint8Array) => ({ wrapped: wrapped.slice(0, 24) })],
      ['of a longer type', () => ({ keyType: 'AES128' as const })],
    ])('%s is refused before the token is asked', async (_name, change) => {
      expect(outcome(await attempt(0, change))).toBe('import.no-rung');
    });

    test('of RSA that is said to be EC is not imported', async () => {
      const rsa = new Uint8Array(Buffer.from(opened.keys.wrappedKeys[3]!.cipherText, 'base64'));
      const result = await attempt(2, { wrapped: rsa });
      expect(['import.not-unwrapped', 'import.not-verified']).toContain(outcome(result));
      expect(await keysOnToken()).toBe(0);
    });

    test('whose public key is another one is not kept', async () => {
      expect(outcome(await attempt(2, { publicKey: point('P-256') }))).toBe('import.not-verified');
      expect(await keysOnToken()).toBe(0);
    });

    test('that says P-384 and is P-256 is not kept', async () => {
      expect(outcome(await attempt(2, { keyType: 'ECDSAP384' }))).not.toBe('done');
      expect(await keysOnToken()).toBe(0);
    });
  });

  describe('an ephemeral key of the wrap', () => {
    const kek = (peerPoint: Uint8Array): Partial<ImportParams> => ({
      kek: { kind: 'client-key', client: { token: client.token, key: client.key }, peerPoint },
    });
    const good = () => new Uint8Array(Buffer.from(opened.keys.ephemeralPublicKey, 'base64'));
    test.each([
      ['off the curve', () => damage(good(), -1)],
      ['at infinity, spelled in 65 bytes', () => new Uint8Array(65)],
      ['of P-384, cut to 65 bytes', () => point('P-384').slice(-97).slice(0, 65)],
      ['with zero coordinates', () => Uint8Array.of(4, ...new Uint8Array(64))],
    ])('%s never reaches the token', async (_name, make_) => {
      expect(await attempt(0, kek(make_()))).toMatchObject({ ok: false, error: { code: 'envelope.unreadable' } });
    });

    test('that is another good point gives another KEK, and no key', async () => {
      expect(outcome(await attempt(0, kek(point('P-256').slice(-65))))).toBe('import.not-unwrapped');
    });
  });

  describe('the policy', () => {
    const grade = () => opened.grade;
    test('a floor that the token does not reach stops before anything is touched', async () => {
      const results = [
        outcome(await open(jwe, 'T')),
        outcome(await attempt(0, { floor: 'T', label: 'Gateway floor' })),
      ];
      expect(results).toEqual(grade() === 'T' ? ['done', 'done'] : ['import.floor', 'import.floor']);
      if (grade() === 'T') {
        const stored = (await must(supervisor, 'objects', { token: client.token })).find(
          (o) => o.label === 'Gateway floor',
        )!;
        const { handle, class: kind, id, label } = stored;
        await must(supervisor, 'destroyObject', { token: client.token, key: { handle, class: kind, id, label } });
      }
    });

    test('only the confirmed rung is climbed, even where others would work', async () => {
      expect(outcome(await attempt(0, { rungs: { kwp: 'hkdf-in-process+nothing' } }))).toBe('import.no-rung');
      expect(outcome(await attempt(0, { rungs: {} }))).toBe('import.no-rung');
      // The rung of the other form does not fit the length of an AES key.
      expect(outcome(await attempt(0, { rungs: { cloudhsm: 'hkdf-by-digest-key+create' } }))).toBe('import.no-rung');
    });
  });

  describe('a key that is there already', () => {
    test.each([
      ['AES', 0],
      ['EC', 2],
      ['RSA', 3],
    ])('%s is found by its material, and imported again only on request', async (_name, index) => {
      const first = await attempt(index, { id: Uint8Array.of(1, index), label: 'Gateway first' });
      expect(outcome(first)).toBe('done');
      const again = await attempt(index, { id: Uint8Array.of(2, index), label: 'Gateway second' });
      expect(again).toMatchObject({
        ok: false,
        error: { code: 'import.duplicate', facts: { label: 'Gateway first' } },
      });
      expect(outcome(await attempt(index, { id: Uint8Array.of(1, index) }))).toBe('import.duplicate');
      const third = await attempt(index, { id: Uint8Array.of(3, index), label: 'Gateway third', allowDuplicate: true });
      expect(outcome(third)).toBe('done');
      for (const result of [first, third]) {
        if (result.ok) await must(supervisor, 'destroyObject', { token: client.token, key: result.value.object });
      }
      expect(await keysOnToken()).toBe(0);
    });
  });
});
