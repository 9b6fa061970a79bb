import { createHash } from 'node:crypto';
import type { LocalId } from '../../app/contract/token-shapes.ts';

/**
 * An opaque name for the window: the same for the same parts, in this run and the next, and nothing can be done with it
 * but to name the thing again.
 * @param kind keeps names of different things apart
 */
export function localId(kind: 'module' | 'token' | 'object', ...parts: readonly string[]): LocalId {
  return createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest('base64url')
    .slice(0, 22);
}
