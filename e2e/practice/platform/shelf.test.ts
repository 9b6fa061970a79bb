import { expect, test } from 'vitest';
import { manyRequests } from '../company/generator.ts';
import { companyProducts } from '../company/products.ts';
import type { RequestRecord } from './records.ts';
import { Shelf } from './shelf.ts';

const products = companyProducts(0);

function shelfOf(count: number): Shelf<RequestRecord> {
  const shelf = new Shelf<RequestRecord>();
  shelf.fill(manyRequests(products, count, 0));
  return shelf;
}

test('the generator makes as many waiting requests as it is asked for, and always the same', () => {
  const shelf = shelfOf(2_000);
  expect(shelf.find('waiting', ({ state }) => state === 2)).toHaveLength(2_000);
  expect(shelf.all()).toHaveLength(2_100);
  expect(new Set(shelf.all().map(({ id }) => id)).size).toBe(2_100);
  expect(shelfOf(2_000).all()).toEqual(shelf.all());
});

test('a page after a change among 100,000 takes milliseconds, not the time of reading all again and again', () => {
  const shelf = shelfOf(100_000);
  const times: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    const [newest] = shelf.page(0, 'waiting', ({ state }) => state === 2).items;
    shelf.change(newest!.id, { state: 4 });
    const begun = performance.now();
    shelf.page(round * 100, 'waiting', ({ state }) => state === 2);
    times.push(performance.now() - begun);
  }
  expect(times.sort((a, b) => a - b)[5]).toBeLessThan(25);
});

test('a change is seen at once, keeps its place, and is what has to be saved', () => {
  const shelf = shelfOf(30);
  const before = shelf.all().map(({ id }) => id);
  const third = before[3]!;
  shelf.change(third, { state: 32 });
  expect(shelf.all().map(({ id }) => id)).toEqual(before);
  expect(shelf.find('rejected by test', ({ id, state }) => id === third && state === 32)).toHaveLength(1);
  expect(shelf.touched().map(({ id }) => id)).toEqual([third]);
});

test('what was saved comes back, and what was removed stays away', () => {
  const first = shelfOf(30);
  const [newest, second] = first.all();
  first.change(newest!.id, { state: 16 });
  first.remove(second!.id);
  const again = shelfOf(30);
  again.restore(first.touched(), first.removed());
  expect(again.all()).toEqual(first.all());
});
