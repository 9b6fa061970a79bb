import { expect, test } from 'vitest';
import { isPlainAndSmall } from './limits.ts';

const deep = (levels: number): unknown => (levels === 0 ? 1 : { inner: deep(levels - 1) });

test.each([
  ['an ordinary input', { queue: 'clients', id: 'a', page: 0, name: '', state: null }],
  ['nothing', undefined],
  ['eight levels', deep(8)],
  ['the longest text', 'a'.repeat(131_072)],
  ['the ids of a whole batch of files', { ids: Array.from({ length: 2_000 }, () => 'a'.repeat(64)), action: 'pause' }],
])('%s passes', (_what, value) => {
  expect(isPlainAndSmall(value)).toBe(true);
});

test.each([
  ['nine levels', deep(9)],
  ['a text too long', 'a'.repeat(131_073)],
  ['texts too long together', ['a'.repeat(70_000), 'b'.repeat(70_000)]],
  ['names too long together', { ['a'.repeat(131_073)]: 1 }],
  ['too many values', Array.from({ length: 2_101 }, () => 0)],
  ['a huge sparse array', new Array(4_000_000_000)],
  ['an own property named __proto__', JSON.parse('{"__proto__":{"isAdmin":true}}')],
  ['an own property named constructor', { constructor: 1 }],
  ['an own property named prototype', { a: { prototype: 1 } }],
  ['a number that is none', { page: Number.NaN }],
  ['a big number that is none', { page: 1n }],
  ['bytes', new Uint8Array(4)],
  ['a Map', new Map()],
  ['a date', new Date(0)],
  ['a function', () => 1],
])('%s is refused', (_what, value) => {
  expect(isPlainAndSmall(value)).toBe(false);
});

test('a cycle is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['again'] = cycle;
  expect(isPlainAndSmall(cycle)).toBe(false);
});
