import { expect, test } from 'vitest';
import type { ExportPreview, ExportRun, PreviewKey, RunKey } from '../../../app/contract/export-shapes.ts';
import { keysLeft, progressNews, runSentence, runTitle } from './run-words.ts';

type State = RunKey['state'];
const waiting: State = { kind: 'waiting' };
const failed: State = { kind: 'failed', failure: { code: 'token.full', facts: {} } };
const skipped: State = { kind: 'skipped', why: 'It is there already.' };
const stored = (verification: 'proven' | 'integrity-checked' = 'integrity-checked'): State => ({
  kind: 'stored',
  grade: { grade: 'T', phrase: 'stays on the token' },
  verification,
  how: '',
  checkValue: null,
  label: '',
  warnings: [],
});
const run = (states: readonly State[], more: Partial<ExportRun> = {}): ExportRun => ({
  startedAt: '2026-11-22T10:00:00Z',
  endedAt: null,
  isCancelled: false,
  keys: states.map((state, index) => ({ index, name: `Key ${index + 1}`, type: 'AES-256', state })),
  ...more,
});
const ended = { endedAt: '2026-11-22T10:00:09Z' };

test.each<[ExportRun, string]>([
  [run([waiting, waiting]), '0 of 2 done.'],
  [run([stored(), failed, waiting]), '2 of 3 done: 1 stored, 1 failed.'],
  [run([stored(), waiting], { isCancelled: true }), '1 of 2 done: 1 stored. It ends after the key it is at.'],
  [run([stored(), stored()], ended), 'Done: 2 stored. 2 integrity-checked, not compared.'],
  [run([stored('proven'), stored()], ended), 'Done: 2 stored. 1 proven, 1 integrity-checked, not compared.'],
  [run([stored('proven')], ended), 'Done: 1 stored. It is proven.'],
  [run([failed, skipped], { ...ended, isCancelled: true }), 'Cancelled: 1 failed, 1 skipped.'],
])('a run in one sentence', (given, words) => {
  expect(runSentence(given)).toBe(words);
});

test.each<[ExportRun, string]>([
  [run([waiting, waiting]), 'Exporting 2 keys of Gateway G2 onto “Line 3 HSM”'],
  [run([stored(), stored()], ended), '2 keys of Gateway G2 are on “Line 3 HSM”'],
  [run([stored()], ended), '1 key of Gateway G2 is on “Line 3 HSM”'],
  [run([stored(), failed], ended), '1 of 2 keys of Gateway G2 is on “Line 3 HSM”'],
  [run([failed], ended), 'No key of Gateway G2 went onto “Line 3 HSM”'],
])('the heading says what is true', (given, words) => {
  const target = { token: 'token-line-3', label: 'Line 3 HSM', kind: 'hardware', serial: '1' } as const;
  const product = { id: 'g2', name: 'Gateway G2' };
  expect(runTitle({ run: given, product, target: { ...target, isPresent: true, isLoggedIn: true } })).toBe(words);
});

test('begin, end, failures and quarters are announced, single keys are not', () => {
  const of = (done: number) => run(Array.from({ length: 100 }, (_, at) => (at < done ? stored() : waiting)));
  expect(progressNews(null, of(0))).toBe('100 keys are being exported');
  expect(progressNews(of(0), of(1))).toBeNull();
  expect(progressNews(of(24), of(25))).toBe('25 of 100 keys done');
  expect(progressNews(of(25), of(26))).toBeNull();
  expect(
    progressNews(run([waiting, waiting, waiting, waiting, waiting]), run([failed, waiting, waiting, waiting, waiting])),
  ).toBe('Key 1 failed');
  expect(progressNews(run([waiting]), run([stored('proven')], ended))).toBe(
    'The export has ended. Done: 1 stored. It is proven.',
  );
  // Opened after it was over: nothing is news.
  expect(progressNews(null, run([stored()], ended))).toBeNull();
});

test('what failed or was skipped may be tried again, as long as its preview is there and allows it', () => {
  const previewKey = (index: number): PreviewKey => ({
    index,
    name: '',
    type: '',
    platformTokenId: '',
    arrivesAs: '',
    storedAs: [],
    label: '',
    ckaId: '',
    grade: null,
    refused: index === 3 ? 'below the floor' : null,
    alreadyThere: null,
    otherTokens: [],
    passed: [],
  });
  const preview: ExportPreview = {
    madeAt: ended.endedAt,
    keys: [0, 1, 2, 3].map(previewKey),
    envelopeGrade: { grade: 'T', phrase: '' },
    floor: 'K',
    warnings: [],
    groups: [],
  };
  const over = run([stored(), failed, skipped, failed], ended);
  expect(keysLeft({ run: over, preview })).toEqual([1, 2]);
  expect(keysLeft({ run: over, preview: null })).toEqual([]);
});
