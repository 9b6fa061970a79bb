import { expect, test } from 'vitest';
import { visibleString, visibleText } from './visible-text.ts';

test.each([
  ['plain words', 'Gateway G2', 'Gateway G2'],
  ['other scripts', 'Größe 鍵 ключ مفتاح', 'Größe 鍵 ключ مفتاح'],
  ['an accent as a mark of its own', 'e\u0301', 'e\u0301'],
  ['an emoji', '🔑', '🔑'],
  ['right-to-left override', 'a\u202Eb', 'a\\u{202E}b'],
  ['direction isolate', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['Arabic letter mark', 'a\u061Cb', 'a\\u{061C}b'],
  ['zero-width space', 'a\u200Bb', 'a\\u{200B}b'],
  ['zero-width joiner', 'a\u200Db', 'a\\u{200D}b'],
  ['word joiner', 'a\u2060b', 'a\\u{2060}b'],
  ['byte order mark', '\uFEFFa', '\\u{FEFF}a'],
  ['soft hyphen', 'a\u00ADb', 'a\\u{00AD}b'],
  ['newline, tab, return, nul', 'a\nb\tc\rd\0e', 'a\\nb\\tc\\rd\\0e'],
  ['escape character', '\u001B[31m', '\\u{001B}[31m'],
  ['next line', 'a\u0085b', 'a\\u{0085}b'],
  ['line and paragraph separator', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
  ['no-break space', 'a\u00A0b', 'a\\u{00A0}b'],
  ['ideographic space', 'a\u3000b', 'a\\u{3000}b'],
  ['Hangul filler', 'a\u3164b', 'a\\u{3164}b'],
  ['blank braille', 'a\u2800b', 'a\\u{2800}b'],
  ['tag characters', 'a\u{E0041}', 'a\\u{E0041}'],
  ['variation selector', 'a\uFE0F', 'a\\u{FE0F}'],
  ['half a surrogate pair', 'a\uD800b', 'a\\u{D800}b'],
  ['private use', 'a\uE000b', 'a\\u{E000}b'],
  ['space at the start and at the end', ' a ', '\\u{0020}a\\u{0020}'],
  ['two spaces in a row', 'a  b', 'a \\u{0020}b'],
  ['a mark with nothing to stand on', '\u0301a', '\\u{0301}a'],
  ['marks piled up', 'a\u0301\u0302\u0303', 'a\u0301\u0302\\u{0303}'],
])('%s', (_what, given, seen) => {
  expect(visibleString(given)).toBe(seen);
});

test('an escape is never plain text, so that text cannot imitate it', () => {
  expect(visibleText('\\u{202E}')).toEqual([{ kind: 'plain', text: '\\u{202E}' }]);
  expect(visibleText('\u202E')).toEqual([{ kind: 'escape', text: '\\u{202E}' }]);
});

test('what is too long is cut and says how long it is', () => {
  expect(visibleText('a'.repeat(1_234), 10)).toEqual([
    { kind: 'plain', text: 'aaaaaaaaaa' },
    { kind: 'cut', text: '… cut here, 1,234 characters in all' },
  ]);
});

test('a pair of surrogates is one character and is not cut in half', () => {
  expect(visibleText('🔑🔑', 1)[0]).toEqual({ kind: 'plain', text: '🔑' });
});
