import { expect, test } from 'vitest';
import type { DecryptBatch, FileState } from '../../app/contract/decrypt-shapes.ts';
import { batchNews } from './batch-news.ts';

const running: FileState = { kind: 'running', done: 1, total: 2, speed: 1, secondsLeft: 1 };
const failed: FileState = { kind: 'failed', failure: { code: 'decrypt.padding', facts: {} }, canRetry: true };
const done: FileState = {
  kind: 'done',
  output: 'a',
  folder: 'b',
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

function batch(...states: FileState[]): DecryptBatch {
  return {
    files: states.map((state, place) => ({
      id: `file-000${place}`,
      name: 'a.enc',
      folder: 'b',
      size: 2,
      format: null,
      sureness: null,
      keyNeeded: null,
      key: null,
      expected: null,
      state,
    })),
    keys: [],
    folder: null,
    overwrite: false,
    floor: 'C',
    leftOut: 0,
  };
}

const ready: FileState = { kind: 'ready' };

test.each<[string, DecryptBatch | undefined, DecryptBatch, string | null]>([
  ['the first list', undefined, batch(ready), null],
  ['one file more', batch(), batch(ready), 'Added one file'],
  ['three files more', batch(ready), batch(ready, ready, ready, ready), 'Added 3 files'],
  ['progress', batch(running), batch(running), null],
  ['one of two ended', batch(running, running), batch(done, running), null],
  ['all ended well', batch(done, running), batch(done, done), '2 files decrypted'],
  ['one failed', batch(running, running), batch(done, failed), 'one file decrypted, one file failed'],
  ['all cancelled', batch(running), batch({ kind: 'cancelled' }), null],
  ['removed', batch(done, ready), batch(ready), null],
])('%s', (_what, before, after, said) => {
  expect(batchNews(before, after)).toBe(said);
});
