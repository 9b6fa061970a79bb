import { expect, test } from 'vitest';
import type { FileRow, FileState } from '../../../app/contract/decrypt-shapes.ts';
import { actionsOf, formatNote, missingWords, stateWords, tallyOf } from './file-words.ts';

const done: Extract<FileState, { kind: 'done' }> = {
  kind: 'done',
  output: 'firmware.bin',
  folder: 'g2',
  bytes: 1,
  sha256: '0'.repeat(64),
  authenticated: true,
  words: 'proven by its tag',
  equalsOriginal: null,
  grade: { grade: 'T', phrase: 'stays on the token' },
  chain: [],
  caution: null,
  seconds: 1,
};

test.each<[string, Parameters<typeof stateWords>[0], [string, string, string]]>([
  ['authentic', done, ['ok', 'Authentic, saved', 'proven by its tag']],
  [
    'equal to the original',
    { ...done, equalsOriginal: true },
    ['ok', 'Authentic, saved', 'SHA-256 equals the original'],
  ],
  [
    'without a tag',
    { ...done, authenticated: false, words: 'not authenticated' },
    ['warn', 'Saved, not authenticated', 'not authenticated'],
  ],
  [
    'a tag that does not fit',
    { kind: 'failed', failure: { code: 'decrypt.not-authentic', facts: { aadLength: 3 } }, canRetry: true },
    ['danger', 'The tag does not fit', 'wrong AAD, wrong key, or a changed file'],
  ],
  [
    'a failure without a colon',
    { kind: 'failed', failure: { code: 'decrypt.disk-full', facts: {} }, canRetry: true },
    ['danger', 'The disk is full', 'The result did not fit and was thrown away.'],
  ],
])('%s', (_what, state, [tone, title, note]) => {
  expect(stateWords(state)).toEqual({ tone, title, note });
});

test('a format is expected until it is proven', () => {
  expect(formatNote({ sureness: 'expected', state: { kind: 'ready' } })).toBe('expected');
  expect(formatNote({ sureness: 'expected', state: done })).toBe('proven by its tag');
  expect(formatNote({ sureness: null, state: { kind: 'looking' } })).toBe('');
});

function file(id: string, state: FileState): FileRow {
  return {
    id,
    name: id,
    folder: 'f',
    size: 1,
    format: null,
    sureness: null,
    keyNeeded: null,
    key: null,
    expected: null,
    state,
  };
}

test('a list says what can be done with how many of its files', () => {
  const tally = tallyOf([
    file('a', { kind: 'needs', what: 'key', words: 'needs a key' }),
    file('b', { kind: 'needs', what: 'key', words: 'needs a key' }),
    file('c', { kind: 'ready' }),
    file('d', { kind: 'running', done: 1, total: 2, speed: 1, secondsLeft: null }),
    file('e', { kind: 'failed', failure: { code: 'decrypt.malformed', facts: {} }, canRetry: false }),
  ]);
  expect([...tally.missing]).toEqual([['key', ['a', 'b']]]);
  expect(tally.ready).toEqual(['c']);
  expect(tally.for).toEqual({ pause: ['d'], resume: [], cancel: ['d'], retry: [], remove: ['a', 'b', 'c', 'e'] });
  expect(actionsOf({ kind: 'cancelled' })).toEqual(['retry', 'remove']);
});

test('what is missing is said of one and of many', () => {
  expect([missingWords('key', 1, 'en'), missingWords('aad', 1_200, 'en'), missingWords('choice', 2, 'en')]).toEqual([
    '1 file needs a key',
    '1,200 files need their AAD',
    '2 files need a choice',
  ]);
});
