/**
 * `npm run bench -- AREA… [--json]`: measures one area beside its peers in one run and prints a table,
 * or with --json one object {runtime, machine, rows}. Benchmarks are no part of the timed tests.
 */
import { type Area, asTable, describeMachine, type Report, type Row } from './report.ts';

const areas: Readonly<Record<string, () => Promise<Area>>> = {
  shell: async () => (await import('./shell/shell.ts')).measureShell,
  tokens: async () => (await import('./tokens/tokens.ts')).measureTokens,
  decrypt: async () => (await import('./decrypt/decrypt.ts')).measureDecrypt,
};

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => areas[name] === undefined);
if (names.length === 0 || unknown.length > 0) {
  console.error(`usage: npm run bench -- AREA… [--json]; areas: ${Object.keys(areas).join(', ')}`);
  process.exit(2);
}
const rows: Row[] = [];
let runtime = '';
for (const name of names) {
  const measure = await areas[name]?.();
  if (measure === undefined) continue;
  const measured = await measure((line) => console.error(`  ${line}`));
  rows.push(...measured.rows);
  runtime = measured.runtime;
}
const report: Report = { runtime, machine: describeMachine(), rows };
console.log(args.includes('--json') ? JSON.stringify(report) : asTable(report));
process.exit(rows.every((row) => row.ok) ? 0 : 1);
