import { describe, expect, test } from 'vitest';
import { Capabilities } from './account.ts';
import { ApprovalCounts } from './approvals.ts';
import { ClientDecision, ClientRegistrationRequest } from './clients.ts';
import { SerializedJwe, WrappedKeys } from './distributions.ts';
import { Base64, Id } from './fields.ts';
import { ImageSigning, ImageSigningPage, ImageSigningRequest, parameterOf } from './image-signings.ts';
import { IdpSecretRotation } from './other-queues.ts';
import { Problem } from './problem.ts';
import { Product } from './products.ts';

const request = { id: 'r1', idProduct: 'p1', idProductOperation: 'o1', name: 'firmware', state: 2 };

describe('ids can stand in a path', () => {
  test.each(['3b241101-e2bb-4255-8caf-4136c566a962', 'oid:1', 'a.b'])('%s', (id) => {
    expect(Id.parse(id)).toBe(id);
  });
  test.each(['', '.', '..', 'a/b', 'a?b', 'a#b', 'a%2fb', 'a b', '\n', 'x'.repeat(129)])('not %j', (id) => {
    expect(Id.safeParse(id).success).toBe(false);
  });
});

describe('base64', () => {
  test.each(['AAAA', 'AAA=', 'AA=='])('%s is one to three bytes', (text) => {
    expect(Base64(1, 3).safeParse(text).success).toBe(true);
  });
  test.each([
    ['empty', ''],
    ['without padding', 'AAA'],
    ['with a line break', 'AA\n='],
    ['of the other alphabet', 'AA-_'],
    ['with bits left over', 'AB=='],
    ['with bits left over in two bytes', 'AAB='],
    ['padded in the middle', 'AA==AAAA'],
    ['too long', 'AAAAAAAA'],
  ])('refused when %s', (_, text) => {
    expect(Base64(1, 3).safeParse(text).success).toBe(false);
  });
  test('a limit in bytes, not in characters', () => {
    expect(Base64(16, 16).safeParse(`${'A'.repeat(22)}==`).success).toBe(true);
    expect(Base64(16, 16).safeParse(`${'A'.repeat(23)}=`).success).toBe(false);
  });
});

describe('answers of tomorrow are read, not crashed on', () => {
  test('an unknown state, error code, parameter and field of a request', () => {
    const answer = ImageSigning.parse({
      ...request,
      state: 4096,
      errorStatus: 'quantumTooCold',
      colour: 'green',
      payload: { serviceProvidedParameters: [{ aesMode: 'AES-GCM-256' }, { novel: { deep: 1 } }], state: 1024 },
    });
    expect(answer.state).toEqual({ kind: 'unknown', value: 4096 });
    expect(answer.errorStatus).toBe('quantumTooCold');
    expect(answer.payload?.serviceProvidedParameters).toHaveLength(2);
  });
  test('null for everything that may be absent', () => {
    const answer = ImageSigning.parse({
      ...request,
      description: null,
      payload: null,
      payloads: null,
      errorStatus: null,
    });
    expect(answer).toMatchObject({ description: '', payload: undefined, payloads: [] });
  });
  test('a product whose key says nothing of extractable leaves it unknown', () => {
    const product = Product.parse({
      id: 'p1',
      name: 'Gateway G2',
      productType: 'Orbital',
      state: 16,
      productOperations: [{ id: 'o1', name: 'x', operationType: 'SignQuantumLoader', token: { keyType: 'AES512' } }],
    });
    expect(product.productOperations[0]?.token?.extractable).toBeUndefined();
    expect(product.productType).toBe('Orbital');
  });
  test('capabilities with a new resource', () => {
    const answer = { user: { oid: 'a' }, permissions: { moons: { approve: true } }, ttlSeconds: 300 };
    expect(Capabilities.parse(answer).permissions['moons']?.approve).toBe(true);
  });
  test('counts: a missing key is zero, an unknown one is kept, nonsense is not counted', () => {
    const { counts, unknown } = ApprovalCounts.parse({ imagesignigs: 3, moons: 2, clients: 'many', products: -1 });
    expect(counts.imagesignigs).toBe(3);
    expect(counts.clients).toBe(0);
    expect(counts.products).toBe(0);
    expect(unknown).toEqual({ moons: 2 });
  });
  test('a problem document without anything in it', () => {
    expect(Problem.safeParse({}).success).toBe(true);
  });
});

describe('sizes and types are strict', () => {
  const page = (items: readonly unknown[]) => ({ count: items.length, items, next: '', prev: '', pages: 1 });
  test.each([
    ['a page of 101', page(Array.from({ length: 101 }, () => ({})))],
    ['a count that is text', { ...page([]), count: '1' }],
    ['a count below zero', { ...page([]), count: -1 }],
    ['a row without its data', page([request])],
    ['a row whose name is a megabyte', page([{ ...request, name: 'x'.repeat(1_048_576), data: {} }])],
    ['a list instead of a page', []],
    ['text instead of a page', 'ok'],
  ])('%s is refused', (_, answer) => {
    expect(ImageSigningPage.safeParse(answer).success).toBe(false);
  });
  test.each(['javascript:alert(1)', 'file:///etc/passwd', '//elsewhere.test/x'])(
    '%s is no link to a store',
    (s3Url) => {
      expect(ImageSigning.safeParse({ ...request, payload: { s3Url } }).success).toBe(false);
    },
  );
});

describe('a request to encrypt', () => {
  const sent = (
    optionalParameters: readonly Record<string, string>[],
    s3Etag = 'd41d8cd98f00b204e9800998ecf8427e',
  ) => ({
    name: 'firmware',
    description: '',
    productId: 'p1',
    idProductOperation: 'o1',
    payload: { name: 'fw.bin', s3ResourceID: 'res', s3Etag, optionalParameters },
  });
  test('has one property in each element', () => {
    expect(ImageSigningRequest.safeParse(sent([{ aesMode: 'AES-GCM-256' }, { aad: 'AA==' }])).success).toBe(true);
    expect(ImageSigningRequest.safeParse(sent([{ aesMode: 'AES-GCM-256', aad: 'AA==' }])).success).toBe(false);
    expect(ImageSigningRequest.safeParse(sent([{}])).success).toBe(false);
  });
  test('has an ETag without its quotes', () => {
    expect(ImageSigningRequest.safeParse(sent([], '"d41d8cd98f00b204e9800998ecf8427e"')).success).toBe(false);
  });
  test('its parameters are read by name, and never from the prototype', () => {
    expect(parameterOf([{ aesMode: 'AES-CBC-128' }, { aad: 'AA==' }], 'aad')).toBe('AA==');
    expect(parameterOf([{}], 'toString')).toBeUndefined();
  });
});

describe('clients', () => {
  test('a retired client may be an id or an object with one', () => {
    const answer = {
      requestId: 'c1',
      decision: 'APPROVE',
      applied: true,
      state: 16,
      retiredClients: ['a', { id: 'b' }],
    };
    expect(ClientDecision.parse(answer).retiredClients).toEqual(['a', 'b']);
  });
  test('an answer without "applied" is not understood', () => {
    expect(ClientDecision.safeParse({ requestId: 'c1' }).success).toBe(false);
  });
  test('a user name is not an identity', () => {
    const sent = {
      name: 'c',
      description: '',
      idProduct: 'p1',
      clientType: 'SecurityEngineer',
      clientUser: 'upn:sara',
    };
    expect(ClientRegistrationRequest.safeParse(sent).success).toBe(false);
  });
});

describe('keys on the wire', () => {
  const shortPoint = `${'A'.repeat(86)}==`;
  const container = { ephemeralPublicKey: `${'A'.repeat(86)}8=`, wrappedKeys: [] };
  test('the container may stand inside or at the top', () => {
    expect(WrappedKeys.parse({ wrappedKeysContainer: container })).toEqual(container);
    expect(WrappedKeys.parse(container)).toEqual(container);
  });
  test('a point of another length is refused', () => {
    expect(WrappedKeys.safeParse({ ...container, ephemeralPublicKey: shortPoint }).success).toBe(false);
  });
  test.each(['', 'a.b.c', 'a.b.c.d.e.f', 'a.b.c.d.!'])('%j is not a compact JWE', (serializedJWE) => {
    expect(SerializedJwe.safeParse({ serializedJWE }).success).toBe(false);
  });
});

test('a staged secret in an IdP rotation does not get past the schema', () => {
  const answer = { id: 'i1', name: 'n', state: 2, providerType: 'entra', stagedSecret: 'hunter2' };
  expect(JSON.stringify(IdpSecretRotation.parse(answer))).not.toContain('hunter2');
});
