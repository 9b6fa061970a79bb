import { expect, test } from 'vitest';
import { decryptPhraseFor, grades } from '../../app/exposure.ts';
import { decryptFloorShown, floorShown } from './grade-words.ts';

test('floors are called as everywhere', () => {
  for (const { letter, phrase } of Object.values(grades)) expect(floorShown(letter)).toEqual({ grade: letter, phrase });
});

test('and those for decrypting as decrypting calls them', () => {
  for (const { letter } of Object.values(grades)) {
    expect(decryptFloorShown(letter)).toEqual({ grade: letter, phrase: decryptPhraseFor(letter, null) });
  }
});
