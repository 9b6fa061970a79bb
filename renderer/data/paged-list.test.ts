import { expect, test } from 'vitest';
import { PagedList, type Placed } from './paged-list.ts';

const row = (id: string): Placed => ({ id, index: -1 });
const page = (number: number, count: number, ids: string) => ({
  page: number,
  count,
  rows: [...ids].map((id) => row(id)),
});

/** The list as one word: a letter for each row held, a dot for each that is not. */
function word(list: PagedList<Placed>): string {
  const letters = Array.from({ length: list.count }, (_, index) => list.at(index)?.id ?? '.').join('');
  for (const held of list) expect(list.at(held.index)).toBe(held);
  expect([...list]).toHaveLength(list.loaded);
  return letters;
}

function listOf(...pages: readonly ReturnType<typeof page>[]): PagedList<Placed> {
  const list = new PagedList<Placed>();
  for (const each of pages) list.place(each);
  return list;
}

test('a list is known by its count before its rows are', () => {
  expect(word(listOf(page(1, 25, 'klmnopqrst')))).toBe('..........klmnopqrst.....');
});

test.each([
  ['one arrived in front', page(0, 26, 'Nabcdefghi'), 'Nabcdefghijklmnopqrst.....'],
  ['three arrived in front', page(0, 28, 'NMLabcdefg'), 'NMLabcdefghijklmnopqrst.....'],
  ['one arrived in the middle', page(0, 26, 'abcNdefghi'), 'abcNdefghijklmnopqrst.....'],
  ['the first left', page(0, 24, 'bcdefghijk'), 'bcdefghijklmnopqrst.....'],
  ['one in the middle left', page(0, 24, 'abcefghijk'), 'abcefghijklmnopqrst.....'],
  ['one left and one arrived', page(0, 25, 'Nabcefghij'), 'Nabcefghijklmnopqrst.....'],
  ['nothing happened', page(0, 25, 'abcdefghij'), 'abcdefghijklmnopqrst.....'],
  ['an arrival seen from a later page', page(1, 26, 'jklmnopqrs'), 'abcdefghi.jklmnopqrst.....'],
  ['a departure seen from a later page', page(1, 24, 'lmnopqrstu'), 'abcdefghijlmnopqrstu....'],
])('%s: rows move along and none is doubled', (_what, read, after) => {
  const list = listOf(page(0, 25, 'abcdefghij'), page(1, 25, 'klmnopqrst'));
  list.place(read);
  expect(word(list)).toBe(after);
});

test('a whole page arrived in front: what is held behind moves along, read or not', () => {
  const list = listOf(page(0, 30, 'abcdefghij'), page(1, 30, 'klmnopqrst'), page(2, 30, 'uvwxyzUVWX'));
  list.place(page(1, 40, 'abcdefghij'));
  expect(word(list)).toBe('..........abcdefghijklmnopqrstuvwxyzUVWX');
});

test('an id read on two pages is held once, where it was read last', () => {
  const list = listOf(page(0, 20, 'abcdefghij'));
  list.place(page(1, 20, 'jklmnopqrs'));
  expect(word(list)).toBe('abcdefghi.jklmnopqrs');
  expect(list.needs(0)).toBe(true);
});

test('a row that left is taken out by its id', () => {
  const list = listOf(page(0, 12, 'abcdefghij'));
  list.drop(['c', 'nobody']);
  expect(word(list)).toBe('abdefghij..');
});

test('a smaller count cuts the end', () => {
  const list = listOf(page(0, 12, 'abcdefghij'), page(1, 12, 'kl'));
  list.setCount(11);
  expect(word(list)).toBe('abcdefghijk');
  expect(list.byId('l')).toBeUndefined();
});

test('a page needs reading when a row is missing or another count was seen since', () => {
  const list = listOf(page(0, 25, 'abcdefghij'), page(1, 25, 'klmnopqrst'));
  expect([0, 1, 2].map((number) => list.needs(number))).toEqual([false, false, true]);
  list.place(page(0, 26, 'Nabcdefghi'));
  expect([0, 1, 2].map((number) => list.needs(number))).toEqual([false, true, true]);
  expect(list.hasGap(1)).toBe(false);
});

test('a page from far away is laid over instead of shifting everything', () => {
  const list = listOf(page(0, 20_000, 'abcdefghij'));
  list.place(page(1500, 20_000, 'a123456789'));
  expect(list.at(15_000)?.id).toBe('a');
  expect(list.at(0)).toBeUndefined();
  expect(list.at(1)?.id).toBe('b');
});
