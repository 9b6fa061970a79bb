import { z } from 'zod';

/**
 * How close a key came to this computer on its way onto a token, least exposed first:
 * T every secret stayed on the token, K a wrapping key was in a token process, C the key itself was.
 */
export const Grade = z.enum(['T', 'K', 'C']);
export type Grade = z.output<typeof Grade>;

/** What a grade is said by: never by colour alone. */
export interface GradeText {
  readonly letter: Grade;
  readonly shape: 'shield' | 'half-diamond' | 'triangle';
  /** A few words for a table or a badge. */
  readonly phrase: string;
  /** One sentence for the page and the record. */
  readonly means: string;
}

/** In the order of protection: a row is weaker than every row above it. */
export const grades = {
  T: {
    letter: 'T',
    shape: 'shield',
    phrase: 'stays on the token',
    means: 'Every secret stayed on the token; this computer saw only ciphertext.',
  },
  K: {
    letter: 'K',
    shape: 'half-diamond',
    phrase: 'wrapping key seen briefly',
    means: 'The key that wraps it was in the token process for a moment; the key itself never was.',
  },
  C: {
    letter: 'C',
    shape: 'triangle',
    phrase: 'key seen in the clear',
    means: 'The key itself was in the clear in the token process for a moment and was then imported.',
  },
} as const satisfies Record<Grade, GradeText>;

const order: readonly Grade[] = ['T', 'K', 'C'];

/** Whether `a` protects less than `b`. */
export function isWeaker(a: Grade, b: Grade): boolean {
  return order.indexOf(a) > order.indexOf(b);
}

/** The weaker of several grades: a chain of steps is as good as its worst one. */
export function weakest(first: Grade, ...rest: Grade[]): Grade {
  return rest.reduce((worst, grade) => (isWeaker(grade, worst) ? grade : worst), first);
}

/**
 * Whether a policy lets a key be moved at this grade (rule R4: below the floor it is refused, not done quietly).
 * @param floor the weakest grade the profile allows
 */
export function isAllowed(grade: Grade, floor: Grade): boolean {
  return !isWeaker(grade, floor);
}

/**
 * What kind of thing holds the key. A grade is only worth what this is:
 * `hardware` a device of its own; `software` a library whose keys lie encrypted on this disk and are used in our process;
 * `unenforced` a module that hands out keys marked as not extractable.
 */
export const TokenKind = z.enum(['hardware', 'software', 'unenforced']);
export type TokenKind = z.output<typeof TokenKind>;

/** The words for each kind of token. */
export interface TokenKindText {
  readonly name: string;
  readonly means: string;
  /** What grade T is called here; "stays on the token" is true of hardware only. */
  readonly insidePhrase: string;
}

export const tokenKinds = {
  hardware: {
    name: 'hardware',
    means: 'The keys are kept and used in a device of their own.',
    insidePhrase: 'stays on the token',
  },
  software: {
    name: 'software token',
    means: "A library: its keys lie encrypted on this computer's disk and are used in Keydock's token process.",
    insidePhrase: 'stays inside the module',
  },
  unenforced: {
    name: 'not enforced by this module',
    means: 'A library that gives out keys even when they are marked as not extractable. Treat its keys as copyable.',
    insidePhrase: 'stays inside the module',
  },
} as const satisfies Record<TokenKind, TokenKindText>;

/** A grade in words that are true of this kind of token. */
export function phraseFor(grade: Grade, kind: TokenKind): string {
  return grade === 'T' ? tokenKinds[kind].insidePhrase : grades[grade].phrase;
}

/** The same for decrypting: grade K is the key of this one file there (rule R6). @param kind null for a key in a file */
export function decryptPhraseFor(grade: Grade, kind: TokenKind | null): string {
  if (grade === 'K') return "this file's key seen briefly";
  return kind === null ? grades[grade].phrase : phraseFor(grade, kind);
}
