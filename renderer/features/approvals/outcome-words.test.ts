import { expect, test } from 'vitest';
import type { Outcome } from '../../../app/contract/shapes.ts';
import { outcomeWords } from './outcome-words.ts';

const failure = { code: 'network.dropped' as const, facts: {} };
const outcome = (asked: Outcome['asked'], result: Outcome['result']): Outcome => ({
  queue: 'imagesignigs',
  id: 'a1',
  asked,
  result,
});

test.each<[Outcome['asked'], Outcome['result'], RegExp, boolean]>([
  ['APPROVE', { kind: 'done', stateName: 'Approved', whose: 'ours', retired: 0 }, /^Approved\. .*“Approved”\.$/, true],
  [
    'APPROVE',
    { kind: 'done', stateName: 'Ready', whose: 'ours', retired: 1 },
    /^Approved\. .*One earlier client was retired\.$/,
    true,
  ],
  [
    'APPROVE',
    { kind: 'done', stateName: 'Ready', whose: 'not-told', retired: 3 },
    /does not tell whose decision it took\. 3 earlier clients were retired\.$/,
    true,
  ],
  ['REJECT', { kind: 'done', stateName: 'Rejected', whose: 'ours', retired: 0 }, /^Rejected\./, true],
  ['APPROVE', { kind: 'decided-by-other', stateName: 'Rejected' }, /^Somebody else .*no effect.*“Rejected”/, true],
  ['REJECT', { kind: 'no-effect', stateName: 'ApprovalRequired' }, /^It still waits\. .*“Approval required”/, false],
  [
    'APPROVE',
    { kind: 'as-asked', stateName: 'Approved' },
    /^It is approved\. .*cannot say whose decision counted/,
    true,
  ],
  ['APPROVE', { kind: 'left-unreadable' }, /cannot say whose decision counted/, true],
  [
    'APPROVE',
    { kind: 'withheld-changed', changed: ['File', 'Mode'] },
    /^Nothing was sent.*Changed: File, Mode\./,
    false,
  ],
  ['APPROVE', { kind: 'withheld-not-open' }, /^Nothing was sent.*Created/, false],
  ['APPROVE', { kind: 'withheld-gone', stateName: 'Ready' }, /^Nothing was sent.*“Ready”/, true],
  ['APPROVE', { kind: 'withheld-gone', stateName: null }, /^Nothing was sent.*withdrawn/, true],
  ['APPROVE', { kind: 'unknown', failure }, /^It is not known .*not sent a second time/, false],
])('%s, %j', (asked, result, words, left) => {
  const said = outcomeWords(outcome(asked, result));
  expect(`${said?.title} ${said?.text}`).toMatch(words);
  expect(said?.left).toBe(left);
});

test.each<Outcome['result']>([
  { kind: 'decided-by-other', stateName: 'Approved' },
  { kind: 'no-effect', stateName: 'ApprovalRequired' },
  { kind: 'as-asked', stateName: 'Approved' },
  { kind: 'left-unreadable' },
  { kind: 'withheld-changed', changed: ['File'] },
  { kind: 'withheld-not-open' },
  { kind: 'withheld-gone', stateName: 'Approved' },
  { kind: 'unknown', failure },
])('$kind never claims an approval', (result) => {
  const said = outcomeWords(outcome('APPROVE', result));
  expect(said?.title).not.toMatch(/^Approved/);
  expect(said?.tone).not.toBe('ok');
});

test('a no in the confirmation window needs no words', () => {
  expect(outcomeWords(outcome('APPROVE', { kind: 'cancelled' }))).toBeNull();
});
