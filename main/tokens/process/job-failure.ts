import type { ErrorCode } from '../../../app/errors.ts';
import { type Failure, fail } from '../../../app/result.ts';
import { CkError } from './ck-error.ts';
import { returnValues as rv } from './ck-names.ts';

/** Ends a job with an expected failure. Thrown inside the token process only. */
export class JobFailure extends Error {
  readonly failure: Failure;
  constructor(code: ErrorCode, facts: Failure['facts'] = {}) {
    super(code);
    this.name = 'JobFailure';
    this.failure = fail(code, facts).error;
  }
}

/** What a token's answer means to a person. What is not here is told by name. */
const meanings: readonly [ErrorCode, readonly number[]][] = [
  [
    'token.gone',
    [rv.DEVICE_REMOVED, rv.TOKEN_NOT_PRESENT, rv.TOKEN_NOT_RECOGNIZED, rv.SESSION_HANDLE_INVALID, rv.SESSION_CLOSED],
  ],
  ['token.not-logged-in', [rv.USER_NOT_LOGGED_IN]],
  ['token.pin-wrong', [rv.PIN_INCORRECT, rv.PIN_INVALID]],
  ['token.pin-length', [rv.PIN_LEN_RANGE]],
  ['token.pin-locked', [rv.PIN_LOCKED]],
  ['token.pin-unset', [rv.USER_PIN_NOT_INITIALIZED, rv.PIN_EXPIRED]],
  ['token.full', [rv.DEVICE_MEMORY]],
  ['token.read-only', [rv.TOKEN_WRITE_PROTECTED, rv.SESSION_READ_ONLY]],
  ['token.busy', [rv.SESSION_COUNT]],
  ['token.object-gone', [rv.OBJECT_HANDLE_INVALID]],
];

/** An expected failure as it goes to main, or undefined for a bug. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof JobFailure) return error.failure;
  if (!(error instanceof CkError)) return undefined;
  const [code] = meanings.find(([, values]) => values.includes(error.rv)) ?? [];
  return code === undefined
    ? fail('token.refused', { call: error.call, code: error.code }).error
    : fail(code, { call: error.call, code: error.code }).error;
}

/**
 * Whether a token merely refused one thing, so that one may go on without it. What has a meaning of its own (token gone,
 * login lost, full) is no refusal and must come through; nor is a PIN that was not taken, by whatever value: going on
 * would give it once more.
 */
export function isRefusal(error: unknown): error is CkError {
  return error instanceof CkError && error.call !== 'C_Login' && failureOf(error)?.code === 'token.refused';
}
