import { describe, expect, test } from 'vitest';
import {
  decryptPhraseFor,
  Grade,
  grades,
  isAllowed,
  isWeaker,
  phraseFor,
  TokenKind,
  tokenKinds,
  weakest,
} from './exposure.ts';

test('the table is in the order of protection, and every row names itself', () => {
  expect(Object.keys(grades)).toEqual(Grade.options);
  for (const [letter, row] of Object.entries(grades)) expect(row.letter).toBe(letter);
  expect(new Set(Object.values(grades).map((row) => row.shape)).size).toBe(3);
});

describe('a floor', () => {
  test.each([
    ['T', 'T K C'],
    ['K', 'K C'],
    ['C', 'C'],
  ] as const)('grade %s is allowed by the floors %s and no others', (grade, floors) => {
    expect(Grade.options.filter((floor) => isAllowed(grade, floor)).join(' ')).toBe(floors);
  });

  test('no grade is weaker than itself', () => {
    for (const grade of Grade.options) expect(isWeaker(grade, grade)).toBe(false);
  });
});

test.each([
  [['T'], 'T'],
  [['T', 'K'], 'K'],
  [['K', 'T', 'T'], 'K'],
  [['T', 'C', 'K'], 'C'],
] as const)('a chain of %s is graded %s', (chain, expected) => {
  const [first, ...rest] = chain;
  expect(weakest(first, ...rest)).toBe(expected);
});

test('"on the token" is said of hardware only', () => {
  expect(TokenKind.options.map((kind) => phraseFor('T', kind))).toEqual([
    'stays on the token',
    'stays inside the module',
    'stays inside the module',
  ]);
  expect(phraseFor('K', 'software')).toBe(grades.K.phrase);
  expect(Object.keys(tokenKinds)).toEqual(TokenKind.options);
});

test('what decrypting sees at grade K is the key of one file, wherever the key is that opens it', () => {
  expect(TokenKind.options.map((kind) => decryptPhraseFor('K', kind))).toEqual(
    Array(3).fill(decryptPhraseFor('K', null)),
  );
  expect(decryptPhraseFor('K', null)).not.toBe(grades.K.phrase);
  expect(decryptPhraseFor('T', 'software')).toBe('stays inside the module');
  expect(decryptPhraseFor('C', null)).toBe(grades.C.phrase);
});
