import { createCipheriv, createPublicKey, randomBytes, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WrappedForm } from '../../app/crypto/wrapped-form.ts';
import type { Grade } from '../../app/exposure.ts';
import { ExportableKeyType, exportableKeys } from '../../main/tokens/exportable-keys.ts';
import type { Imported, JobResult } from '../../main/tokens/protocol.ts';
import { makeEnvelope, makeKey, type PlatformKey } from './envelopes.ts';
import { type ClientToken, importOne, makeClient } from './export.ts';
import { nss, type Provider, softhsm, supervise } from './providers.ts';
import { must, successOf, tokensOf } from './signed-in.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The grades that the experiments promise. A better one is welcome and gets a row here; a worse one is a defect. */
interface Promised {
  readonly provider: () => Provider;
  readonly kind: string;
  readonly outer: Grade;
  readonly inner: (form: WrappedForm, material: string) => Grade;
}

const promised: Readonly<Record<string, Promised>> = {
  NSS: { provider: nss, kind: 'unenforced', outer: 'T', inner: () => 'T' },
  SoftHSM: {
    provider: () => softhsm('line 3'),
    kind: 'software',
    outer: 'K',
    inner: (form, material) => (form === 'cloudhsm' && material === 'aes' ? 'C' : 'K'),
  },
};

const forms = ['kwp', 'cloudhsm'] as const;
const keys = ExportableKeyType.options.map((type) => makeKey(type));

describe.each(Object.entries(promised))('%s', (_name, row) => {
  const provider = row.provider();
  const supervisor = supervise(provider);
  let client: ClientToken;
  beforeAll(async () => {
    const [token] = await tokensOf(supervisor, provider);
    client = await makeClient(supervisor, token!);
  });
  afterAll(() => {
    supervisor.end();
    provider.remove();
    expect(supervisor.complaints.bugs).toEqual([]);
  });

  test('is called what it is', async () => {
    const { kind } = await must(supervisor, 'probe', { token: client.token });
    expect(kind).toBe(row.kind);
  });

  test('the client key derives and does nothing else, and cannot leave', async () => {
    const objects = await must(supervisor, 'objects', { token: client.token });
    const { attributes } = objects.find((object) => object.class === 'private-key')!;
    expect(attributes).toMatchObject({ derive: true, sign: false, decrypt: false, unwrap: false });
    expect(attributes).toMatchObject({ sensitive: true, extractable: false, modifiable: false });
  });

  describe.each(forms)('an envelope in the form %s', (form) => {
    let opened: JobResult<'openEnvelope'>;
    beforeAll(async () => {
      const jwe = await makeEnvelope(client.publicKey, keys, form);
      opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
    });

    test('is opened at the promised grade', () => {
      expect(opened.grade).toBe(row.outer);
      expect(opened.keys.wrappedKeys.map((key) => key.keyType)).toEqual(keys.map((key) => key.keyType));
    });

    test.each(keys.map((key, index) => [key.keyType, index] as const))(
      '%s is imported, proven and used',
      async (_type, index) => {
        const key = keys[index]!;
        const { material } = exportableKeys[key.keyType];
        const { planned, result } = await importOne(supervisor, client, client, opened, index, key);
        const imported = successOf(result);
        expect(imported.grade).toBe(row.inner(form, material));
        expect(planned).toBe(imported.grade);
        expect(imported.form).toBe(form);
        expect(imported.attributes).toMatchObject({ token: true, private: true, sensitive: true, extractable: false });
        expect(imported.attributes).toMatchObject({ modifiable: false, decrypt: material === 'aes', unwrap: false });
        expect(imported.placed).toBe('copied');
        if (material === 'aes') expect(imported).toMatchObject(aesAnswer(key));
        else expect(imported.verification.state).toBe('proven');
        if (material === 'aes') await isProvenByAFile(imported, key);
        if (key.keyType === 'ECDSAP256') await signsByTheJobToo(imported, key);
        await must(supervisor, 'destroyObject', { token: client.token, key: imported.object });
      },
    );
  });

  /** The check value that OpenSSL makes of the same key. */
  function aesAnswer({ plain }: PlatformKey) {
    const cipher = createCipheriv(`aes-${plain.length * 8}-ecb`, plain, null).setAutoPadding(false);
    return {
      checkValue: cipher.update(Buffer.alloc(16)).toString('hex', 0, 3),
      verification: { state: 'integrity-checked' },
    };
  }

  async function isProvenByAFile({ object }: Imported, { plain }: PlatformKey) {
    const [iv, aad] = [new Uint8Array(randomBytes(12)), new Uint8Array(Buffer.from('firmware-version=v1.6.44'))];
    const cipher = createCipheriv(plain.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', plain, iv).setAAD(aad);
    const body = Buffer.concat([cipher.update(randomBytes(1000)), cipher.final(), cipher.getAuthTag()]);
    const sealed = new Uint8Array(body);
    const prove = async (changes: object) =>
      (await must(supervisor, 'proveKey', { token: client.token, key: object, iv, aad, sealed, ...changes })).isProven;
    expect(await prove({})).toBe(true);
    expect(await prove({ aad: new Uint8Array(0) })).toBe(false);
    expect(await prove({ sealed: sealed.map((octet, index) => (index === 7 ? octet ^ 1 : octet)) })).toBe(false);
  }

  async function signsByTheJobToo({ object }: Imported, { publicKey }: PlatformKey) {
    const message = Buffer.from('a firmware');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', message));
    const signature = await must(supervisor, 'signDigest', { token: client.token, key: object, digest });
    const spki = createPublicKey({ key: publicKey!, type: 'spki', format: 'der' });
    expect(verify('sha256', message, { key: spki, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  }
});
