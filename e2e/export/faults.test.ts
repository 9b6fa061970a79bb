import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClientKey } from '../../app/contract/client-shapes.ts';
import { yes } from '../platform/desk.ts';
import type { ControlInput } from '../practice/control.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { hostile, softhsm } from '../tokens/providers.ts';
import { asPerson, ExportDesk, type ExportDraft, must, statesOf } from './export-desk.ts';

// Real processes, a module that hangs for seconds, tokens that sync to disk.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const product = 'Field kit F1';
let practice: Practice;
beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10, approved: 10, inProcess: 10 } });
});
afterAll(() => practice.close());

const codes = (draft: ExportDraft) =>
  statesOf(draft).map((state) => (state.kind === 'failed' ? state.failure.code : state.kind));

describe('a platform that answers wrongly', () => {
  const provider = softhsm('line 3');
  let desk: ExportDesk;
  let key: ClientKey;
  beforeAll(async () => {
    desk = await ExportDesk.open(practice, [provider]);
    key = await desk.approvedKey('line 3', product);
  });
  afterEach(() => practice.control('clearFaults', {}));
  afterAll(async () => {
    await desk.close();
    provider.remove();
  });

  /** A draft at its preview, and what became of asking for it under a fault. */
  async function previewUnder(fault: ControlInput<'fault'>) {
    const { handlers } = desk.exports;
    const { id } = must(await handlers.begin({ product: await desk.productId(product) }, asPerson()));
    must(await handlers.chooseKey({ id, key: key.place }, asPerson()));
    must(await handlers.chooseTarget({ id, token: (await desk.token('line 3')).id }, asPerson()));
    await practice.control('fault', fault);
    return { id, result: await handlers.preview({ id }, asPerson()) };
  }
  const at = { path: '/wrappedkeys' };

  test.each([
    ['a point off the curve', { kind: 'wrong-point', point: 'off-curve', ...at }, 'envelope.unreadable'],
    ['the point at infinity', { kind: 'wrong-point', point: 'infinity', ...at }, 'envelope.unreadable'],
    ['a point of another curve', { kind: 'wrong-point', point: 'p-384', ...at }, 'envelope.unreadable'],
    ['half an answer', { kind: 'truncated', ...at }, 'platform.unreadable'],
    ['the page of a proxy', { kind: 'html', ...at, count: 5 }, 'platform.unavailable'],
    ['no keys', { kind: 'number-of-keys', number: 0, ...at }, 'export.no-keys'],
    ['more keys than can be shown', { kind: 'number-of-keys', number: 1_001, ...at }, 'envelope.unreadable'],
    ['a refusal', { kind: 'status', status: 403, ...at }, 'platform.forbidden'],
  ] as const)('%s: said, nothing written, and tried again', async (_what, fault, code) => {
    const { id, result } = await previewUnder(fault);
    const shown = must(await desk.exports.handlers.get({ id }, asPerson()));
    // A wrong point is seen when it is first used: at the latest by the run, never by a key.
    if (result.ok) {
      expect(codes(await desk.run(id, [0]))).toEqual([code]);
    } else {
      expect(result.error.code).toBe(code);
      expect(shown).toMatchObject({ step: 'preview', preview: null, failure: { code }, doing: null });
    }
    await practice.control('clearFaults', {});
    expect(await desk.labelsOn('line 3')).toEqual([`sara ${product}`]);
    if (!result.ok)
      expect(must(await desk.exports.handlers.preview({ id }, asPerson()))).toMatchObject({ failure: null });
    must(await desk.exports.handlers.discard({ id }, asPerson()));
  });

  test('one flipped bit costs that key alone, and the others go on', async () => {
    const { id, result } = await previewUnder({ kind: 'flipped-bit', ...at });
    expect(result.ok).toBe(true);
    expect(codes(await desk.run(id, [0, 1, 5]))).toEqual(['import.not-unwrapped', 'stored', 'stored']);
  });

  test('unless they are to stop at the first failure', async () => {
    const { id } = await previewUnder({ kind: 'flipped-bit', ...at });
    const done = await desk.run(id, [0, 6, 7], { stopAtFailure: true });
    expect(codes(done)).toEqual(['import.not-unwrapped', 'skipped', 'skipped']);
    expect(statesOf(done)[1]).toMatchObject({ why: expect.stringContaining('you wanted the rest left alone') });
    // What is left can be run again, by the same preview, after a new confirmation.
    expect(codes(await desk.run(id, [6, 7]))).toEqual(['import.not-unwrapped', 'stored', 'stored']);
  });

  test('500 keys are previewed, and cancelling ends after the key at work', async () => {
    const { id, result } = await previewUnder({ kind: 'number-of-keys', number: 500, ...at });
    expect(must(result).preview?.keys).toHaveLength(500);
    const indexes = Array.from({ length: 500 }, (_, index) => index);
    const running = desk.run(id, indexes);
    while (!desk.drafts.at(-1)?.run?.keys.some(({ state }) => state.kind === 'stored')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    must(await desk.exports.handlers.cancel({ id }, asPerson()));
    const done = await running;
    const stored = codes(done).filter((code) => code === 'stored').length;
    expect(done.run?.isCancelled).toBe(true);
    expect(stored).toBeGreaterThan(0);
    expect(codes(done)).toEqual([
      ...codes(done).slice(0, stored),
      ...Array.from({ length: 500 - stored }, () => 'skipped'),
    ]);
    const labels = await desk.labelsOn('line 3');
    expect(labels.filter((label) => label.includes('bulk-'))).toHaveLength(stored);
  });

  test('a session that has ended meanwhile is said before anything is fetched', async () => {
    const draft = await desk.previewed(key, product, 'line 3');
    await desk.desk.signOut();
    const wish = { keys: [2], allowDuplicates: false, stopAtFailure: false };
    expect(await desk.exports.handlers.run({ id: draft.id, ...wish }, asPerson())).toMatchObject({
      ok: false,
      error: { code: 'session.signed-out' },
    });
    // Nor does somebody else export from what she has fetched.
    await desk.desk.signIn('elin');
    expect(await desk.exports.handlers.run({ id: draft.id, ...wish }, asPerson())).toMatchObject({
      ok: false,
      error: { code: 'export.not-found' },
    });
    await desk.desk.signIn('sara');
  });

  test('an export with stored keys and no record goes only when the person says so', async () => {
    const { id } = await desk.previewed(key, product, 'line 3');
    await desk.run(id, [3], { allowDuplicates: true });
    desk.answer = () => ({ confirmed: false });
    must(await desk.exports.handlers.discard({ id }, asPerson()));
    expect(must(await desk.exports.handlers.get({ id }, asPerson())).step).toBe('record');
    desk.answer = (sheet) => yes(sheet);
    must(await desk.exports.handlers.discard({ id }, asPerson()));
    expect(await desk.exports.handlers.get({ id }, asPerson())).toMatchObject({ error: { code: 'export.not-found' } });
    expect((await desk.journal()).at(-1)).toMatchObject({ act: 'export.discard', result: { kind: 'done' } });
  });

  test('what one person confirmed is not written when another is signed in by then', async () => {
    const { id } = await desk.previewed(key, product, 'line 3');
    const before = await desk.labelsOn('line 3');
    desk.answer = async (sheet) => {
      await desk.desk.signIn('elin');
      return yes(sheet);
    };
    const wish = { keys: [2], allowDuplicates: false, stopAtFailure: false };
    expect(await desk.exports.handlers.run({ id, ...wish }, asPerson())).toMatchObject({
      ok: false,
      error: { code: 'session.other-account' },
    });
    desk.answer = (sheet) => yes(sheet);
    await desk.desk.signIn('sara');
    expect(await desk.labelsOn('line 3')).toEqual(before);
  });
});

describe('below the floor of the profile', () => {
  test('nothing is opened, and nothing weaker is tried', async () => {
    const provider = softhsm('strict');
    const desk = await ExportDesk.open(practice, [provider], { floor: 'T' });
    const key = await desk.approvedKey('strict', 'Gateway G2');
    const { handlers } = desk.exports;
    const { id } = must(await handlers.begin({ product: await desk.productId('Gateway G2') }, asPerson()));
    must(await handlers.chooseKey({ id, key: key.place }, asPerson()));
    must(await handlers.chooseTarget({ id, token: (await desk.token('strict')).id }, asPerson()));
    const answer = await handlers.preview({ id }, asPerson());
    expect(answer).toMatchObject({ ok: false, error: { code: 'import.floor', facts: { grade: 'K', floor: 'T' } } });
    // The page alone can ask for previews, and each of them may write lines: not without end.
    const { id: empty } = must(await handlers.begin({ product: null }, asPerson()));
    const codes = new Set<string>();
    for (let count = 0; count < 120; count++) {
      const asked = await handlers.preview({ id: empty }, asPerson());
      if (!asked.ok) codes.add(asked.error.code);
    }
    expect([...codes]).toEqual(['export.wrong-step', 'app.asked-often']);
    await desk.close();
    provider.remove();
  });
});

describe('a module that breaks in the middle', () => {
  const provider = hostile('line 4');
  let desk: ExportDesk;
  let key: ClientKey;
  let draft: ExportDraft;
  const keys = [0, 1];

  beforeAll(async () => {
    desk = await ExportDesk.open(practice, [provider], { deadline: 3_000 });
    key = await desk.approvedKey('line 4', product);
  });
  afterEach(() => provider.behave());
  afterAll(async () => {
    await desk.close();
    provider.remove();
  });

  const onToken = async () => {
    provider.behave();
    return (await desk.labelsOn('line 4')).filter((label) => label !== `sara ${product}`);
  };

  test.each([
    ['hangs', 'hang C_UnwrapKey', 'token.module-silent'],
    ['crashes', 'crash C_UnwrapKey', 'token.module-crashed'],
    ['crashes while it stores', 'crash C_CopyObject', 'token.module-crashed'],
    ['ends the process', 'exit C_DeriveKey', 'token.module-crashed'],
    ['is removed', 'fail C_UnwrapKey 0xe0', 'token.gone'],
    ['forgets the login', 'fail C_UnwrapKey 0x101', 'token.not-logged-in'],
  ])('%s: that key failed in words, the rest is left, nothing half-made is there', async (_what, rule, code) => {
    draft = await desk.previewed(key, product, 'line 4');
    // Everything before the run is asked of a module that behaves.
    desk.answer = () => {
      provider.behave(rule);
      return { confirmed: true, typed: '', reason: '' };
    };
    const done = await desk.run(draft.id, keys);
    expect(codes(done)).toEqual([code, 'skipped']);
    expect(statesOf(done)[1]).toMatchObject({ why: expect.stringContaining('The token was lost') });
    expect(await onToken()).toEqual([]);
    must(await desk.exports.handlers.discard({ id: draft.id }, asPerson()));
  });

  test.each([
    ['is full', 'fail C_CopyObject 0x31', 'token.full'],
    ['cannot be written', 'fail C_CopyObject 0xe2', 'token.read-only'],
    ['makes the key readable', 'lie readable', 'import.not-verified'],
    ['stores another key', 'lie wrong-copy', 'import.not-verified'],
  ])('%s: each key fails for itself, and is destroyed', async (_what, rule, code) => {
    draft = await desk.previewed(key, product, 'line 4');
    desk.answer = () => {
      provider.behave(rule);
      return { confirmed: true, typed: '', reason: '' };
    };
    const done = await desk.run(draft.id, keys);
    expect(codes(done)).toEqual([code, code]);
    expect(await onToken()).toEqual([]);
    must(await desk.exports.handlers.discard({ id: draft.id }, asPerson()));
  });

  test('every intent has its outcome in the journal', async () => {
    const lines = await desk.journal();
    const intents = lines.filter(({ kind, act }) => kind === 'act.intent' && act === 'export.key');
    const ended = new Set(lines.filter(({ kind }) => kind === 'act.outcome').map((line) => line['intent']));
    expect(intents.length).toBeGreaterThan(10);
    for (const { seq } of intents) expect([seq, ended.has(seq)]).toEqual([seq, true]);
  });

  test('a token that cannot sign leaves a record that says so', async () => {
    draft = await desk.previewed(key, product, 'line 4');
    desk.answer = () => ({ confirmed: true, typed: '', reason: '' });
    await desk.run(draft.id, [0]);
    provider.behave('fail C_Sign 0x70');
    const finished = must(await desk.exports.handlers.finish({ id: draft.id }, asPerson()));
    const page = must(await desk.exports.handlers.record({ id: finished.record ?? '' }, asPerson()));
    expect(page.row.signature).toBe('unsigned');
    expect(page.thumbprint).toBeNull();
    expect(page.verified.how).toMatch(/^Unsigned\. Its SHA-256 is the one in entry \d+ of the journal\.$/);
    expect(page.warnings.map(({ title }) => title)).toContain('This record is not signed');
    const signed = await desk.exports.handlers.saveRecord({ id: finished.record ?? '', format: 'jws' }, asPerson());
    expect(signed).toMatchObject({ ok: false, error: { code: 'record.unsigned' } });
  });

  test('no PIN is in any file of the app', () => {
    const files = filesUnder(desk.desk.folder);
    expect(files.some((text) => text.includes(key.fingerprint))).toBe(true); // the search finds what is there
    expect(files.filter((text) => text.includes(provider.pin))).toEqual([]);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
}
