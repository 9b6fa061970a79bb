import type { GradeShown } from '../../app/contract/token-shapes.ts';
import type { grades } from '../../app/exposure.ts';

/** What a grade is called where no token is meant in particular, as in app/exposure.ts, which would bring zod along. */
const phrases = {
  T: 'stays on the token',
  K: 'wrapping key seen briefly',
  C: 'key seen in the clear',
} as const satisfies { [G in keyof typeof grades]: (typeof grades)[G]['phrase'] };

/** A floor as a grade to be drawn. */
export function floorShown(grade: GradeShown['grade']): GradeShown {
  return { grade, phrase: phrases[grade] };
}

/** The same for decrypting: there grade K is the key of one file. */
export function decryptFloorShown(grade: GradeShown['grade']): GradeShown {
  return grade === 'K' ? { grade, phrase: "this file's key seen briefly" } : floorShown(grade);
}
