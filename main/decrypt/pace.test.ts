import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

const MB = 1_000_000;

test('speed is that of the last seconds, and the time left follows from it', () => {
  const pace = new Pace();
  for (let second = 0; second <= 10; second++) pace.saw(second * 10 * MB, second * 1_000);
  for (let second = 11; second <= 15; second++) pace.saw(100 * MB + (second - 10) * MB, second * 1_000);
  expect(pace.speed).toBe(MB);
  expect(pace.left(205 * MB)).toBe(100);
});

test('nothing is said before two looks, nor of a pause', () => {
  const pace = new Pace();
  expect(pace.left(MB)).toBeNull();
  pace.saw(0, 0);
  expect(pace.speed).toBe(0);
  pace.saw(MB, 1_000);
  pace.forget();
  pace.saw(MB, 60_000);
  expect(pace.left(2 * MB)).toBeNull();
});

test('a thousand looks a second are no burden and say the same', () => {
  const pace = new Pace();
  for (let ms = 0; ms <= 5_000; ms++) pace.saw(ms * 1_000, ms);
  expect(pace.speed).toBeCloseTo(MB, -4);
});
