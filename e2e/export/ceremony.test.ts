import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClientKey } from '../../app/contract/client-shapes.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { softhsm } from '../tokens/providers.ts';
import { asPerson, certificate, ExportDesk, type ExportDraft, must, statesOf } from './export-desk.ts';

// Real processes, tokens that sync to disk, a platform with states that take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10, approved: 10, inProcess: 10 } });
});
afterAll(() => practice.close());

describe('a whole ceremony on one SoftHSM', () => {
  const provider = softhsm('line 3');
  let desk: ExportDesk;
  let key: ClientKey;
  let draft: ExportDraft;
  beforeAll(async () => {
    desk = await ExportDesk.open(practice, [provider]);
    key = await desk.approvedKey('line 3', 'Field kit F1');
  });
  afterAll(async () => {
    await desk.close();
    provider.remove();
  });

  test('the preview says for each key how it arrives, what becomes of it and at which grade', async () => {
    draft = await desk.previewed(key, 'Field kit F1', 'line 3');
    expect(draft).toMatchObject({ step: 'preview', failure: null, doing: null });
    console.log(JSON.stringify(draft.preview, null, 1).slice(0, 6000));
    expect(draft.preview?.keys.length).toBeGreaterThan(5);
    for (const planned of draft.preview?.keys ?? []) {
      expect([planned.name, planned.refused, planned.grade?.grade]).toEqual([planned.name, null, 'K']);
    }
  });

  test('every key is stored and told as it is', async () => {
    const indexes = draft.preview?.keys.map(({ index }) => index) ?? [];
    const done = await desk.run(draft.id, indexes);
    console.log(
      JSON.stringify(done.run, null, 1).slice(0, 3000),
      JSON.stringify(desk.sheets.at(-1), null, 1).slice(0, 3000),
    );
    expect(done.step).toBe('record');
    for (const state of statesOf(done)) expect(state).toMatchObject({ kind: 'stored', grade: { grade: 'K' } });
  });

  test('the record is signed by the token', async () => {
    const finished = must(await desk.exports.handlers.finish({ id: draft.id }, asPerson()));
    const page = must(await desk.exports.handlers.record({ id: finished.record ?? '' }, asPerson()));
    console.log(
      page.verified,
      page.audit,
      page.row,
      page.warnings,
      page.groups.map((g) => g.title),
    );
    expect(page.verified.isGood).toBe(true);
    expect(page.row.signature).toBe('pinned');
    expect(JSON.stringify(page.groups)).toContain(certificate);
  });
});
