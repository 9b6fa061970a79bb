import { expect, test } from 'vitest';
import type { JournalVerdict } from '../../../app/contract/journal-shapes.ts';
import { verdictWords } from './verdict-words.ts';

const head = '0'.repeat(64);
const whole = { kind: 'whole', entries: 3, torn: 0, endsTorn: false, head } as const;

test.each<[string, JournalVerdict['result'], string, RegExp]>([
  ['whole', whole, 'ok', /^Whole\. All 3 entries fit/],
  ['nothing written', { ...whole, entries: 0 }, 'ok', /Nothing to verify/],
  ['a line torn long ago', { ...whole, torn: 1 }, 'ok', /One line was cut short/],
  ['a torn last line', { ...whole, torn: 1, endsTorn: true }, 'warn', /last line was cut short.*next entry will name/],
  ['broken', { kind: 'broken', line: 7, why: 'it was changed' }, 'danger', /^Broken at line 7\..*it was changed/],
])('%s', (_, result, tone, words) => {
  const said = verdictWords({ at: '2026-11-22T10:00:00Z', result });
  expect(said.tone).toBe(tone);
  expect(`${said.title} ${said.text}`).toMatch(words);
});
