import { z } from 'zod';
import { ErrorCode } from './error-code.ts';
import type { ErrorCode as Code } from './errors.ts';

/**
 * An expected failure as it crosses processes: a stable code, facts that are safe to show and to log
 * (never a secret, a path or a server's raw text), and the ids that find it again in a log.
 */
export const Failure = z.object({
  code: ErrorCode,
  /** Values for the placeholders of the error's texts, e.g. `{host}`. */
  facts: z.record(z.string().max(64), z.union([z.string().max(2048), z.number(), z.boolean()])).default({}),
  /** The `X-Request-Id` of the answer, where the platform gave one. */
  requestId: z.string().max(128).optional(),
  /** Id of the log line that holds the details; present when the failure was not expected. */
  incident: z.string().max(64).optional(),
});
export type Failure = z.output<typeof Failure>;

/** What every fallible operation answers: expected failures are returned, bugs are thrown. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Wraps a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/**
 * Wraps an expected failure.
 * @param facts values that are safe on screen and in a log
 */
export function fail(
  code: Code,
  facts: Failure['facts'] = {},
  ids: { requestId?: string; incident?: string } = {},
): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, facts, ...ids } };
}
