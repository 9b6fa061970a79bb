import { z } from 'zod';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

/** What comes before the first line. */
export const genesis = '0'.repeat(64);

const Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** One line of the journal. `hash` covers all the rest, and `prev` is the hash of the line before: a chain. */
export const Line = z.looseObject({
  seq: z.number().int().positive(),
  at: z.string().max(40),
  kind: z.string().max(64),
  prev: Hex,
  hash: Hex,
});
export type Line = z.output<typeof Line>;

/** What is written down: a kind out of the journal's vocabulary and what belongs to it. Never a secret. */
export interface Entry {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Kind of the line that follows a line which a crash cut short: it names what was left there. */
export const tornKind = 'journal.torn-line';

/** The next line of a chain. */
export function nextLine(entry: Entry, last: { readonly seq: number; readonly hash: string }, at: string): Line {
  const body = { ...entry, seq: last.seq + 1, at, prev: last.hash };
  return { ...body, hash: sha256Hex(canonicalJson(body)) };
}

/** A line of text as a line of the journal, with its own hash right; null for anything else. */
export function readLine(text: string): Line | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = Line.safeParse(json);
  if (!parsed.success) return null;
  const { hash, ...body } = parsed.data;
  return sha256Hex(canonicalJson(body)) === hash ? parsed.data : null;
}

/** How a journal stands. */
export type Verdict =
  | {
      readonly kind: 'whole';
      readonly lines: number;
      readonly torn: number;
      /** Whether the last line is a torn one: the next entry will name it. */
      readonly endsTorn: boolean;
      readonly head: string;
    }
  /** `line` counts from 1 in the file. */
  | { readonly kind: 'broken'; readonly line: number; readonly why: string };

/**
 * Follows the chain from its first line. A line that a crash cut short breaks nothing where the next one names it, or
 * where it is the last. What this cannot show: that lines at the end were taken away (the head, kept elsewhere, can).
 */
export function verifyChain(text: string): Verdict {
  const ended = text.endsWith('\n');
  const rows = text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n');
  let last = { seq: 0, hash: genesis };
  let torn = 0;
  let endsTorn = false;
  for (const [index, row] of rows.entries()) {
    const line = readLine(row);
    if (line === null) {
      const next = rows[index + 1];
      const isLast = next === undefined && !ended;
      if (!isLast && !namesTorn(next, row)) {
        return { kind: 'broken', line: index + 1, why: 'it is not a line of the journal, or was changed' };
      }
      torn += 1;
      endsTorn = isLast;
      continue;
    }
    if (line.prev !== last.hash || line.seq !== last.seq + 1) {
      return { kind: 'broken', line: index + 1, why: 'it does not follow the line before it' };
    }
    last = line;
  }
  return { kind: 'whole', lines: last.seq, torn, endsTorn, head: last.hash };
}

/** Whether the line after a torn one says so, and with which content. */
export function namesTorn(next: string | undefined, row: string): boolean {
  const line = next === undefined ? null : readLine(next);
  return line?.kind === tornKind && line['sha256'] === sha256Hex(row);
}
