import { expect, test } from 'vitest';
import { chosenIn, extendedTo, noneChosen, startAt, toggled } from './chosen.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

test('the open file alone is chosen until others are', () => {
  expect(chosenIn(noneChosen, 'b', order)).toEqual(['b']);
  expect(chosenIn(noneChosen, null, order)).toEqual([]);
  expect(chosenIn(noneChosen, 'gone', order)).toEqual([]);
});

test('another one is added to the open one, and taken away again', () => {
  const two = toggled(noneChosen, 'd', 'b');
  expect(chosenIn(two, 'b', order)).toEqual(['b', 'd']);
  expect(chosenIn(toggled(two, 'd', 'b'), 'b', order)).toEqual(['b']);
});

test.each([
  ['down', 'b', 'd', ['b', 'c', 'd']],
  ['up', 'd', 'b', ['b', 'c', 'd']],
  ['nowhere', 'c', 'c', ['c']],
])('a range %s goes from where it began', (_how, from, to, ids) => {
  const range = extendedTo(startAt(from), to, null, order);
  expect(chosenIn(range, null, order)).toEqual(ids);
  // It began there and still does.
  expect(chosenIn(extendedTo(range, from, null, order), null, order)).toEqual([from]);
});

test('what left the list is not chosen any more', () => {
  const two = toggled(toggled(noneChosen, 'a', null), 'd', null);
  expect(chosenIn(two, null, ['b', 'd'])).toEqual(['d']);
});
