import { describe, expect, test } from 'vitest';
import { ApprovalRow } from '../contract/shapes.ts';
import type { Directory } from './facts/directory.ts';
import type { Reading } from './facts/reading.ts';
import { queues, type RowContext, type shownQueueIds } from './queues.ts';
import { stateOf } from './states.ts';
import { timelineOf } from './timeline.ts';
import { Product } from './wire/products.ts';

const directory: Directory = { people: { m: 'Mikael Berg' }, groups: {}, you: { identity: '', groups: [] } };
const product: Reading<Product> = {
  kind: 'read',
  value: Product.parse({
    id: 'p1',
    name: 'Gateway G2',
    state: 16,
    productOperations: [
      {
        id: 'o1',
        name: 'Content',
        operationType: 'EncryptImageWithAES',
        token: { keyType: 'AES256', extractable: true },
      },
    ],
  }),
};
const context = (more: Partial<RowContext> = {}): RowContext => ({
  directory,
  product: () => product,
  retires: () => undefined,
  ...more,
});
const pageOf = (item: object) => ({ count: 1, items: [item], next: '', prev: '', pages: 1 });
const request = {
  id: 'r1',
  name: 'firmware',
  state: 2,
  data: {
    idProduct: 'p1',
    productName: 'Gateway G2',
    idProductOperation: 'o1',
    productOperationName: 'Content',
    operationType: 'EncryptImageWithAES',
    user: 'oid:m',
    creationTime: '2026-11-21T10:00:00Z',
    payload: { storedOptionalParameters: [{ type: 'aesMode', value: 'AES-GCM-256' }] },
  },
};
const client = {
  id: 'c1',
  name: 'SECENG',
  idProduct: 'p1',
  clientType: 'SecurityEngineer',
  clientUser: 'oid:m',
  state: 2,
};

const rowOf = (queue: (typeof shownQueueIds)[number], item: object, more: Partial<RowContext> = {}) => {
  const [waiting] = queues[queue].page.parse(pageOf(item)).waiting;
  if (waiting === undefined) throw new Error('no row');
  return waiting.row(context(more));
};

describe('rows', () => {
  test('of an encrypt request', () => {
    const row = rowOf('imagesignigs', request);
    expect(row).toEqual({
      noun: 'Encrypt request',
      icon: 'encrypt',
      title: 'firmware',
      subtitle: ['Gateway G2', 'Content', 'Mikael Berg'],
      marks: [
        { text: 'key can be exported', tone: 'warn' },
        { text: 'AES-GCM-256', tone: 'plain' },
      ],
      askedAt: '2026-11-21T10:00:00.000Z',
    });
    expect(ApprovalRow.safeParse({ queue: 'imagesignigs', id: 'r1', ...row }).success).toBe(true);
  });

  test('of one whose product may not be read say so, and say nothing while it is being read', () => {
    expect(rowOf('imagesignigs', request, { product: () => ({ kind: 'refused' }) }).marks[0]?.text).toBe(
      'unknown if key can be exported',
    );
    expect(rowOf('imagesignigs', request, { product: () => undefined }).marks).toEqual([
      { text: 'AES-GCM-256', tone: 'plain' },
    ]);
  });

  test('of a signing request, whose key can never leave, are not marked for a product that may not be read', () => {
    const boot = { ...request, data: { ...request.data, operationType: 'SignUBoot', payload: null } };
    expect(rowOf('imagesignigs', boot, { product: () => ({ kind: 'refused' }) }).marks).toEqual([]);
  });

  test('of an unknown operation are marked red', () => {
    const odd = { ...request, data: { ...request.data, operationType: 'SignQuantumLoader', payload: null } };
    expect(rowOf('imagesignigs', odd).marks).toContainEqual({ text: 'unknown operation', tone: 'danger' });
  });

  test('of a client', () => {
    expect(rowOf('clients', client, { retires: () => 1 })).toMatchObject({
      subtitle: ['New client', 'SecurityEngineer', 'Mikael Berg', 'Gateway G2'],
      marks: [
        { text: 'will receive keys', tone: 'warn' },
        { text: 'retires 1 client', tone: 'plain' },
      ],
    });
  });

  test('of a product', () => {
    expect(rowOf('products', { id: 'p2', name: 'Sensor S7', productType: 'RnD', state: 2 })).toMatchObject({
      title: 'Sensor S7',
      subtitle: ['New product', 'RnD'],
      marks: [],
    });
  });
});

describe('a timeline', () => {
  const steps = (state: number) => timelineOf(stateOf(state), 'when').map(({ name, reached }) => `${name} ${reached}`);
  test.each<[number, string[]]>([
    [1, ['Created now', 'Waits for approval ahead', 'Approved ahead', 'In process ahead', 'Ready ahead']],
    [2, ['Created done', 'Waits for approval now', 'Approved ahead', 'In process ahead', 'Ready ahead']],
    [16, ['Created done', 'Waits for approval done', 'Approved done', 'In process done', 'Ready done']],
    [32, ['Created done', 'Waits for approval done', 'Rejected failed']],
    [64, ['Created done', 'Waits for approval done', 'Approved done', 'In process done', 'Failed failed']],
    [512, ['Created done', 'State 512 now']],
  ])('in state %i', (state, expected) => {
    expect(steps(state)).toEqual(expected);
  });
  test('knows only when it began', () => {
    expect(timelineOf(stateOf(16), 'when').map(({ when }) => when)).toEqual(['when', null, null, null, null]);
  });
});
