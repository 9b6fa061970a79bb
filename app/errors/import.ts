import type { ErrorText } from './error-text.ts';

/** Keys on their way to a token. */
export const importErrors = {
  'import.floor': {
    title: 'The profile does not allow this exposure',
    means: 'This token can do it at grade {grade} only; the profile asks for {floor} or better. Nothing was written.',
    todo: 'Use another token, or a profile with a lower floor.',
  },
  'import.no-rung': {
    title: 'This token offers no way to take this key',
    means: 'None of the known ways of unwrapping works on it: {why}. Nothing was written.',
    todo: 'Use another token for it.',
  },
  'import.not-unwrapped': {
    title: 'The key did not unwrap',
    means: 'The token answered {code}. The wrapped key may be damaged or wrapped for another key. Nothing was written.',
    todo: 'Fetch the envelope again. If it stays, report it.',
  },
  'import.not-verified': {
    title: 'The key was written but did not prove right',
    means: 'Problem: {problem}. It was destroyed, and that was checked.',
    todo: 'Do not use this token for it. The record says what was tried.',
  },
  'import.left-behind': {
    title: 'A key that is not right could not be destroyed',
    means: 'An object named {label} is still on the token. Problem: {problem}.',
    todo: "Destroy it in the Tokens page or with the vendor's program, and do not use it.",
  },
  'import.duplicate': {
    title: 'This key is on the token already',
    means: 'It is there as {label}. Nothing was written.',
    todo: 'Use that one, or choose to write it a second time.',
  },
} as const satisfies Record<`import.${string}`, ErrorText>;
