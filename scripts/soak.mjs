// `npm run soak`: what takes longer than a test may (millions of fuzzed inputs, 5 GiB files, every provider).
//   npm run soak                           each for ten minutes
//   npm run soak -- --seconds 60 NAME…     some, for a time each
// A soak is a file in e2e/soak that exports `soak(deadline)`: it works until `deadline` (ms since 1970), says what it
// does, and answers how many checks passed and failed.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './places.mjs';

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, report: { type: 'string' } },
  allowPositionals: true,
});
const folder = path.join(root, 'e2e', 'soak');
const names = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => path.basename(file, '.ts'))
  .filter((name) => positionals.length === 0 || positionals.includes(name));

const total = { passed: 0, failed: 0 };
for (const name of names) {
  console.log(`soak ${name}`);
  try {
    const { soak } = await import(path.join(folder, `${name}.ts`));
    const { passed, failed } = await soak(Date.now() + Number(values.seconds) * 1000);
    console.log(`soak ${name}: ${passed} checks passed, ${failed} failed`);
    // Millions of inputs of one property are one test.
    total[failed === 0 && passed > 0 ? 'passed' : 'failed'] += 1;
  } catch (error) {
    console.error(error);
    total.failed += 1;
  }
}
if (total.passed + total.failed === 0) total.failed = 1;
if (values.report !== undefined) fs.writeFileSync(values.report, JSON.stringify(total));
process.exitCode = total.failed > 0 ? 1 : 0;
