import { arch, cpus, platform, totalmem } from 'node:os';

/** One measured row, named as in the table of numbers we hold ourselves to (README, "Numbers"). */
export interface Row {
  readonly name: string;
  /** Null where nothing could be measured; `bar` says why. */
  readonly value: number | null;
  readonly unit: 'ms' | 'MB' | 's' | 'count' | '×';
  /** What ours stands beside, and its figure in the same run. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** ours / peer, where a ratio says something. */
  readonly ratio: number | null;
  /** The bar in words. */
  readonly bar: string;
  readonly ok: boolean;
}

export interface Report {
  readonly runtime: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** An area answers its rows; it says on standard error what it is doing. */
export type Area = (say: (line: string) => void) => Promise<{ runtime: string; rows: readonly Row[] }>;

/** The middle of the sorted values; of an even number the lower one, so that it is a value that was seen. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The smallest value that at least `share` of the values do not exceed (nearest-rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('no values to take a percentile of');
  return value;
}

/** Cores, memory and system of this machine, in one line. */
export function describeMachine(): string {
  const cores = cpus();
  return `${cores.length} cores ${cores[0]?.model.trim() ?? ''}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`;
}

const shown = (value: number | null): string =>
  value === null ? '–' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2).replace(/\.?0+$/, '');

/** The report as a table for people. */
export function asTable(report: Report): string {
  const head = ['row', 'ours', 'unit', 'peer', 'peer value', 'ratio', 'bar', ''];
  const lines = report.rows.map((row) => [
    row.name,
    shown(row.value),
    row.unit,
    row.peer ?? '–',
    shown(row.peerValue),
    shown(row.ratio),
    row.bar,
    row.ok ? (row.value === null ? '' : 'ok') : 'MISSED',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const print = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [`${report.runtime} on ${report.machine}`, print(head), ...lines.map(print)].join('\n');
}
