import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { readLine, verifyChain } from './chain.ts';
import { journalText, rowOf } from './journal-lines.ts';

/** What a spreadsheet takes for the beginning of a formula, also in full width and after blanks. @see OWASP, CSV Injection */
const formula = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
/** Characters that fit into one cell of the common spreadsheets. */
const cellLimit = 32_000;

/**
 * The journal as a table for people: RFC 4180, UTF-8 with a byte order mark (spreadsheets guess a local encoding without
 * it). Nothing in it can start a formula. It cannot be verified; the JSON export and the file itself can.
 */
export function csvOf(text: string): string {
  const journal = journalText(text);
  const head = ['line', 'entry', 'time', 'kind', 'what happened', 'mark', 'hash', 'previous hash', 'as written'];
  const rows = journal.rows.map((row, index) => {
    const line = readLine(row);
    const { sentence, mark } = rowOf(journal, index + 1);
    return [
      String(index + 1),
      line === null ? '' : String(line.seq),
      line?.at ?? '',
      line?.kind ?? '',
      sentence,
      mark?.text ?? '',
      line?.hash ?? '',
      line?.prev ?? '',
      row.length <= cellLimit ? row : `too long for a cell: ${row.length} characters, whole in the JSON export`,
    ];
  });
  return `\uFEFF${[head, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(text: string): string {
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** The journal as JSON: every line whole, those that are none of the journal's as text, and how the chain stood. */
export function jsonOf(text: string, at: string): string {
  const lines = journalText(text).rows.map((row, index) => {
    const entry = readLine(row);
    return entry === null ? { line: index + 1, unreadable: row } : { line: index + 1, entry };
  });
  return `${JSON.stringify({ what: 'Keydock journal', exportedAt: at, chain: verifyChain(text), lines }, null, 2)}\n`;
}

/** Error codes by which a file system says that it has no hard links. */
const noLinks: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Writes a file that was not there before, readable by its owner alone, and gives it its name when it is whole.
 * @returns what it is to the system, by which it is told from another that takes its name later
 * @throws Error 'EEXIST' where the name is taken, which is then untouched; any other error leaves nothing behind
 */
export async function writeNew(file: string, content: string): Promise<Stats> {
  const draft = path.join(path.dirname(file), `.${path.basename(file).slice(0, 80)}.${randomBytes(6).toString('hex')}`);
  try {
    const written = await writeWhole(draft, content);
    // A link, unlike a rename, refuses a name that is taken.
    await fs.link(draft, file);
    return written;
  } catch (error) {
    if (!noLinks.has(codeOf(error))) throw error;
    return await writeWhole(file, content);
  } finally {
    await fs.rm(draft, { force: true });
  }
}

async function writeWhole(file: string, content: string): Promise<Stats> {
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content, 'utf8');
    await handle.sync();
    return await handle.stat();
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** The system's word for what went wrong, such as ENOSPC. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
