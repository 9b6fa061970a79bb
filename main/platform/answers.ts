import type { z } from 'zod';
import { Problem } from '../../app/platform/wire/problem.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import { redact } from '../redact.ts';

/** Largest body of an answer that is read, in bytes. A page of ten requests is some 20 KiB. */
export const bodyLimit = 8 * 1024 * 1024;
/** Longest wait that a Retry-After is believed, in seconds. */
const longestRetryAfter = 3_600;
/** Characters of a platform's own words that are shown. */
const reasonLimit = 240;

/** The status and headers of an answer, and its body as it was read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The JSON of a body by a schema; anything else (HTML of a proxy, a cut or empty body, another shape) is unreadable. */
export function parseBody<T>(answer: Answer, schema: z.ZodType<T>, requestId: string): Result<T> {
  const unreadable = fail('platform.unreadable', {}, { requestId });
  const json = jsonOf(answer.body);
  if (json === undefined) return unreadable;
  const parsed = schema.safeParse(json);
  return parsed.success ? ok(parsed.data) : unreadable;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** The failure that a status means; null for 2xx. 401 is not here: the client deals with it before. */
export function failureOf(answer: Answer, requestId: string): Failure | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const ids = { requestId };
  if (status === 403) return fail('platform.forbidden', {}, ids).error;
  if (status === 404) return fail('platform.not-found', {}, ids).error;
  const seconds = retryAfterSeconds(answer.headers, Date.now());
  if (status === 429) return fail('platform.throttled', { status, seconds: seconds ?? 5 }, ids).error;
  if (status >= 500)
    return fail('platform.unavailable', { status, ...(seconds === null ? {} : { seconds }) }, ids).error;
  if (status >= 400) return fail('platform.refused', { status, reason: reasonOf(answer) }, ids).error;
  return fail('platform.unreadable', { status }, ids).error;
}

/** The platform's reason in its own words, redacted, on one line, cut. */
function reasonOf(answer: Answer): string {
  const problem = Problem.safeParse(jsonOf(answer.body));
  const words = problem.success ? (problem.data.detail ?? problem.data.title ?? '') : '';
  const line = redact(words)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line === '' ? 'none given' : line.slice(0, reasonLimit);
}

/** Retry-After in seconds, as a number or a date (RFC 9110 section 10.2.3); null where there is none. */
export function retryAfterSeconds(headers: Headers, nowMs: number): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (text === '') return null;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longestRetryAfter) : null;
}

/** The id under which the platform's log knows the answer: its own where it is one, else the one we sent. */
export function requestIdOf(headers: Headers, sent: string): string {
  const given = headers.get('x-request-id') ?? '';
  return /^[A-Za-z0-9._:-]{1,128}$/.test(given) ? given : sent;
}
