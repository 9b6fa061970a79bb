// `npm run soak`: what takes longer than a test may (millions of fuzzed inputs, 5 GiB files, every provider).
//   npm run soak                           all at once, for ten minutes
//   npm run soak -- --seconds 60 NAME…     some, for a time
// A soak is a file in e2e/soak that exports `soak(deadline)`: it works until `deadline` (ms since 1970), says what it
// does, and answers how many checks passed and failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
if (names.length === 1) total[(await holds(names[0] ?? '')) ? 'passed' : 'failed'] += 1;
else for (const held of await Promise.all(names.map(holdsInItsOwnProcess))) total[held ? 'passed' : 'failed'] += 1;
if (total.passed + total.failed === 0) total.failed = 1;
if (values.report !== undefined) fs.writeFileSync(values.report, JSON.stringify(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * Millions of inputs of one property are one test.
 * @param {string} name
 */
async function holds(name) {
  console.log(`soak ${name}`);
  try {
    const { soak } = await import(path.join(folder, `${name}.ts`));
    const { passed, failed } = await soak(Date.now() + Number(values.seconds) * 1000);
    console.log(`soak ${name}: ${passed} checks passed, ${failed} failed`);
    return failed === 0 && passed > 0;
  } catch (error) {
    console.error(error);
    return false;
  }
}

/**
 * Each works on one core, and looks at the memory of its process.
 * @param {string} name
 */
async function holdsInItsOwnProcess(name) {
  const again = [import.meta.filename, '--seconds', values.seconds, name];
  const child = spawn(process.execPath, again, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  return code === 0;
}
