import type { Failure, Result } from '../../app/result.ts';

/** An expected failure on its way through React Query, which knows failures only as thrown errors. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** Unwraps an answer for React Query. @throws FailureError when it is a failure */
export async function unwrap<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new FailureError(result.error);
  return result.value;
}

/** The failure in whatever a query holds as its error; anything else is a fault of the app. */
export function failureIn(error: unknown): Failure | null {
  if (error === null || error === undefined) return null;
  return error instanceof FailureError ? error.failure : { code: 'app.unexpected', facts: {} };
}
