import { expect, test } from 'vitest';
import { hexOf, inGroups, shortenMiddle, visible } from './shorten.ts';

test.each([
  ['8c19a30b-1111-2222-3333-44445507b9c5', '8c19a30b…07b9c5'],
  ['exactly-15-long', 'exactly-15-long'],
  ['sixteen-chars-xx', 'sixteen-…ars-xx'],
  ['', ''],
])('%s is shown as %s', (text, shown) => expect(shortenMiddle(text)).toBe(shown));

test('a digest is read in groups of four', () => {
  expect(inGroups('9f2c41ab77e0')).toBe('9f2c 41ab 77e0');
});

test.each([
  ['plain text, ä, 日本', 'plain text, ä, 日本'],
  ['fir\u202Emware', 'fir\\u{202e}mware'],
  ['a\u200Bb', 'a\\u{200b}b'],
  ['line\nbreak', 'line\\u{a}break'],
  ['\u0000', '\\u{0}'],
])('nothing in a text can hide: %j', (text, shown) => expect(visible(text)).toBe(shown));

test('bytes are shown as hex, cut with a sign', () => {
  expect(hexOf('AAECAw==', 8)).toBe('00 01 02 03');
  expect(hexOf('AAECAw==', 2)).toBe('00 01 …');
  expect(hexOf('not base64!', 8)).toBeNull();
});
