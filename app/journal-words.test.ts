import { expect, test } from 'vitest';
import { damagedWords, journalWords } from './journal-words.ts';

const about = {
  account: { identity: 'oid:1', name: 'Jonas Weber' },
  decision: 'APPROVE',
  item: 'r-1',
  queue: 'imagesignigs',
};
const facts = { noun: 'Encrypt request', title: 'firmware-v1' };
const intent = { kind: 'decision.intent', ...about, reason: '', facts };
const outcome = (result: object) => ({ kind: 'decision.outcome', ...about, intent: 1, result });

test.each([
  ['approving', intent, 'Jonas Weber confirmed: approve the encrypt request “firmware-v1”.'],
  [
    'rejecting, with a reason',
    { ...intent, decision: 'REJECT', reason: 'wrong branch' },
    'Jonas Weber confirmed: reject the encrypt request “firmware-v1”. Reason: wrong branch',
  ],
  [
    'facts too large for a line',
    { ...intent, facts: undefined, factsSha256: 'ab' },
    'Jonas Weber confirmed: approve the item r-1.',
  ],
])('an intent in words: %s', (_, line, sentence) => {
  expect(journalWords(line, { outcome: {} })).toEqual({
    picture: 'intent',
    sentence,
    mark: { text: 'intent', tone: 'plain' },
  });
});

test('an intent that nothing followed stands out', () => {
  expect(journalWords(intent).mark).toEqual({ text: 'no outcome', tone: 'warn' });
});

test.each([
  [
    { kind: 'done', stateName: 'Ready', whose: 'ours', retired: 1 },
    'approved',
    'Jonas Weber approved the encrypt request “firmware-v1”, read back as “Ready”, which retired 1 earlier client.',
  ],
  [{ kind: 'done', stateName: 'Ready', whose: 'not-told' }, 'approved', /is approved.*does not tell whose decision/],
  [{ kind: 'as-asked', stateName: 'Ready' }, 'approved, by whom unknown', /Whether the decision.*arrived is not known/],
  [{ kind: 'decided-by-other', stateName: 'Rejected' }, 'no effect', /Somebody else decided.*“Rejected”/],
  [{ kind: 'no-effect', stateName: 'ApprovalRequired' }, 'still waits', /still waited.*“Approval required”/],
  [{ kind: 'left-unreadable' }, 'not readable', /no longer waits/],
  [{ kind: 'withheld-changed', changed: ['Mode'] }, 'not sent', /Nothing was sent.*\(Mode\)/],
  [{ kind: 'withheld-not-open' }, 'not sent', /Nothing was sent/],
  [{ kind: 'withheld-gone', stateName: null }, 'not sent', /it no longer waited\.$/],
  [{ kind: 'unknown', failure: { code: 'network.dropped' } }, 'not known', /It is not known whether/],
  [{ kind: 'failed', failure: { code: 'session.expired', facts: {} } }, 'failed', /failed: ./],
])('the outcome %o', (result, mark, sentence) => {
  const words = journalWords(outcome(result), { intent });
  expect(words.mark?.text).toBe(mark);
  expect(words.sentence).toMatch(sentence);
  expect(words.sentence).toContain('firmware-v1');
});

test.each([
  ['a kind that is not known', { kind: 'keys.exported' }, 'An entry of the kind “keys.exported”.'],
  [
    'an outcome that is not known',
    outcome({ kind: 'postponed', stateName: 'x' }),
    'An entry of the kind “decision.outcome”.',
  ],
  [
    'an outcome named like a method',
    outcome({ kind: 'constructor', stateName: 'x' }),
    'An entry of the kind “decision.outcome”.',
  ],
  ['a line without its fields', { kind: 'decision.intent' }, 'An entry of the kind “decision.intent”.'],
])('%s is shown as it is', (_, line, sentence) => {
  expect(journalWords(line)).toEqual({ picture: 'unknown', sentence, mark: null });
});

test('a line that was cut short is told from one that was changed', () => {
  expect(damagedWords(true).mark).toEqual({ text: 'cut short', tone: 'warn' });
  expect(damagedWords(false).mark).toEqual({ text: 'changed', tone: 'danger' });
});
