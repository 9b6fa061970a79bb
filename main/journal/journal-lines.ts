import { z } from 'zod';
import type { JournalEntry, JournalRow } from '../../app/contract/journal-shapes.ts';
import { type Fact, type FactGroup, FactGroups } from '../../app/facts.ts';
import { actKinds } from '../../app/journal-act-words.ts';
import type { Related } from '../../app/journal-line.ts';
import { damagedWords, journalWords, kinds } from '../../app/journal-words.ts';
import { type Line, namesTorn, readLine } from './chain.ts';

/** Characters of a line that are shown; the export has it whole. */
const writtenShown = 64 * 1024;
/** Characters of a value that a fact shows. */
const valueShown = 2_000;
/** Characters of what stands beside a name. */
const besideShown = 240;

/** The journal as it lies on the disk, line by line. */
export interface JournalText {
  /** Every line as written, also those that are none of the journal's. */
  readonly rows: readonly string[];
  /** Whether the last one has its line end. */
  readonly ended: boolean;
}

export function journalText(text: string): JournalText {
  const ended = text.endsWith('\n');
  return { rows: text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n'), ended };
}

/** Hash of the newest line that is whole; null where there is none. */
export function headOf({ rows }: JournalText): string | null {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const line = readLine(rows[index] ?? '');
    if (line !== null) return line.hash;
  }
  return null;
}

/** One line in words. @param number its place, from 1 */
export function rowOf(journal: JournalText, number: number): JournalRow {
  const text = journal.rows[number - 1] ?? '';
  const line = readLine(text);
  const place = { id: String(number), line: number };
  if (line === null) {
    const next = journal.rows[number];
    const isTorn = next === undefined ? !journal.ended : namesTorn(next, text);
    return { ...place, at: null, ...damagedWords(isTorn) };
  }
  return { ...place, at: line.at, ...journalWords(line, related(journal, number, line)) };
}

/** One line with all that is written in it. */
export function entryOf(journal: JournalText, number: number): JournalEntry {
  const text = journal.rows[number - 1] ?? '';
  const line = readLine(text);
  // Parsed anew: the order of its fields is kept.
  const written = line === null ? text : JSON.stringify(JSON.parse(text), null, 2);
  return {
    row: rowOf(journal, number),
    groups: line === null ? [] : [fieldsOf(line), chainOf(line, number)],
    shown: line === null ? [] : shownIn(line),
    written: written.slice(0, writtenShown),
    length: text.length,
  };
}

/** Lines that come in two: what was about to be done, and what became of it. */
const pairs: readonly { readonly intent: string; readonly outcome: string }[] = [kinds, actKinds];

function related(journal: JournalText, number: number, line: Line): Related {
  for (const { intent, outcome } of pairs) {
    if (line.kind === outcome) return { intent: intentOf(journal, number, line['intent'], intent) };
    if (line.kind === intent) return { outcome: outcomeOf(journal, number, line.seq, outcome) };
  }
  return {};
}

/** An intent stands before its outcome, mostly next to it. Torn lines have no number of their own, so it is looked for. */
function intentOf({ rows }: JournalText, number: number, seq: unknown, kind: string): Line | undefined {
  for (let index = number - 2; index >= 0; index -= 1) {
    const line = readLine(rows[index] ?? '');
    if (line === null) continue;
    if (line.seq === seq && line.kind === kind) return line;
    if (typeof seq !== 'number' || line.seq < seq) return undefined;
  }
  return undefined;
}

function outcomeOf({ rows }: JournalText, number: number, seq: number, kind: string): Line | undefined {
  // A quick look first: hashing every later line for each intent in view would take long in a long journal. Inside a
  // string the quotes would be escaped, so only a field can match.
  const field = `"intent":${seq},`;
  for (let index = number; index < rows.length; index += 1) {
    const text = rows[index] ?? '';
    if (!text.includes(field)) continue;
    const line = readLine(text);
    if (line?.kind === kind && line['intent'] === seq) return line;
  }
  return undefined;
}

/** Names of fields as people write them; any other field is shown by its own name. */
const labels: ReadonlyMap<string, string> = new Map([
  ['kind', 'Kind'],
  ['profile', 'Profile'],
  ['queue', 'Queue'],
  ['item', 'Item'],
  ['decision', 'Decision'],
  ['act', 'Act'],
  ['words', 'What'],
  ['account', 'Who'],
  ['reason', 'Reason or note'],
  ['digest', 'SHA-256 of what was confirmed'],
  ['intent', 'Entry of the intent'],
  ['result', 'Outcome'],
  ['factsSha256', 'SHA-256 of what was shown'],
  ['factsBytes', 'Bytes of what was shown'],
  ['sha256', 'SHA-256 of the line cut short'],
  ['length', 'Its characters'],
  ['grade', 'Grade'],
  ['keySha256', 'SHA-256 of the public key'],
  ['kid', 'Thumbprint of the key'],
  ['record', 'Record'],
  ['client', 'Client'],
]);

const chained: ReadonlySet<string> = new Set(['seq', 'at', 'prev', 'hash']);

function fieldsOf(line: Line): FactGroup {
  const fields = Object.entries(line).filter(([name]) => !chained.has(name) && name !== 'facts');
  return {
    title: 'What is written',
    facts: fields.slice(0, 60).map(([name, value]) => factOf((labels.get(name) ?? name).slice(0, 300), value)),
  };
}

const Named = z.object({ name: z.string() });
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

function factOf(label: string, value: unknown): Fact {
  if (value === '') return { label, value: { kind: 'none', text: 'none given' } };
  if (value === null) return { label, value: { kind: 'none', text: 'none' } };
  if (Digest.safeParse(value).success)
    return { label, value: { kind: 'digest', algorithm: 'SHA-256', hex: String(value) } };
  if (typeof value !== 'object' || value === null)
    return { label, value: { kind: 'text', text: short(String(value)) } };
  const named = Named.safeParse(value);
  if (!named.success) return { label, value: { kind: 'text', text: short(plain(value)) } };
  const { name, ...rest } = value as { readonly name: string };
  return { label, value: { kind: 'text', text: short(named.data.name), mute: short(plain(rest), besideShown) } };
}

/** A small object as words: `kind done, state name Approved`. Only its form changes; the written line is below. */
function plain(value: object): string {
  return Object.entries(value)
    .filter(([, part]) => part !== undefined && part !== '')
    .map(
      ([name, part]) => `${name}: ${typeof part === 'object' && part !== null ? JSON.stringify(part) : String(part)}`,
    )
    .join(' · ');
}

function chainOf({ seq, at, hash, prev }: Line, number: number): FactGroup {
  return {
    title: 'In the chain',
    facts: [
      {
        label: 'Entry',
        value: { kind: 'text', text: String(seq), mute: seq === number ? '' : `line ${number} of the file` },
      },
      { label: 'Time', value: { kind: 'time', iso: at } },
      { label: 'Hash', value: { kind: 'digest', algorithm: 'SHA-256', hex: hash } },
      { label: 'Previous hash', value: { kind: 'digest', algorithm: 'SHA-256', hex: prev } },
    ],
  };
}

/** The facts as they stood in the confirmation window. Those of another version may not fit: then they stay below only. */
function shownIn(line: Line): FactGroup[] {
  const facts = z.object({ groups: FactGroups }).safeParse(line['facts']);
  return facts.success ? facts.data.groups : [];
}

function short(text: string, most = valueShown): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}
