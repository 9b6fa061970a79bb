// `npm test`: set-up, then every check and suite. The last line adds them all up: `N passed, N failed`.
//   node scripts/test.mjs                      everything
//   node scripts/test.mjs --only e2e           one suite (repeat the option for more)
//   node scripts/test.mjs --only e2e -- approve  what follows goes to that suite's runner
import { parseArgs } from 'node:util';
import { setUp } from './setup.mjs';
import { suites } from './test/suites.mjs';

const { values, positionals } = parseArgs({
  options: { only: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const unknown = (values.only ?? []).filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}; there are: ${suites.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

/** @type {import('./test/suites.mjs').Counts} */
let total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];

/**
 * @param {string} name
 * @param {() => Promise<import('./test/suites.mjs').Counts>} run
 */
async function count(name, run) {
  const started = Date.now();
  const { passed, failed } = await run().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  total = { passed: total.passed + passed, failed: total.failed + failed };
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  summary.push(
    `${name.padEnd(14)}${String(passed).padStart(6)} passed${String(failed).padStart(6)} failed${seconds.padStart(8)} s`,
  );
  return failed === 0;
}

/** @param {string[]} names */
function begin(...names) {
  console.log(`\n── ${names.join(', ')}`);
}

begin('set-up');
const ready = await count('set-up', async () => {
  await setUp();
  return { passed: 1, failed: 0 };
});
if (ready) {
  const wanted = suites.filter(({ name }) => values.only === undefined || values.only.includes(name));
  while (wanted.length > 0) {
    const alone = wanted.findIndex(({ beside }) => beside !== true);
    const together = wanted.splice(0, Math.max(1, alone < 0 ? wanted.length : alone));
    begin(...together.map(({ name }) => name));
    await Promise.all(together.map(({ name, run }) => count(name, () => run(positionals))));
  }
}

console.log(`\n${summary.join('\n')}`);
// Set-up alone is no test.
const nothingRan = total.passed + total.failed <= 1;
if (nothingRan && total.failed === 0) total = { passed: 0, failed: 1 };
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);
