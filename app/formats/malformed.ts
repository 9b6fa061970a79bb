import type { Failure, Result } from '../result.ts';
import { fail, ok } from '../result.ts';

/**
 * Thrown inside a parser when the structure is broken, and turned into a `Result` by `parsed` before it leaves the
 * parser. The problem is a phrase for people that holds nothing of the file's contents.
 */
export class Malformed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'Malformed';
    this.failure = failure;
  }
}

/** Most characters of a phrase: a name that a file gives to something of its own may stand in one. */
const longestPhrase = 300;

/** Stops a parser: the file breaks its own format. @param problem e.g. "the header ends early" */
export function malformed(format: string, problem: string): never {
  throw new Malformed({ code: 'decrypt.malformed', facts: { format, problem: problem.slice(0, longestPhrase) } });
}

/** Stops a parser: the file is sound so far, but uses something Keydock does not do. @param what names it exactly */
export function unsupported(format: string, what: string): never {
  throw new Malformed({ code: 'decrypt.unsupported', facts: { format, what: what.slice(0, longestPhrase) } });
}

/** Runs a parser; a broken structure becomes a failure, anything else that is thrown is a bug and passes. */
export function parsed<T>(parse: () => T): Result<T> {
  try {
    return ok(parse());
  } catch (error) {
    if (error instanceof Malformed) return fail(error.failure.code, error.failure.facts);
    throw error;
  }
}
