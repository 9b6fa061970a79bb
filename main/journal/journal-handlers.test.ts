import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contract } from '../../app/contract/contract.ts';
import { ok } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';
import { type Journal, openJournal } from './journal.ts';
import { journalHandlers } from './journal-handlers.ts';

const log: Log = { event: () => undefined, incident: () => 'TEST-0001' };
const caller = { webContentsId: 1 };
let folder = '';
let file = '';
let journal: Journal;
let chosen: string | null = null;
let asked: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'keydock-journal-page-'));
  file = path.join(folder, 'journal', 'journal.jsonl');
  journal = openJournal({ dir: path.join(folder, 'journal'), log });
  asked = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function handlers() {
  return journalHandlers({
    journal,
    dialogs: {
      saveFile: async ({ name }) => {
        asked.push(name);
        return chosen;
      },
    },
    log,
  });
}

const about = {
  account: { identity: 'oid:1', name: 'Jonas' },
  decision: 'APPROVE',
  item: 'r-1',
  queue: 'imagesignigs',
};
async function decide(title = 'firmware'): Promise<void> {
  const intent = await journal.append({
    kind: 'decision.intent',
    ...about,
    reason: '',
    digest: 'a'.repeat(64),
    facts: {
      noun: 'Encrypt request',
      title,
      groups: [{ title: 'What', facts: [{ label: 'Mode', value: { kind: 'text', text: 'GCM' } }] }],
    },
  });
  await journal.append({
    kind: 'decision.outcome',
    ...about,
    intent: intent.ok && intent.value.seq,
    digest: 'a'.repeat(64),
    result: { kind: 'done', stateName: 'Ready', retired: 0 },
  });
}
async function damage(change: (rows: string[]) => string[]): Promise<void> {
  const rows = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${change(rows).join('\n')}\n`);
}
async function answered<T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: object }>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('reading', () => {
  test('nothing written: an empty list, and nothing is made on the disk', async () => {
    expect(await answered(handlers().page({ page: 0 }, caller))).toMatchObject({ count: 0, rows: [] });
    expect(await answered(handlers().state({}, caller))).toEqual({ lines: 0, head: null });
    expect(await readdir(folder)).toEqual([]);
  });

  test('newest first, ten a page, each as the contract says', async () => {
    for (let times = 0; times < 6; times++) await decide(`firmware-${times}`);
    const [first, second] = [
      await answered(handlers().page({ page: 0 }, caller)),
      await answered(handlers().page({ page: 1 }, caller)),
    ];
    expect(contract.journal.page.output.parse(first)).toEqual(first);
    expect(first.rows.map(({ line }) => line)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(second.rows.map(({ line }) => line)).toEqual([2, 1]);
    expect(first.rows[0]).toMatchObject({
      picture: 'outcome',
      mark: { text: 'approved' },
      sentence: 'Jonas approved the encrypt request “firmware-5”, read back as “Ready”.',
    });
    expect(first.rows[1]?.mark).toEqual({ text: 'intent', tone: 'plain' });
    expect((await answered(handlers().page({ page: 2 }, caller))).rows).toEqual([]);
  });

  test('a line opened gives its fields, hashes and what was shown', async () => {
    await decide();
    const entry = await answered(handlers().open({ line: 1 }, caller));
    expect(contract.journal.open.output.parse(entry)).toEqual(entry);
    const facts = entry.groups.flatMap(({ facts }) => facts);
    expect(facts.find(({ label }) => label === 'Who')?.value).toMatchObject({ text: 'Jonas', mute: 'identity: oid:1' });
    expect(facts.find(({ label }) => label === 'Previous hash')?.value).toMatchObject({ hex: '0'.repeat(64) });
    expect(entry.shown[0]?.facts[0]?.label).toBe('Mode');
    expect(JSON.parse(entry.written)).toMatchObject({ seq: 1 });
    expect(await handlers().open({ line: 3 }, caller)).toMatchObject({ error: { code: 'journal.line-gone' } });
  });

  test('an intent without an outcome, a changed line and a kind nobody knows are shown, not hidden', async () => {
    await decide();
    await journal.append({ kind: 'decision.intent', ...about, reason: '' });
    await journal.append({ kind: 'later.kind', constructor: 'x', list: [1, { a: 2 }] });
    await damage((rows) => rows.with(0, rows[0]!.replace('Jonas', 'Klaus')));
    const { rows } = await answered(handlers().page({ page: 0 }, caller));
    expect(rows.map(({ mark }) => mark?.text ?? null)).toEqual([null, 'no outcome', 'approved', 'changed']);
    for (const line of [1, 2, 3, 4]) {
      const entry = await answered(handlers().open({ line }, caller));
      expect(contract.journal.open.output.parse(entry)).toEqual(entry);
    }
  });

  test('a journal that cannot be read is a failure with a code', async () => {
    const broken = { content: () => Promise.reject(new Error('x')), verify: () => Promise.reject(new Error('x')) };
    const those = journalHandlers({ journal: broken, dialogs: { saveFile: async () => null }, log });
    for (const answer of [those.page({ page: 0 }, caller), those.verify({}, caller)]) {
      expect(await answer).toMatchObject({ error: { code: 'journal.unreadable', incident: 'TEST-0001' } });
    }
  });
});

describe('verifying', () => {
  test('whole, with its head', async () => {
    await decide();
    const { result } = await answered(handlers().verify({}, caller));
    const { head } = await answered(handlers().state({}, caller));
    expect(result).toEqual({ kind: 'whole', entries: 2, torn: 0, endsTorn: false, head });
  });

  test('says where it was changed', async () => {
    await decide();
    await decide();
    await damage((rows) => rows.with(2, rows[2]!.replace('Jonas', 'Klaus')));
    expect((await answered(handlers().verify({}, caller))).result).toMatchObject({ kind: 'broken', line: 3 });
  });

  test('a torn last line is told from one that the next names', async () => {
    await decide();
    await writeFile(file, '{"kind":', { flag: 'a' });
    expect((await answered(handlers().verify({}, caller))).result).toMatchObject({ torn: 1, endsTorn: true });
    expect((await answered(handlers().page({ page: 0 }, caller))).rows[0]?.mark?.text).toBe('cut short');
    await decide();
    expect((await answered(handlers().verify({}, caller))).result).toMatchObject({ torn: 1, endsTorn: false });
  });
});

describe('exporting', () => {
  test('JSON has every line whole, so that anybody can follow the chain', async () => {
    await decide();
    chosen = path.join(folder, 'out.json');
    expect(await handlers().export({ format: 'json' }, caller)).toEqual(ok({ name: 'out.json' }));
    expect(asked[0]).toMatch(/^keydock-journal-\d{4}(-\d\d){5}\.json$/);
    const { lines, chain } = JSON.parse(await readFile(chosen, 'utf8'));
    expect(chain).toMatchObject({ kind: 'whole', lines: 2 });
    for (const { entry } of lines) {
      const { hash, ...body } = entry;
      expect(sha256Hex(canonicalJson(body))).toBe(hash);
    }
    expect((await stat(chosen)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['journal', 'out.json']);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', '\r=1'])(
    'CSV starts no formula: %j',
    async (kind) => {
      await journal.append({ kind });
      chosen = path.join(folder, 'out.csv');
      await handlers().export({ format: 'csv' }, caller);
      const text = await readFile(chosen, 'utf8');
      expect(text).toContain(`"'${kind}"`);
      expect(text).not.toMatch(/(^|,|\n)"?\s*[=+\-@＝]/);
    },
  );

  test('CSV keeps quotes and line breaks inside their cell', async () => {
    await decide('a "b",\nc');
    chosen = path.join(folder, 'out.csv');
    await handlers().export({ format: 'csv' }, caller);
    const text = await readFile(chosen, 'utf8');
    expect(text).toContain('“a ""b"",\nc”');
    expect(text.startsWith('\uFEFF"line","entry",')).toBe(true);
  });

  test('a file that is there is never replaced', async () => {
    await decide();
    chosen = path.join(folder, 'mine.json');
    await writeFile(chosen, 'mine');
    expect(await handlers().export({ format: 'json' }, caller)).toMatchObject({
      error: { code: 'journal.export-exists', facts: { name: 'mine.json' } },
    });
    expect(await readFile(chosen, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['journal', 'mine.json']);
  });

  test('no file chosen: nothing is written', async () => {
    chosen = null;
    expect(await handlers().export({ format: 'csv' }, caller)).toEqual(ok(null));
    expect(await readdir(folder)).toEqual([]);
  });

  test('a folder that is gone is a failure with its reason', async () => {
    chosen = path.join(folder, 'gone', 'out.csv');
    expect(await handlers().export({ format: 'csv' }, caller)).toMatchObject({
      error: { code: 'journal.export-failed', facts: { reason: 'ENOENT' } },
    });
  });
});
