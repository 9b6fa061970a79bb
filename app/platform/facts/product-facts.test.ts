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

test('many operations fit the page: what has no group of its own is listed', () => {
  const facts = productFacts(product(...Array.from({ length: 40 }, (_, index) => operation(`o${index}`))), directory);
  expect(ApprovalItem.shape.groups.safeParse(facts.groups).success).toBe(true);
  expect(facts.groups.at(-1)).toMatchObject({ title: 'More operations' });
  expect(facts.groups.at(-1)?.facts).toHaveLength(31);
});
