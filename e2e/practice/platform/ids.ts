import { createHash } from 'node:crypto';

/** A UUID that is always the same for the same name (RFC 9562 section 5.8, version 8). */
export function idFor(name: string): string {
  const hex = createHash('sha256').update(`northwind:${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
