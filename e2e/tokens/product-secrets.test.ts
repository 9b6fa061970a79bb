import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { CompactEncrypt } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TokenRef } from '../../main/tokens/token-shapes.ts';
import { putOnToken } from '../decrypt/token-objects.ts';
import { nss, softhsm, supervise } from './providers.ts';
import { must, tokensOf } from './signed-in.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = path.resolve(import.meta.dirname, '../..');
const secrets = JSON.stringify({ productConfigItems: [{ name: 'SRKHash', value: 'ff00' }] });

const keys = {
  'RSA 2048': generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'EC P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'EC P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'EC P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
} as const;
type KeyName = keyof typeof keys;
const names = Object.keys(keys) as KeyName[];

/** As the platform seals them, by another implementation than ours. */
function sealed(key: KeyObject, header: object = {}, text = secrets): Promise<string> {
  const alg = key.asymmetricKeyType === 'rsa' ? 'RSA-OAEP' : 'ECDH-ES+A256KW';
  return new CompactEncrypt(Buffer.from(text)).setProtectedHeader({ alg, enc: 'A256GCM', ...header }).encrypt(key);
}

describe.each([
  ['SoftHSM', () => softhsm('station'), 'concat-by-digest-key+cek-on-token'],
  ['NSS', nss, 'concat-on-token+cek-on-token'],
] as const)('on %s', (_, makeProvider, rung) => {
  const provider = makeProvider();
  const supervisor = supervise(provider);
  let token: TokenRef;
  beforeAll(async () => {
    putOnToken(
      provider,
      names.map((label) => ({ label, key: keys[label].privateKey })),
      root,
    );
    token = (await tokensOf(supervisor, provider))[0]!;
  });
  afterAll(() => {
    supervisor.end();
    provider.remove();
    expect(supervisor.complaints.bugs).toEqual([]);
  });

  async function open(name: KeyName, jwe: string) {
    const objects = await must(supervisor, 'objects', { token });
    const key = objects.find((object) => object.class === 'private-key' && object.label === name)!;
    return supervisor.run('openSecrets', { token, key, jwe });
  }

  test.each(names)('a key of %s opens the secrets that were sealed to it', async (name) => {
    const opened = await open(name, await sealed(keys[name].publicKey));
    expect(opened).toMatchObject({ ok: true, value: { text: secrets } });
    if (name === 'EC P-256') expect(opened).toMatchObject({ value: { rung } });
  });

  test.each(names)('a key of %s and secrets of another key of its kind: no oracle, one answer', async (name) => {
    const other =
      name === 'RSA 2048'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: name.slice(3) });
    const opened = await open(name, await sealed(other.publicKey));
    expect(opened).toMatchObject({ ok: false, error: { code: 'client.secrets-key' } });
  });

  test.each(names)('a changed text under a key of %s is refused, whichever part was changed', async (name) => {
    const parts = (await sealed(keys[name].publicKey)).split('.');
    for (const index of [1, 3, 4]) {
      const changed = [...parts];
      const octets = Buffer.from(changed[index]!, 'base64url');
      octets[octets.length >> 1]! ^= 1;
      changed[index] = octets.toString('base64url');
      expect(await open(name, changed.join('.'))).toMatchObject({ ok: false, error: { code: 'client.secrets-key' } });
    }
  });

  test('another form is refused in words before the key is touched', async () => {
    for (const header of [{ enc: 'A128CBC-HS256' }, { alg: 'ECDH-ES' }]) {
      const jwe = await sealed(keys['EC P-256'].publicKey, header);
      expect(await open('EC P-256', jwe)).toMatchObject({ ok: false, error: { code: 'client.secrets-unreadable' } });
    }
    expect(await open('EC P-256', 'a.b.c')).toMatchObject({ ok: false, error: { code: 'client.secrets-unreadable' } });
  });
});
