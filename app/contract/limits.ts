/** What one call may carry before a schema looks at it, so that no schema ever walks something huge. */
const MAX_VALUES = 2_100;
const MAX_DEPTH = 8;
/** The ids of a whole batch of 2,000 files, each of up to 64 characters, and room. */
const MAX_CHARACTERS = 131_072;

/** Names that reach into prototypes when a careless merge meets them. No schema of ours has them. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Is a value from outside plain data of a sane size? Objects, arrays, strings, finite numbers, booleans, null and
 * undefined only: at most 2,100 values, 8 levels, 131,072 characters in all; no name that reaches into a prototype.
 */
export function isPlainAndSmall(value: unknown): boolean {
  let values = 0;
  let characters = 0;
  const walk = (part: unknown, depth: number): boolean => {
    values += 1;
    if (values > MAX_VALUES || depth > MAX_DEPTH) return false;
    if (typeof part === 'string') {
      characters += part.length;
      return characters <= MAX_CHARACTERS;
    }
    if (typeof part === 'number') return Number.isFinite(part);
    if (part === null || part === undefined || typeof part === 'boolean') return true;
    if (typeof part !== 'object') return false;
    if (Array.isArray(part)) return part.length <= MAX_VALUES && part.every((one) => walk(one, depth + 1));
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== Object.prototype && prototype !== null) return false;
    return Object.entries(part).every(([name, inner]) => {
      characters += name.length;
      return characters <= MAX_CHARACTERS && !FORBIDDEN_NAMES.has(name) && walk(inner, depth + 1);
    });
  };
  return walk(value, 0);
}
