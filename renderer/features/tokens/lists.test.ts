import { expect, test } from 'vitest';
import type { ModuleRow, ObjectRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import { mechanismsLike } from './mechanisms.ts';
import { objectName, objectsLike } from './objects.ts';
import { listRows, offeredModules, openedIn } from './token-list.ts';

const token = (id: string) => ({ id }) as TokenRow;
const module = (id: string, state: ModuleRow['state'], ...tokens: string[]) =>
  ({ id, state, tokens: tokens.map(token) }) as ModuleRow;
const overview = {
  isSettled: true,
  readAt: '2026-01-01T00:00:00Z',
  modules: [
    module('module-a', 'allowed', 'token-a1', 'token-a2'),
    module('module-b', 'offered'),
    module('module-c', 'changed'),
    module('module-d', 'missing'),
  ],
};

test('tokens stand below their module; what was only found stands apart', () => {
  expect(listRows(overview).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'module module-a',
    'token token-a1',
    'token token-a2',
    'module module-c',
    'module module-d',
  ]);
  expect(offeredModules(overview).map(({ id }) => id)).toEqual(['module-b']);
});

test.each([
  ['token-a2', 'token'],
  ['module-b', 'module'],
  ['token-zz', undefined],
])('the address %s leads to a %s', (id, kind) => {
  expect(openedIn(overview, id)?.kind).toBe(kind);
});

const object = (label: string, more: Partial<ObjectRow> = {}): ObjectRow => ({
  id: 'object-1',
  class: 'secret-key',
  label,
  ckaId: '51d0',
  type: 'AES-256',
  isLeftover: false,
  uses: ['decrypt'],
  warnings: [],
  groups: [],
  ...more,
});

test.each([
  ['', 2],
  ['  ', 2],
  ['boot', 1],
  ['ec SIGN', 1],
  ['51D0', 2],
  ['boot decrypt', 0],
])('objects like “%s”: %i', (query, count) => {
  const rows = [object('image'), object('Bootloader', { type: 'EC P-256', uses: ['sign'] })];
  expect(objectsLike(rows, query)).toHaveLength(count);
});

test.each([
  [object('image'), 'image'],
  [object('  '), 'without a name, 51d0'],
  [object('', { ckaId: '' }), 'without a name'],
])('an object is called %#', (row, name) => {
  expect(objectName(row)).toBe(name);
});

test.each([
  ['gcm', 1],
  ['ckm_aes galois', 1],
  ['derive', 1],
  ['', 2],
])('mechanisms like “%s”: %i', (query, count) => {
  const all = [
    { name: 'CKM_AES_GCM', means: 'AES in Galois/counter mode', uses: ['encrypt'] },
    { name: 'CKM_ECDH1_DERIVE', means: 'ECDH', uses: ['derive'] },
  ];
  expect(mechanismsLike(all, query)).toHaveLength(count);
});
