import { expect, test } from 'vitest';
import { ARMING_MS, createPressGuard } from './press-guard.ts';

function armed(): ReturnType<typeof createPressGuard> {
  const guard = createPressGuard();
  guard.painted(0);
  guard.focused(0);
  return guard;
}

test.each([
  ['before it is painted', (guard: ReturnType<typeof createPressGuard>) => guard.focused(0)],
  ['before it is focused', (guard: ReturnType<typeof createPressGuard>) => guard.painted(0)],
])('nothing counts %s', (_when, begin) => {
  const guard = createPressGuard();
  begin(guard);
  guard.down('Enter', 10 * ARMING_MS);
  expect(guard.armedFrom()).toBeNull();
  expect(guard.up('Enter')).toBe('too-early');
});

test.each([
  ['one ms before the time', ARMING_MS - 1, 'too-early'],
  ['at the time', ARMING_MS, 'counts'],
])('a press begun %s', (_when, at, expected) => {
  const guard = armed();
  guard.down('pointer', at);
  expect(guard.up('pointer')).toBe(expected);
});

test('the wait runs from the later of paint and focus', () => {
  const guard = createPressGuard();
  guard.painted(0);
  guard.focused(5_000);
  expect(guard.armedFrom()).toBe(5_000 + ARMING_MS);
});

test('a press begun too early does not count however late it ends', () => {
  const guard = armed();
  guard.down('Enter', 10);
  guard.down('Enter', 10_000);
  expect(guard.up('Enter')).toBe('too-early');
});

test.each([
  ['a key held from before, repeating', true, 'not-here'],
  ['a key pressed here', false, 'counts'],
])('%s', (_what, repeat, expected) => {
  const guard = armed();
  guard.down('Enter', 10_000, repeat);
  expect(guard.up('Enter')).toBe(expected);
});

test('a release alone is no press', () => {
  expect(armed().up('Enter')).toBe('not-here');
});

test('losing focus forgets the press and begins the wait anew', () => {
  const guard = armed();
  guard.down('Enter', 1_000);
  guard.blurred();
  expect(guard.up('Enter')).toBe('not-here');
  expect(guard.isArmed(10_000)).toBe(false);
  guard.focused(2_000);
  expect(guard.isArmed(2_000 + ARMING_MS - 1)).toBe(false);
  expect(guard.isArmed(2_000 + ARMING_MS)).toBe(true);
});

test('a second focus event does not shift the time', () => {
  const guard = armed();
  guard.focused(500);
  expect(guard.armedFrom()).toBe(ARMING_MS);
});
