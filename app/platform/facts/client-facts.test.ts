import { describe, expect, test } from 'vitest';
import type { FactValue } from '../../facts.ts';
import { ClientRegistration } from '../wire/clients.ts';
import { Product } from '../wire/products.ts';
import { type ClientSources, clientFacts, type RegisteredKey } from './client-facts.ts';
import type { Directory } from './directory.ts';
import type { ItemFacts } from './item-facts.ts';

const sara = 'oid:33333333-aaaa-4aaa-8aaa-000000000003';
const directory: Directory = {
  people: { '33333333-aaaa-4aaa-8aaa-000000000003': 'Sara Holm' },
  groups: {},
  you: { identity: 'oid:2', groups: [] },
};
const digest = '0123456789abcdef'.repeat(4);
const key: RegisteredKey = { kind: 'read', sha256: digest, words: 'EC P-256', subject: null };
const none: RegisteredKey = { kind: 'none' };
const registration = (more: object = {}) =>
  ClientRegistration.parse({
    id: 'client-0001',
    name: 'SECENG-G2-LINE3',
    idProduct: 'p1',
    clientType: 'SecurityEngineer',
    clientUser: sara,
    state: 2,
    ...more,
  });
const product = Product.parse({
  id: 'p1',
  name: 'Gateway G2',
  productType: 'Production',
  state: 16,
  productConfigItems: [{ name: 'KEK-IVCustomEncryption', value: 'c2VjcmV0IHNlY3JldCBzZQ==' }],
  productOperations: [
    {
      id: 'o1',
      name: 'Content encryption',
      operationType: 'EncryptImageWithAES',
      token: { name: 'g2-content', keyType: 'AES256', extractable: true },
    },
    { id: 'o2', name: 'Boot', operationType: 'SignUBoot', token: { keyType: 'RSA2048', extractable: false } },
    { id: 'o3', name: 'Odd', operationType: 'SignHAB', token: { keyType: 'RSA2048' } },
  ],
});

function facts(more: Partial<ClientSources> = {}): ItemFacts {
  return clientFacts(
    {
      item: registration(),
      encryptionKey: key,
      encryptionCertificate: none,
      clientCertificate: none,
      product: { kind: 'read', value: product },
      earlier: { kind: 'read', value: [registration({ id: 'client-0000', name: 'SECENG-G2-LINE2', state: 16 })] },
      ...more,
    },
    directory,
  );
}
function value({ groups }: ItemFacts, label: string): FactValue | undefined {
  return groups.flatMap((group) => group.facts).find((fact) => fact.label === label)?.value;
}

test('a client says whose key receives which keys, and whom it retires', () => {
  const all = facts();
  expect(all.sentence).toBe('Sara Holm asks to register SECENG-G2-LINE3 as a security engineer of Gateway G2.');
  expect(value(all, 'Belongs to')).toMatchObject({ kind: 'names', names: [{ id: sara, name: 'Sara Holm' }] });
  expect(value(all, 'Will receive')).toEqual({
    kind: 'badge',
    tone: 'danger',
    text: '1 key',
    mute: 'g2-content (AES-256); of 1 more key the platform does not say whether they can be exported',
  });
  expect(value(all, 'Retires')).toEqual({
    kind: 'badge',
    tone: 'warn',
    text: '1 earlier client',
    mute: 'SECENG-G2-LINE2 (client-0000)',
  });
  expect(value(all, 'SHA-256 of the public key')).toEqual({ kind: 'digest', algorithm: 'SHA-256', hex: digest });
  expect(value(all, 'Key')).toEqual({ kind: 'text', text: 'EC P-256' });
  expect(all.warnings.map(({ tone, title }) => `${tone}: ${title}`)).toEqual([
    'danger: This client will receive keys of the product.',
    'warn: Approving retires 1 earlier client.',
  ]);
});

describe('what has to be typed before it can be approved', () => {
  const certificate: RegisteredKey = { ...key, sha256: `${'f'.repeat(60)}1234`, subject: 'CN=PC' };
  test.each<[string, Partial<ClientSources>, string]>([
    ['the end of the key’s digest', {}, 'cdef'],
    [
      'of the certificate’s key, where there is no other',
      { encryptionKey: none, encryptionCertificate: certificate },
      '1234',
    ],
    [
      'of the sign-in certificate, where nothing is encrypted to',
      { encryptionKey: none, clientCertificate: certificate },
      '1234',
    ],
    ['of the id, where there is no key at all', { encryptionKey: none }, '0001'],
    ['of the id, where the key cannot be read', { encryptionKey: { kind: 'unreadable' } }, '0001'],
  ])('%s', (_, sources, expected) => {
    expect(facts(sources).typed?.expected).toBe(expected);
  });
});

describe('warnings', () => {
  const other: RegisteredKey = { ...key, sha256: 'e'.repeat(64) };
  test.each<[string, Partial<ClientSources>, string]>([
    [
      'two keys that do not belong together',
      { encryptionCertificate: other },
      'The public key and the certificate do not belong together.',
    ],
    ['no key where keys are to be received', { encryptionKey: none }, 'There is no public key in this registration.'],
    ['a key that cannot be read', { encryptionKey: { kind: 'unreadable' } }, 'The public key cannot be read.'],
    [
      'a production PC',
      { item: registration({ clientType: 'ProductionPC' }) },
      'This client will receive the production secrets of the product.',
    ],
    [
      'a type of tomorrow',
      { item: registration({ clientType: 'QuantumPC' }) },
      'Keydock does not know this type of client.',
    ],
    [
      'who issues certificates',
      { item: registration({ clientType: 'IssueDeviceCertificate' }) },
      'This client will be able to issue certificates.',
    ],
  ])('%s', (_, sources, title) => {
    expect(facts(sources).warnings.map((warning) => warning.title)).toContain(title);
  });
});

test('what may not be read is said: which keys, and whom it retires', () => {
  const all = facts({ product: { kind: 'refused' }, earlier: { kind: 'refused' } });
  expect(value(all, 'Will receive')).toEqual({ kind: 'unknown', why: 'you may not read the product' });
  expect(value(all, 'Retires')).toEqual({ kind: 'unknown', why: 'you may not read the list of clients' });
  expect(all.notReadable).toHaveLength(2);
  expect(all.warnings[0]?.title).toBe('This client will receive keys of the product.');
});

test('configuration items are named, their values never shown', () => {
  const all = facts({ item: registration({ clientType: 'ProductionPC' }) });
  expect(value(all, 'Will receive')).toMatchObject({ mute: 'KEK-IVCustomEncryption' });
  expect(JSON.stringify(all)).not.toContain('c2VjcmV0');
});
