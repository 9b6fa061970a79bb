import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../app/contract/define.ts';
import { JournalEntry } from '../../app/contract/journal-shapes.ts';
import type { FactGroup } from '../../app/facts.ts';
import type { Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { createActs } from './acts.ts';
import { canonicalJson } from './canonical-json.ts';
import { openJournal } from './journal.ts';
import { journalHandlers } from './journal-handlers.ts';

const log: Log = { event: () => undefined, incident: () => 'TEST-0001' };
const caller: Caller = { webContentsId: 1 };
const jonas = { identity: 'oid:1', name: 'Jonas', groups: ['never written'] };
const northwind = { id: 'p-1', name: 'Northwind', clientSecret: 'never written' };
const facts: FactGroup[] = [{ title: 'Key', facts: [{ label: 'Type', value: { kind: 'text', text: 'AES-256' } }] }];
const words = 'export “Bootloader” onto “Line 3 HSM”';

let dir = '';
let who: typeof jonas | null = jonas;

beforeEach(async () => {
  dir = await fs.mkdtemp(path.join(os.tmpdir(), 'keydock-acts-'));
  who = jonas;
});
afterEach(() => fs.rm(dir, { recursive: true, force: true }));

function world() {
  const journal = openJournal({ dir, log });
  const acts = createActs({ journal, who: () => who, profile: () => northwind });
  const handlers = journalHandlers({ journal, dialogs: { saveFile: async () => null }, log });
  return { journal, acts, handlers };
}
const written = async () => {
  const text = await fs.readFile(path.join(dir, 'journal.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};
function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

test('the intent is on the disk before begin answers, and says who, where and what was shown', async () => {
  const { acts } = world();
  value(await acts.begin({ act: 'export.key', words, facts }));
  expect(await written()).toMatchObject([
    {
      kind: 'act.intent',
      act: 'export.key',
      words,
      account: { identity: 'oid:1', name: 'Jonas' },
      profile: { id: 'p-1', name: 'Northwind' },
      facts: { groups: facts },
      seq: 1,
    },
  ]);
  expect(await fs.readFile(path.join(dir, 'journal.jsonl'), 'utf8')).not.toContain('never written');
});

test('the outcome names its intent, and who began it even when they are gone by then', async () => {
  const { acts, journal, handlers } = world();
  const begun = value(await acts.begin({ act: 'export.key', words }));
  await acts.note('leftover.found', 'Something else was found.');
  who = null;
  await begun.done('It is there.', { grade: 'K', facts });
  const lines = await written();
  expect(lines[1]).toMatchObject({ kind: 'act.note', act: 'leftover.found', account: { name: 'Jonas' } });
  expect(lines[2]).toMatchObject({
    kind: 'act.outcome',
    intent: 1,
    grade: 'K',
    account: { name: 'Jonas' },
    result: { kind: 'done', words: 'It is there.' },
    facts: { groups: facts },
  });
  expect(await journal.verify()).toMatchObject({ kind: 'whole', lines: 3 });
  const { rows } = value(await handlers.page({ page: 0 }, caller));
  expect(rows.map(({ mark }) => mark?.text)).toEqual(['stored', undefined, 'intent']);
  for (const line of [1, 2, 3]) {
    const entry = value(await handlers.open({ line }, caller));
    expect(JournalEntry.parse(entry)).toEqual(entry);
  }
  expect(value(await handlers.open({ line: 3 }, caller)).shown).toEqual(facts);
});

test('a failure and a no are outcomes too', async () => {
  const { acts } = world();
  const [first, second] = [
    value(await acts.begin({ act: 'export.key', words })),
    value(await acts.begin({ act: 'export.key', words })),
  ];
  await first.failed({ code: 'token.pin-locked', facts: {} });
  await second.declined();
  expect((await written()).slice(2)).toMatchObject([
    { intent: 1, result: { kind: 'failed', words, failure: { code: 'token.pin-locked' } } },
    { intent: 2, result: { kind: 'declined', words } },
  ]);
});

test('with nobody signed in the line says so, in words', async () => {
  who = null;
  const { acts, handlers } = world();
  value(await acts.begin({ act: 'export.key', words }));
  const entry = value(await handlers.open({ line: 1 }, caller));
  expect(entry.row.sentence).toBe(`Begun: ${words}.`);
  const facts = entry.groups.flatMap((group) => group.facts);
  expect(facts.find(({ label }) => label === 'Who')?.value).toEqual({ kind: 'none', text: 'none' });
});

test('what cannot be written is not begun', async () => {
  const { acts } = world();
  await fs.mkdir(path.join(dir, 'journal.jsonl'));
  expect(await acts.begin({ act: 'export.key', words })).toMatchObject({ error: { code: 'journal.unwritable' } });
  expect(await acts.note('leftover.found', 'Found.')).toMatchObject({ error: { code: 'journal.unwritable' } });
});

test('an act is ended once', async () => {
  const { acts } = world();
  const begun = value(await acts.begin({ act: 'export.key', words }));
  await begun.declined();
  await expect(begun.done('It is there.')).rejects.toThrow('ended twice');
  expect(await written()).toHaveLength(2);
});

test('an extra field cannot pass for a field of the line', async () => {
  const { acts } = world();
  const begun = value(await acts.begin({ act: 'export.key', words }));
  await begun.done('It is there.', { kind: 'decision.outcome', intent: 9, account: null, result: {} });
  expect((await written())[1]).toMatchObject({
    kind: 'act.outcome',
    intent: 1,
    account: { name: 'Jonas' },
    result: { kind: 'done' },
  });
});

test('facts and words of any size fit into a line; large facts are kept by their digest', async () => {
  const { acts } = world();
  const many = Array.from({ length: 40 }, () => ({
    title: 'T',
    facts: [{ label: 'L', value: { kind: 'text', text: 'x'.repeat(16_000) } as const }],
  }));
  const begun = value(await acts.begin({ act: 'export.key', words: 'y'.repeat(10_000), facts: many }));
  await begun.done('z'.repeat(10_000));
  const [intent] = await written();
  expect(intent).toMatchObject({
    factsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    factsBytes: Buffer.byteLength(canonicalJson({ groups: many })),
  });
  expect(intent).not.toHaveProperty('facts');
});
