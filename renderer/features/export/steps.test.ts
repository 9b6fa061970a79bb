import { expect, test } from 'vitest';
import type { ExportRun } from '../../../app/contract/export-shapes.ts';
import { shownStep, stepBefore, stepsOf } from './steps.ts';

const run = (endedAt: string | null): ExportRun => ({
  startedAt: '2026-11-22T10:00:00Z',
  endedAt,
  isCancelled: false,
  keys: [],
});

test('the steps before the one that is shown are done, and lead back', () => {
  expect(stepsOf({ step: 'token', run: null }).map(({ state, back }) => [state, back])).toEqual([
    ['done', 'product'],
    ['done', 'client-key'],
    ['current', null],
    ['ahead', null],
    ['ahead', null],
    ['ahead', null],
  ]);
});

test.each([
  ['product', null],
  ['client-key', 'product'],
  ['preview', 'token'],
] as const)('Back of %s leads to %s', (step, before) => {
  expect(stepBefore({ step, run: null })).toBe(before);
});

test.each(['run', 'record'] as const)('there is no way back from %s: keys were written', (step) => {
  expect(stepsOf({ step, run: run(null) }).every(({ back }) => back === null)).toBe(true);
  expect(stepBefore({ step, run: run(null) })).toBeNull();
});

test('a run that has ended is at its record', () => {
  expect(shownStep({ step: 'run', run: run(null) })).toBe('run');
  expect(shownStep({ step: 'run', run: run('2026-11-22T10:00:09Z') })).toBe('record');
});
