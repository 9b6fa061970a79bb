import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Practice, startPractice } from '../practice/world.ts';
import { hostile } from '../tokens/providers.ts';
import { asPerson, ExportDesk, type ExportDraft, must, statesOf } from './export-desk.ts';

// Real processes, a module that hangs, tokens that sync to disk.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/**
 * Keydock ends in the middle of a key, on a token that stores it before it is proven. What a crash leaves on the disk is
 * copied at that moment; the next start works with the copy.
 */
const product = 'Field kit F1';
const provider = hostile('line 3');
let practice: Practice;
let desk: ExportDesk;
let left: string;
let draft: ExportDraft;

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10, approved: 10, inProcess: 10 } });
  desk = await ExportDesk.open(practice, [provider]);
  left = await mkdtemp(path.join(tmpdir(), 'keydock-crash-'));
  const key = await desk.approvedKey('line 3', product);
  // No copies: the probe finds it, so keys are stored under an unfinished name until they are proven.
  provider.behave('fail C_CopyObject 0x54');
  draft = await desk.previewed(key, product, 'line 3');
});
afterAll(async () => {
  provider.behave();
  await desk.close();
  provider.remove();
  await practice.close();
  await rm(left, { recursive: true });
});

test('a crash in the middle of the second key', async () => {
  desk.answer = () => ({ confirmed: true, typed: '', reason: '' });
  const { handlers } = desk.exports;
  must(await handlers.run({ id: draft.id, keys: [0, 1, 2], allowDuplicates: false, stopAtFailure: false }, asPerson()));
  await until(async () => statesOf(must(await handlers.get({ id: draft.id }, asPerson())))[0]?.kind === 'stored');
  provider.behave('hang C_SetAttributeValue');
  await until(
    async () =>
      (await hangs()) || statesOf(must(await handlers.get({ id: draft.id }, asPerson())))[2]?.kind === 'stored',
  );
  await cp(path.join(desk.desk.folder, 'exports'), path.join(left, 'exports'), { recursive: true });
  desk.tokens.endAll('quit');
  await desk.ended(draft.id);
  await desk.exports.dispose();
  provider.behave();
});

test('at the next start the export says at which key it was cut off, and keeps what was stored', async () => {
  desk.restart(left);
  const taken = must(await desk.exports.handlers.get({ id: draft.id }, asPerson()));
  expect(taken).toMatchObject({ step: 'record', record: null, doing: null });
  const kinds = statesOf(taken).map((state) => (state.kind === 'failed' ? state.failure.code : state.kind));
  expect(kinds.filter((kind) => kind === 'export.interrupted')).toHaveLength(1);
  expect(kinds[0]).toBe('stored');
  expect(kinds.at(-1)).toMatch(/skipped|export\.interrupted/);
});

test('once somebody is logged in, what is left on the token is found, named, and matched to its key', async () => {
  await desk.token('line 3');
  const overview = must(await desk.exports.handlers.overview({}, asPerson()));
  expect(overview.leftovers).toMatchObject([
    { tokenLabel: 'line 3', label: expect.stringContaining('keydock: unfinished') },
  ]);
  const taken = must(await desk.exports.handlers.get({ id: draft.id }, asPerson()));
  const cut = statesOf(taken).find((state) => state.kind === 'failed');
  expect(cut).toMatchObject({ failure: { facts: { found: 'An unfinished object of it is on the token.' } } });
  const found = (await desk.journal()).filter((line) => line['act'] === 'leftover.found');
  expect(found).toHaveLength(1);
});

test('it can be destroyed, and is gone from the list', async () => {
  const overview = must(await desk.exports.handlers.overview({}, asPerson()));
  const [leftover] = overview.leftovers;
  const wish = { token: leftover?.token ?? '', object: leftover?.object ?? '' };
  expect(must(await desk.tokens.handlers.destroyObject(wish, asPerson()))).toEqual({ destroyed: true });
  expect(must(await desk.exports.handlers.overview({}, asPerson())).leftovers).toEqual([]);
});

test('the record of what was stored can still be made', async () => {
  const finished = must(await desk.exports.handlers.finish({ id: draft.id }, asPerson()));
  const text = await readFile(path.join(left, 'exports', 'records', `${finished.record}.jws`), 'utf8');
  const record = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) as {
    keys: { outcome: object }[];
  };
  expect(record.keys[0]?.outcome).toMatchObject({ kind: 'stored', placed: 'in-place' });
  expect(record.keys.map(({ outcome }) => outcome)).toContainEqual(
    expect.objectContaining({ kind: 'failed', failure: expect.objectContaining({ code: 'export.interrupted' }) }),
  );
});

/** A key is at work and does not come to an end. */
async function hangs(): Promise<boolean> {
  const before = must(await desk.exports.handlers.get({ id: draft.id }, asPerson()));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const after = must(await desk.exports.handlers.get({ id: draft.id }, asPerson()));
  const running = (shown: ExportDraft) => statesOf(shown).findIndex(({ kind }) => kind === 'running');
  return running(before) >= 0 && running(before) === running(after);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 600) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
