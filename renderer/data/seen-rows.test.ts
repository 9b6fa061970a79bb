import { beforeEach, expect, test } from 'vitest';
import { forgetSeen, MOST_SEEN, rememberSeen, seenLike } from './seen-rows.ts';

beforeEach(forgetSeen);

const row = (id: string, title = `Row ${id}`, note = '') => ({ id, title, note });
const found = (words: readonly string[], most = 8): readonly string[] =>
  seenLike('products', words, most).map(({ id }) => id);

test('a row is found by every word of its name, note and id, in any order', () => {
  rememberSeen('products', [row('p-1', 'Gateway G2', 'Production'), row('p-2', 'Gateway G3', 'RnD')]);
  expect(found(['production', 'gate'])).toEqual(['p-1']);
  expect(found(['p-2'])).toEqual(['p-2']);
  expect(found(['gateway', 'ca'])).toEqual([]);
});

test('what was read last stands first, as it was read last', () => {
  rememberSeen('products', [row('p-1', 'Old name'), row('p-2', 'Other name')]);
  rememberSeen('products', [row('p-1', 'New name')]);
  expect(found(['name'])).toEqual(['p-1', 'p-2']);
  expect(found(['old'])).toEqual([]);
  expect(found(['name'], 1)).toEqual(['p-1']);
});

test('one list knows nothing of another', () => {
  rememberSeen('requests', [row('r-1', 'Gateway firmware')]);
  expect(found(['gateway'])).toEqual([]);
});

test('only so many are kept, the oldest go', () => {
  rememberSeen('products', [row('first'), ...Array.from({ length: MOST_SEEN }, (_, index) => row(`p-${index}`))]);
  expect(found(['first'])).toEqual([]);
  expect(found([`p-${MOST_SEEN - 1}`])).toHaveLength(1);
});

test('another account finds nothing', () => {
  rememberSeen('products', [row('p-1', 'Gateway G2')]);
  forgetSeen();
  expect(found(['gateway'])).toEqual([]);
});
