import {
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { compactDecrypt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ProductSecrets, WrappedKeys } from '../../app/platform/wire/distributions.ts';
import type { ControlInput } from './control.ts';
import { Client, userOf } from './testing/client.ts';
import { type Practice, startPractice } from './world.ts';

let practice: Practice;
let sara: Client;
let anna: Client;
const engineerKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const stationKeys = { rsa: generateKeyPairSync('rsa', { modulusLength: 2_048 }), ec: engineerKey };

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10 } });
  [sara, anna] = await Promise.all([Client.signedIn(practice, 'sara'), Client.signedIn(practice, 'anna')]);
  await register('Gateway G2', 'SecurityEngineer', engineerKey.publicKey);
  await register('Field kit F1', 'SecurityEngineer', engineerKey.publicKey);
}, 60_000);
afterEach(async () => {
  await practice.control('clearFaults', {});
  await practice.control('settings', { wrapForm: 'kwp', containerAtTop: false });
});
afterAll(() => practice.close());

async function productId(name: string): Promise<string> {
  return ((await practice.control('find', { queue: 'products', idOrName: name })) as { id: string }).id;
}

async function register(product: string, clientType: string, key: KeyObject): Promise<string> {
  const { oid } = userOf(practice, 'sara');
  const answer = await sara.post('/registrations/clients', {
    name: `${clientType} ${product}`,
    description: '',
    idProduct: await productId(product),
    clientType,
    clientUser: `oid:${oid}`,
    encryptionPublicKey: Buffer.from(key.export({ type: 'spki', format: 'pem' })).toString('base64'),
  });
  const { id } = answer.json<{ id: string }>();
  await sara.until(`/registrations/clients/${id}`, [2]);
  await anna.post('/registrations/clients/approvals', { requestId: id, decision: 'APPROVE' });
  return id;
}

async function payload(product: string, what: string, key: KeyObject): Promise<unknown> {
  const answer = await sara.get(`/distributions/products/${await productId(product)}/${what}`);
  const { plaintext } = await compactDecrypt(answer.json<{ serializedJWE: string }>().serializedJWE, key);
  return JSON.parse(Buffer.from(plaintext).toString());
}

async function wrappedKeys(product: string): Promise<WrappedKeys> {
  return WrappedKeys.parse(await payload(product, 'wrappedkeys', engineerKey.privateKey));
}

/** Written from the description of the scheme, apart from the code that wraps. */
function unwrap(container: WrappedKeys, cipherText: string, form: 'kwp' | 'cloudhsm'): Buffer {
  const point = Buffer.from(container.ephemeralPublicKey, 'base64');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const shared = diffieHellman({ privateKey: engineerKey.privateKey, publicKey });
  const kek = Buffer.from(hkdfSync('sha256', shared, '', 'jwe-key-wrapping', 32));
  const iv = form === 'kwp' ? Buffer.from('a65959a6', 'hex') : Buffer.alloc(8, 0xa6);
  const decipher = createDecipheriv(form === 'kwp' ? 'id-aes256-wrap-pad' : 'id-aes256-wrap', kek, iv);
  const plain = Buffer.concat([decipher.update(Buffer.from(cipherText, 'base64')), decipher.final()]);
  return form === 'kwp' ? plain : plain.subarray(0, plain.length - (plain.at(-1) ?? 0));
}

describe('wrapped keys', () => {
  test.each([
    ['kwp', 40],
    ['cloudhsm', 48],
  ] as const)(
    '%s: an AES-256 key is %i bytes on the wire, and unwraps to the key of the platform',
    async (form, length) => {
      await practice.control('settings', { wrapForm: form });
      const container = await wrappedKeys('Gateway G2');
      const key = container.wrappedKeys.find(({ keyType }) => keyType === 'AES256');
      expect(Buffer.from(key?.cipherText ?? '', 'base64')).toHaveLength(length);
      const plain = unwrap(container, key?.cipherText ?? '', form);
      const known = await practice.control('keyOf', { product: 'Gateway G2', operation: 'Content encryption' });
      expect(known).toMatchObject({
        tokenID: key?.tokenID,
        sha256: createHash('sha256').update(plain).digest('hex'),
      });
    },
  );

  test('only extractable keys leave', async () => {
    const { wrappedKeys: keys } = await wrappedKeys('Gateway G2');
    expect(keys.map(({ keyName }) => keyName)).toEqual(['gateway-g2-content-encryption', 'gateway-g2-field-identity']);
  });

  test('keys of every exportable type leave, private ones as PKCS#8', { timeout: 60_000 }, async () => {
    const container = await wrappedKeys('Field kit F1');
    for (const { keyType, cipherText } of container.wrappedKeys) {
      const plain = unwrap(container, cipherText, 'kwp');
      const known = await practice.control('keyOf', { product: 'Field kit F1', operation: `Field key ${keyType}` });
      expect(known).toMatchObject({ keyType, sha256: createHash('sha256').update(plain).digest('hex') });
    }
    expect(container.wrappedKeys).toHaveLength(8);
  });

  test('the container may stand at the top', async () => {
    await practice.control('settings', { containerAtTop: true });
    expect((await wrappedKeys('Gateway G2')).wrappedKeys).toHaveLength(2);
  });

  test('each answer has an ephemeral key of its own', async () => {
    const points = [await wrappedKeys('Gateway G2'), await wrappedKeys('Gateway G2')];
    expect(new Set(points.map(({ ephemeralPublicKey }) => ephemeralPublicKey)).size).toBe(2);
  });

  test('are refused to who has no Ready client', async () => {
    const path = `/distributions/products/${await productId('Gateway G2')}/wrappedkeys`;
    for (const client of [anna, await Client.signedIn(practice, 'mikael')]) {
      expect((await client.get(path)).status).toBe(404);
    }
    expect((await sara.get(`/distributions/products/${await productId('Sensor S5')}/wrappedkeys`)).status).toBe(404);
  });

  test('the audit trail says who took them', async () => {
    await wrappedKeys('Gateway G2');
    const lines = await practice.control('audit', { type: 'GetProductWrappedKeys' });
    expect(lines.at(-1)).toMatchObject({
      requestorID: `oid:${userOf(practice, 'sara').oid}`,
      productName: 'Gateway G2',
    });
  });

  test.each<[string, ControlInput<'fault'>, (container: unknown) => void]>([
    [
      '500 keys',
      { kind: 'number-of-keys', number: 500 },
      (c) => expect(WrappedKeys.parse(c).wrappedKeys).toHaveLength(500),
    ],
    ['no keys', { kind: 'number-of-keys', number: 0 }, (c) => expect(WrappedKeys.parse(c).wrappedKeys).toEqual([])],
    [
      'a point of P-384',
      { kind: 'wrong-point', point: 'p-384' },
      (c) => expect(WrappedKeys.safeParse(c).success).toBe(false),
    ],
    [
      'a point off the curve',
      { kind: 'wrong-point', point: 'off-curve' },
      (c) => {
        const container = WrappedKeys.parse(c);
        expect(() => unwrap(container, container.wrappedKeys[0]?.cipherText ?? '', 'kwp')).toThrow();
      },
    ],
    [
      'infinity',
      { kind: 'wrong-point', point: 'infinity' },
      (c) => {
        const container = WrappedKeys.parse(c);
        expect(() => unwrap(container, container.wrappedKeys[0]?.cipherText ?? '', 'kwp')).toThrow();
      },
    ],
    [
      'a flipped bit',
      { kind: 'flipped-bit' },
      (c) => {
        const container = WrappedKeys.parse(c);
        expect(() => unwrap(container, container.wrappedKeys[0]?.cipherText ?? '', 'kwp')).toThrow();
        expect(() => unwrap(container, container.wrappedKeys[1]?.cipherText ?? '', 'kwp')).not.toThrow();
      },
    ],
  ])('a fault: %s', async (_, fault, check) => {
    await practice.control('fault', fault);
    check(await payload('Gateway G2', 'wrappedkeys', engineerKey.privateKey));
  });
});

describe('secrets of a ProductionPC', () => {
  test.each(['rsa', 'ec'] as const)('to an %s key', async (kind) => {
    await register('Gateway G2', 'ProductionPC', stationKeys[kind].publicKey);
    const secrets = ProductSecrets.parse(await payload('Gateway G2', 'secrets', stationKeys[kind].privateKey));
    expect(secrets.productConfigItems.map(({ name }) => name)).toEqual([
      'KEK-IVCustomEncryption',
      'SRKTable',
      'SRKHash',
    ]);
    expect(secrets.tokenInfo.find(({ keyType }) => keyType === 'ECDSAP256')?.publicKey).toContain('BEGIN PUBLIC KEY');
  });
});
