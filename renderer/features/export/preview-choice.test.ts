import { expect, test } from 'vitest';
import type { ExportPreview, PreviewKey } from '../../../app/contract/export-shapes.ts';
import { foundKeys, isTicked, tickedKeys, whyNoExport } from './preview-choice.ts';

const key = (index: number, more: Partial<PreviewKey> = {}): PreviewKey => ({
  index,
  name: `Key ${index}`,
  type: 'AES-256',
  platformTokenId: `id-${index}`,
  arrivesAs: 'AES-KWP, 40 bytes',
  storedAs: [],
  label: '',
  ckaId: '',
  grade: { grade: 'T', phrase: 'stays on the token' },
  refused: null,
  alreadyThere: null,
  otherTokens: [],
  passed: [],
  ...more,
});
const preview = (...keys: PreviewKey[]): ExportPreview => ({
  madeAt: '2026-11-22T10:00:00Z',
  keys,
  envelopeGrade: { grade: 'T', phrase: 'stays on the token' },
  floor: 'K',
  warnings: [],
  groups: [],
});
const ticks = { leftOut: new Set<number>(), allowDuplicates: false };
const there = key(1, { alreadyThere: 'Gateway G2 / Key 1' });
const refused = key(2, { refused: 'It would come to grade C, and the profile asks for K.' });
const target = { token: 'token-line-3', label: 'Line 3 HSM', kind: 'hardware', serial: '1', isLoggedIn: true } as const;

test('a refused key is never exported, one that is there already only when that is wanted', () => {
  expect(tickedKeys(preview(key(0), there, refused), ticks)).toEqual([0]);
  expect(tickedKeys(preview(key(0), there, refused), { ...ticks, allowDuplicates: true })).toEqual([0, 1]);
  expect(isTicked(refused, { ...ticks, allowDuplicates: true })).toBe(false);
});

test('what was left out is not exported', () => {
  expect(tickedKeys(preview(key(0), key(1)), { ...ticks, leftOut: new Set([0]) })).toEqual([1]);
});

test.each<[string, ExportPreview | null, Set<number>, boolean, RegExp | null]>([
  ['one is ticked', preview(key(0), refused), new Set(), true, null],
  ['all are refused', preview(refused), new Set(), true, /None of these keys may go/],
  ['the rest is there', preview(there, refused), new Set(), true, /on this token already/],
  ['none is ticked', preview(key(0)), new Set([0]), true, /No key is chosen/],
  ['an empty envelope', preview(), new Set(), true, /holds no key/],
  ['no preview', null, new Set(), true, /no preview/],
  ['the token is gone', preview(key(0)), new Set(), false, /Line 3 HSM is not there/],
])('Export when %s', (_, given, leftOut, isPresent, why) => {
  const said = whyNoExport({ preview: given, target: { ...target, isPresent } }, { ...ticks, leftOut });
  if (why === null) expect(said).toBeNull();
  else expect(said).toMatch(why);
});

test('keys are found by name, type, id and label', () => {
  const keys = [key(0, { name: 'Bootloader signing' }), key(1, { label: 'Gateway G2 / image' }), key(2)];
  expect(foundKeys(keys, 'BOOT').map(({ index }) => index)).toEqual([0]);
  expect(foundKeys(keys, ' image ').map(({ index }) => index)).toEqual([1]);
  expect(foundKeys(keys, 'id-2').map(({ index }) => index)).toEqual([2]);
  expect(foundKeys(keys, '')).toHaveLength(3);
});
