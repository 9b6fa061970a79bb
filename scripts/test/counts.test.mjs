import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fromPlaywright, fromVitest } from './counts.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'counts-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** @param {unknown} report */
function written(report) {
  const file = path.join(folder, `${Math.random()}.json`);
  fs.writeFileSync(file, JSON.stringify(report));
  return file;
}

const ranWell = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test.each([
  ['all passed', ranWell, 0, { passed: 3, failed: 0 }],
  ['one failed', { ...ranWell, numFailedTests: 1 }, 1, { passed: 3, failed: 1 }],
  ['a skipped test is not a passed one', { ...ranWell, numPendingTests: 2 }, 0, { passed: 3, failed: 2 }],
  [
    'a file that could not be loaded',
    { ...ranWell, testResults: [{ status: 'failed', assertionResults: [] }] },
    1,
    { passed: 3, failed: 1 },
  ],
  ['a bad end without a failed test', ranWell, 1, { passed: 3, failed: 1 }],
  ['nothing ran', { ...ranWell, numPassedTests: 0 }, 0, { passed: 0, failed: 1 }],
])('Vitest: %s', (_, report, exitCode, counts) => {
  expect(fromVitest(written(report), exitCode)).toEqual(counts);
});

test.each([
  ['all passed', { expected: 4, unexpected: 0, flaky: 0, skipped: 0 }, 0, { passed: 4, failed: 0 }],
  ['a flaky test is a failed one', { expected: 4, unexpected: 0, flaky: 1, skipped: 0 }, 0, { passed: 4, failed: 1 }],
  [
    'a skipped test is not a passed one',
    { expected: 4, unexpected: 0, flaky: 0, skipped: 1 },
    0,
    { passed: 4, failed: 1 },
  ],
  ['nothing ran', { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, 0, { passed: 0, failed: 1 }],
])('Playwright: %s', (_, stats, exitCode, counts) => {
  expect(fromPlaywright(written({ stats }), exitCode)).toEqual(counts);
});

test('a runner that left no report counts as failed', () => {
  expect(fromVitest(path.join(folder, 'absent.json'), 0)).toEqual({ passed: 0, failed: 1 });
  expect(fromPlaywright(path.join(folder, 'absent.json'), 0)).toEqual({ passed: 0, failed: 1 });
});
