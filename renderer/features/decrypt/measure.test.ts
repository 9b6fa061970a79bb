import { expect, test } from 'vitest';
import { exactSize, partOf, percent, shortSize, shortSpeed, shortTime } from './measure.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [412_300, '412 kB'],
  [999_960, '1.0 MB'],
  [1_048_604, '1.0 MB'],
  [3_600_000_000, '3.6 GB'],
  [2e15, '2,000.0 TB'],
])('%d bytes are short as %s', (bytes, words) => {
  expect(shortSize(bytes, 'en')).toBe(words);
});

test('an exact size has every byte', () => {
  expect([exactSize(1_048_604, 'en'), exactSize(1, 'en')]).toEqual(['1,048,604 bytes', '1 byte']);
});

test('speeds, with a digit more where they are small', () => {
  expect([190e6, 1.24e9, 3.2e6, 12].map((speed) => shortSpeed(speed, 'en'))).toEqual([
    '190 MB/s',
    '1.2 GB/s',
    '3.2 MB/s',
    '12 byte/s',
  ]);
});

test.each([
  [0.2, '1 sec'],
  [6.4, '7 sec'],
  [61, '2 min'],
  [3_600, '1 hr'],
  [9_000, '3 hr'],
])('%d seconds left are %s', (seconds, words) => {
  expect(shortTime(seconds, 'en')).toBe(words);
});

test('no part is all before it is, and an empty file is', () => {
  expect([partOf(999, 1_000), partOf(0, 0), partOf(5, 4)]).toEqual([0.999, 1, 1]);
  expect([percent(0.999, 'en'), percent(1, 'en')]).toEqual(['99%', '100%']);
});
