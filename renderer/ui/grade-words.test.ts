import { expect, test } from 'vitest';
import { grades } from '../../app/exposure.ts';
import { floorShown } from './grade-words.ts';

test('floors are called as everywhere', () => {
  for (const { letter, phrase } of Object.values(grades)) expect(floorShown(letter)).toEqual({ grade: letter, phrase });
});
