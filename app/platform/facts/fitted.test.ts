import { expect, test } from 'vitest';
import { factLimits } from '../../fact-limits.ts';
import { type Fact, FactGroups } from '../../facts.ts';
import { fitted } from './fitted.ts';

const text = (label: string, words = 'v'): Fact => ({ label, value: { kind: 'text', text: words } });
const of = (...groups: Fact[][]) =>
  fitted({
    noun: 'Product',
    icon: 'product',
    title: 't',
    sentence: 's',
    askedAt: null,
    warnings: [],
    groups: groups.map((facts, index) => ({ title: `g${index}`, facts })),
    notReadable: [],
    consequence: '',
    typed: null,
  });
const many = (count: number, words = 'v') => Array.from({ length: count }, (_, index) => text(`f${index}`, words));

test('what fits is left as it is', () => {
  const { groups, unshown } = of(many(factLimits.facts));
  expect(groups[0]?.facts).toEqual(many(factLimits.facts));
  expect(unshown).toEqual([]);
});

test.each<[string, Fact[][], RegExp]>([
  ['a value', [[text('a', 'v'.repeat(factLimits.value + 1))]], /^“a” under “g0” is too long/],
  ['a label', [[text('l'.repeat(factLimits.label + 1))]], /too long/],
  [
    'what stands beside a value',
    [[{ label: 'a', value: { kind: 'badge', tone: 'warn', text: 'b', mute: 'm'.repeat(factLimits.value + 1) } }]],
    /^“a”/,
  ],
  ['lines', [many(factLimits.facts + 1)], /^1 more line is not shown/],
  ['headings', Array.from({ length: factLimits.groups + 2 }, () => many(1)), /^2 more lines are not shown/],
  ['characters', [many(30, 'v'.repeat(16_000))], /^6 more lines are not shown/],
])('too much of %s is cut, fits, and is said', (_, groups, words) => {
  const all = of(...groups);
  expect(FactGroups.safeParse(all.groups).error).toBeUndefined();
  expect(all.unshown).toEqual([expect.stringMatching(words)]);
});

test('what is too long many times is counted', () => {
  const { unshown } = of(many(9, 'v'.repeat(factLimits.value + 1)));
  expect(unshown).toHaveLength(6);
  expect(unshown.at(-1)).toBe('4 more are too long as well.');
});
