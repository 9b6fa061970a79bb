import { fork } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Log } from '../log.ts';
import { canonicalJson } from './canonical-json.ts';
import { openJournal } from './journal.ts';

const incidents: unknown[] = [];
const log: Log = {
  event: () => undefined,
  incident: (_where, error) => {
    incidents.push(error);
    return 'TEST-0001';
  },
};
let dir = '';
let file = '';

beforeEach(async () => {
  dir = await fs.mkdtemp(path.join(os.tmpdir(), 'keydock-journal-'));
  file = path.join(dir, 'journal.jsonl');
  incidents.length = 0;
});
afterEach(() => fs.rm(dir, { recursive: true, force: true }));

const text = () => fs.readFile(file, 'utf8');

test('lines are numbered, chained and verified, and survive a restart', async () => {
  const first = openJournal({ dir, log });
  await first.append({ kind: 'test', value: 1 });
  const again = openJournal({ dir, log });
  const second = await again.append({ kind: 'test', value: 2 });
  expect(second).toMatchObject({ ok: true, value: { seq: 2 } });
  const verdict = await again.verify();
  expect(verdict).toMatchObject({ kind: 'whole', lines: 2, torn: 0, head: second.ok && second.value.hash });
  expect((await again.read(1))[0]).toMatchObject({ seq: 2, value: 2 });
});

test('only its owner may read it', async () => {
  const journal = openJournal({ dir, log });
  await journal.append({ kind: 'test' });
  expect((await fs.stat(file)).mode & 0o777).toBe(0o600);
});

describe('the chain shows every change', () => {
  test.each([
    ['a changed word', (rows: string[]) => rows.with(1, rows[1]!.replace('"b"', '"x"')), 2],
    ['a line taken out', (rows: string[]) => rows.toSpliced(1, 1), 2],
    ['two lines swapped', (rows: string[]) => [rows[1]!, rows[0]!, rows[2]!], 1],
    ['a line put in', (rows: string[]) => rows.toSpliced(1, 0, rows[0]!), 2],
    ['a line of nonsense', (rows: string[]) => rows.toSpliced(2, 0, 'nonsense'), 3],
  ])('%s', async (_, damage, line) => {
    const journal = openJournal({ dir, log });
    for (const word of ['a', 'b', 'c']) await journal.append({ kind: 'test', word });
    const rows = (await text()).trimEnd().split('\n');
    await fs.writeFile(file, `${damage(rows).join('\n')}\n`);
    expect(await journal.verify()).toMatchObject({ kind: 'broken', line });
  });
});

describe('a line that a crash cut short', () => {
  test('is kept, named by the next line, and breaks nothing', async () => {
    const journal = openJournal({ dir, log });
    await journal.append({ kind: 'test', word: 'a' });
    await fs.appendFile(file, '{"kind":"decision.intent","seq":2,"at":"20');
    expect(await journal.verify()).toMatchObject({ kind: 'whole', lines: 1, torn: 1 });
    await journal.append({ kind: 'test', word: 'b' });
    expect(await text()).toContain('{"kind":"decision.intent","seq":2,"at":"20\n');
    expect(await journal.verify()).toMatchObject({ kind: 'whole', lines: 3, torn: 1 });
  });

  test('cannot be changed afterwards', async () => {
    const journal = openJournal({ dir, log });
    await journal.append({ kind: 'test' });
    await fs.appendFile(file, 'torn');
    await journal.append({ kind: 'test' });
    await fs.writeFile(file, (await text()).replace('\ntorn\n', '\nTORN\n'));
    expect(await journal.verify()).toMatchObject({ kind: 'broken', line: 2 });
  });
});

test('a folder that cannot be written is a failure with a code, and says so before anything is done', async () => {
  const journal = openJournal({ dir, log });
  await fs.mkdir(file);
  expect(await journal.append({ kind: 'test' })).toMatchObject({
    ok: false,
    error: { code: 'journal.unwritable', incident: 'TEST-0001' },
  });
});

test('an entry that is too long is a failure with a code, not a throw', async () => {
  const journal = openJournal({ dir, log });
  expect(await journal.append({ kind: 'test', word: 'a'.repeat(512 * 1024) })).toMatchObject({
    ok: false,
    error: { code: 'journal.unwritable', incident: 'TEST-0001' },
  });
  expect(await journal.append({ kind: 'test' })).toMatchObject({ ok: true, value: { seq: 1 } });
});

test('several processes share it without losing or tearing a line', async () => {
  const writer = path.join(dir, 'writer.mjs');
  const source = path.join(import.meta.dirname, 'journal.ts');
  await fs.writeFile(
    writer,
    `import { openJournal } from ${JSON.stringify(source)};
     const log = { event() {}, incident(_where, error) { throw error; } };
     const journal = openJournal({ dir: ${JSON.stringify(dir)}, log });
     for (let i = 0; i < 25; i++) await journal.append({ kind: 'test', from: process.pid, i });`,
  );
  const ended = [1, 2, 3].map(
    () => new Promise<number | null>((resolve) => fork(writer).on('exit', (code) => resolve(code))),
  );
  expect(await Promise.all(ended)).toEqual([0, 0, 0]);
  const journal = openJournal({ dir, log });
  expect(await journal.verify()).toMatchObject({ kind: 'whole', lines: 75, torn: 0 });
});

test('a lock left by a process that died is taken over', async () => {
  const dead = fork(path.join(import.meta.dirname, 'canonical-json.ts'));
  await new Promise((resolve) => dead.on('exit', resolve));
  await fs.writeFile(path.join(dir, 'journal.lock'), JSON.stringify({ pid: dead.pid, id: 'left' }));
  const journal = openJournal({ dir, log });
  expect(await journal.append({ kind: 'test' })).toMatchObject({ ok: true });
});

test('a lock held by a living process is waited for, then given up', async () => {
  await fs.writeFile(path.join(dir, 'journal.lock'), JSON.stringify({ pid: process.pid, id: 'someone' }));
  const journal = openJournal({ dir, log });
  expect(await journal.append({ kind: 'test' })).toMatchObject({ ok: false, error: { code: 'journal.unwritable' } });
  expect(incidents[0]).toMatchObject({ code: 'EBUSY' });
});

test.each([
  ['the order of keys', { b: 1, a: { d: 1, c: 2 } }, '{"a":{"c":2,"d":1},"b":1}'],
  ['absent keys', { a: undefined, b: null }, '{"b":null}'],
  ['lists', [2, 'ä', [true]], '[2,"ä",[true]]'],
])('canonical JSON does not depend on %s', (_, value, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});
