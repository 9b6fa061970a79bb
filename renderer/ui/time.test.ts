import { expect, test } from 'vitest';
import { duration, instantOf, relativeTime, shortAge } from './time.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const ago = (seconds: number) => now - seconds * 1000;

test.each([
  [0, 'just now'],
  [4, 'just now'],
  [5, '5 seconds ago'],
  [59, '59 seconds ago'],
  [60, '1 minute ago'],
  [4 * 60 + 59, '4 minutes ago'],
  [3600, '1 hour ago'],
  [86_399, '23 hours ago'],
  [86_400, '1 day ago'],
  [40 * 86_400, '1 month ago'],
  [800 * 86_400, '2 years ago'],
  [-3, 'just now'],
  [-600, 'in 10 minutes'],
])('%i s before now is "%s"', (seconds, words) => {
  expect(relativeTime(ago(seconds), now, 'en')).toBe(words);
});

test.each([
  [10, 'now'],
  [240, '4 min'],
  [3700, '1 hr'],
  [90_000, '1 day'],
  [-30, 'now'],
])('in a narrow column %i s is "%s"', (seconds, words) => {
  expect(shortAge(ago(seconds), now, 'en')).toBe(words);
});

test('speaks the language of the system', () => {
  expect(relativeTime(ago(240), now, 'fi')).toBe('4 minuuttia sitten');
  expect(relativeTime(ago(240), now, 'de')).toBe('vor 4 Minuten');
});

test('a length of time is rounded down', () => {
  expect(duration(12_900, 'en')).toBe('12 seconds');
  expect(duration(-5, 'en')).toBe('0 seconds');
});

test.each([null, '', 'yesterday', '2026-13-45T00:00:00Z'])('%s is no time', (text) => {
  expect(instantOf(text)).toBeNull();
});
