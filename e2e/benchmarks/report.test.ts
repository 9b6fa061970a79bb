import { expect, test } from 'vitest';
import { asTable, median, percentile } from './report.ts';

test('the median is a value that was seen', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 3])).toBe(2);
});

test('the 95th percentile takes the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 0.95)).toBe(95);
  expect(percentile([7], 0.95)).toBe(7);
});

test('a missed bar is said', () => {
  const row = {
    name: 'shell.x',
    value: 400,
    unit: 'ms',
    peer: 'empty window',
    peerValue: 200,
    ratio: 2,
    bar: '≤ 1',
    ok: false,
  } as const;
  expect(asTable({ runtime: 'Electron', machine: 'two cores', rows: [row] })).toContain('MISSED');
});
