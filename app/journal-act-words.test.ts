import { expect, test } from 'vitest';
import { journalWords } from './journal-words.ts';

const account = { identity: 'oid:1', name: 'Jonas Weber' };
const words = 'export “Bootloader signing” onto “Line 3 HSM”';
const intent = { kind: 'act.intent', act: 'export.key', account, profile: null, words };
const outcome = (result: object, more: object = {}) => ({ ...intent, kind: 'act.outcome', intent: 1, result, ...more });

test.each([
  ['by somebody', intent, `Jonas Weber began: ${words}.`],
  ['by nobody known', { ...intent, account: null }, `Begun: ${words}.`],
])('an intent in words: %s', (_, line, sentence) => {
  expect(journalWords(line, { outcome: {} })).toEqual({
    picture: 'intent',
    sentence,
    mark: { text: 'intent', tone: 'plain' },
  });
});

test('an act that nothing followed stands out', () => {
  expect(journalWords(intent).mark).toEqual({ text: 'no outcome', tone: 'warn' });
});

test.each([
  ['done', outcome({ kind: 'done', words: 'It is there' }), 'stored', 'It is there. Done by Jonas Weber.'],
  [
    'done by nobody known',
    outcome({ kind: 'done', words: 'it is there.' }, { account: null }),
    'stored',
    'It is there.',
  ],
  [
    'an act of a later version',
    outcome({ kind: 'done', words: 'It is there.' }, { act: 'key.burn' }),
    'done',
    /^It is/,
  ],
  [
    'an act named like a method',
    outcome({ kind: 'done', words: 'It is there.' }, { act: 'constructor' }),
    'done',
    /^It is/,
  ],
  [
    'failed',
    outcome({ kind: 'failed', words, failure: { code: 'token.pin-locked', facts: {} } }),
    'failed',
    /^Failed: export “Bootloader signing” onto “Line 3 HSM”\. The token .*locked.*\.$/,
  ],
  [
    'failed with a code of a later version',
    outcome({ kind: 'failed', words, failure: 7 }),
    'failed',
    `Failed: ${words}.`,
  ],
  ['declined', outcome({ kind: 'declined', words }), 'called off', `Called off by Jonas Weber: ${words}.`],
  [
    'declined by nobody known',
    outcome({ kind: 'declined', words }, { account: null }),
    'called off',
    `Called off: ${words}.`,
  ],
])('an outcome in words: %s', (_, line, mark, sentence) => {
  const said = journalWords(line, { intent });
  expect(said.mark?.text).toBe(mark);
  expect(said.sentence).toMatch(sentence);
  if (typeof sentence === 'string') expect(said.sentence).toBe(sentence);
});

test('a note has no mark', () => {
  expect(journalWords({ ...intent, kind: 'act.note', words: 'the key of records is pinned' })).toEqual({
    picture: 'note',
    sentence: 'The key of records is pinned.',
    mark: null,
  });
});

test.each([
  ['an intent without its words', { ...intent, words: undefined }, 'act.intent'],
  ['an outcome of another kind', outcome({ kind: 'postponed', words }), 'act.outcome'],
])('%s is shown as it is', (_, line, kind) => {
  expect(journalWords(line)).toEqual({
    picture: 'unknown',
    sentence: `An entry of the kind “${kind}”.`,
    mark: null,
  });
});

test('words of any length fit a row', () => {
  const long = 'x'.repeat(5_000);
  for (const line of [{ ...intent, words: long }, outcome({ kind: 'failed', words: long })]) {
    expect(journalWords(line).sentence).toHaveLength(1_000);
  }
});
