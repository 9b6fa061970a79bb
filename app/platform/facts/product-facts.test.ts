import { expect, test } from 'vitest';
import { ApprovalItem } from '../../contract/shapes.ts';
import { Product } from '../wire/products.ts';
import type { Directory } from './directory.ts';
import { productFacts } from './product-facts.ts';

const directory: Directory = { people: {}, groups: {}, you: { identity: '', groups: [] } };
const operation = (id: string, more: object = {}) => ({
  id,
  name: `Operation ${id}`,
  operationType: 'SignUBoot',
  token: { keyType: 'RSA2048', extractable: false },
  approvalRule: { allowedGroups: ['g1'], approvalGroups: ['g2'] },
  ...more,
});
const product = (...productOperations: object[]) =>
  Product.parse({
    id: 'p1',
    name: 'Sensor S7',
    productType: 'RnD',
    state: 2,
    productConfigItems: [{ name: 'SRKHash', value: 'hush' }],
    productOperations,
  });
const titles = (...operations: object[]) =>
  productFacts(product(...operations), directory).warnings.map(({ title }) => title);

test('a product says what it makes', () => {
  const facts = productFacts(product(operation('a'), operation('b')), directory);
  expect(facts.sentence).toBe('RnD product with 2 operations.');
  expect(facts.groups.map(({ title }) => title)).toEqual([
    'The product',
    'Operation: Operation a',
    'Operation: Operation b',
  ]);
  expect(facts.warnings).toEqual([]);
  expect(JSON.stringify(facts)).not.toContain('hush');
});

test.each([
  [
    'keys that can leave',
    { token: { keyType: 'AES256', extractable: true } },
    '1 key of this product can leave the platform.',
  ],
  [
    'keys of which it is not known',
    { token: { keyType: 'AES256' } },
    'It is not known whether 1 key can leave the platform.',
  ],
  [
    'requests without approval',
    { approvalRule: { allowedGroups: ['g1'], approvalGroups: ['g2'], blanketGroups: ['g3'] } },
    'Some requests will need no approval.',
  ],
  [
    'one group for both',
    { approvalRule: { allowedGroups: ['G1'], approvalGroups: ['g1'] } },
    'The same group may ask and approve.',
  ],
])('it warns of %s', (_, more, title) => {
  expect(titles(operation('a', more))).toEqual([title]);
});

test('every operation says its rule, however many there are', () => {
  const facts = productFacts(product(...Array.from({ length: 150 }, (_, index) => operation(`o${index}`))), directory);
  expect(facts.groups).toHaveLength(151);
  expect(facts.groups.at(-1)?.facts.map(({ label }) => label)).toEqual([
    'Type',
    'Key',
    'May ask',
    'May approve',
    'Needs no approval',
    'Operation id',
  ]);
  expect(ApprovalItem.shape.groups.safeParse(facts.groups).success).toBe(true);
  expect(facts.unshown).toEqual([]);
});

test('more than a screen carries is counted, and said to be unshown', () => {
  const facts = productFacts(product(...Array.from({ length: 900 }, (_, index) => operation(`o${index}`))), directory);
  expect(ApprovalItem.shape.groups.safeParse(facts.groups).success).toBe(true);
  expect(facts.unshown).toEqual([expect.stringMatching(/^[\d,]+ more lines are not shown/)]);
  expect(facts.groups.at(-1)?.title).toBe('What is not shown');
});

test('what decides which key and which certificate an operation uses is shown', () => {
  const facts = productFacts(
    product(
      operation('a', {
        profileID: 'profile-1',
        caUseCase: 'root',
        token: { keyType: 'RSA2048', extractable: false, keyOverrideID: 'old-key', description: 'shared' },
      }),
    ),
    directory,
  );
  const shown = Object.fromEntries(facts.groups[1]?.facts.map(({ label, value }) => [label, value]) ?? []);
  expect(shown).toMatchObject({
    'Key override id': { kind: 'text', text: 'old-key' },
    'Certificate profile id': { kind: 'text', text: 'profile-1' },
    'Use as a certificate authority': { kind: 'text', text: 'root' },
    'Note on the key': { kind: 'text', text: 'shared' },
  });
  expect(facts.warnings.map(({ title }) => title)).toEqual(['1 operation names a key by its id.']);
});

test('certificate authorities and R&D keys of a product are shown, a secret in them is not', () => {
  const open = Product.parse({
    ...product(operation('a')),
    state: 2,
    caInfo: [{ subject: 'CN=Root', b: [1], a: null }],
    rndKeys: ['k1', { name: 'k2', privateKey: 'hush', pem: '-----BEGIN PRIVATE KEY-----hush' }],
  });
  const facts = productFacts(open, directory);
  const shown = Object.fromEntries(facts.groups[0]?.facts.map(({ label, value }) => [label, value]) ?? []);
  expect(shown).toMatchObject({
    'Certificate authority 1 of 1': { text: '{"a":null,"b":[1],"subject":"CN=Root"}' },
    'R&D key 1 of 2': { text: '"k1"' },
    'R&D key 2 of 2': { text: expect.stringContaining('"name":"k2"') },
  });
  expect(JSON.stringify(facts)).not.toContain('hush');
});

test('a thousand groups are all named, twelve in a fact', () => {
  const allowedGroups = Array.from({ length: 1_000 }, (_, index) => `g${index}`);
  const facts = productFacts(
    product(operation('a', { approvalRule: { allowedGroups, approvalGroups: ['x'] } })),
    directory,
  );
  const asking = facts.groups[1]?.facts.filter(({ label }) => label.startsWith('May ask')) ?? [];
  expect(asking).toHaveLength(84);
  expect(asking[83]?.label).toBe('May ask (997 to 1000 of 1000)');
  expect(asking.flatMap(({ value }) => (value.kind === 'names' ? value.names.map(({ id }) => id) : []))).toEqual(
    allowedGroups,
  );
});
