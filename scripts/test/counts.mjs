// Reads runners' reports. A runner that ended badly without a failed test, or that ran nothing, counts as one failed:
// silence must never look like success.
import fs from 'node:fs';

/**
 * @param {string} file Vitest's JSON report
 * @param {number} exitCode of the runner
 * @returns {import('./suites.mjs').Counts}
 */
export function fromVitest(file, exitCode) {
  const report = read(file);
  // A suite that could not be loaded has no tests of its own to fail.
  const broken = (report?.testResults ?? []).filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ suite) =>
      suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  return honest(report?.numPassedTests ?? 0, (report?.numFailedTests ?? 0) + broken + skipped, exitCode);
}

/**
 * @param {string} file Playwright's JSON report
 * @param {number} exitCode of the runner
 * @returns {import('./suites.mjs').Counts}
 */
export function fromPlaywright(file, exitCode) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = read(file)?.stats ?? {};
  // Skipped is not passed.
  return honest(expected, unexpected + flaky + skipped, exitCode);
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {number} exitCode
 */
function honest(passed, failed, exitCode) {
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
