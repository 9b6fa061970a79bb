import type { Reading } from '../../app/platform/facts/reading.ts';
import { ok, type Result } from '../../app/result.ts';

/**
 * How much may be missing beside the item itself.
 * `tolerant`: a page shows what could be read and says what could not.
 * `strict`: a decision needs every answer; only a refusal (403) or an absence (404) is one.
 */
export type Strictness = 'tolerant' | 'strict';

/** An answer about something beside the item as a Reading; a session that has ended is never swallowed. */
export function readingOf<T>(result: Result<T>, strictness: Strictness): Result<Reading<T>> {
  if (result.ok) return ok({ kind: 'read', value: result.value });
  if (result.error.code === 'platform.forbidden') return ok({ kind: 'refused' });
  if (result.error.code === 'platform.not-found') return ok({ kind: 'absent' });
  if (strictness === 'strict' || result.error.code.startsWith('session.')) return result;
  return ok({ kind: 'failed' });
}
