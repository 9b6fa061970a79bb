import { describe, expect, test } from 'vitest';
import type { ApprovalRow } from '../../app/contract/shapes.ts';
import { fail } from '../../app/result.ts';
import { movesBetween } from './arrivals.ts';
import { usualPace, waitMs } from './pace.ts';

const row = (id: string): ApprovalRow => ({
  queue: 'imagesignigs',
  id,
  noun: '',
  icon: 'encrypt',
  title: id,
  subtitle: [],
  marks: [],
  askedAt: null,
});
const page = (ids: string, count = ids.length) => ({ count, rows: [...ids].map(row) });

describe('what came and went', () => {
  test.each([
    ['nothing', page('abc'), page('abc'), '', ''],
    ['one came as another left: the count says nothing', page('abc'), page('dab'), 'd', 'c'],
    ['the first ones', page(''), page('ab'), 'ab', ''],
    ['the last one left', page('a'), page(''), '', 'a'],
    [
      'one came on top of a full page: the pushed one has not left',
      page('abcdefghij', 30),
      page('Xabcdefghi', 31),
      'X',
      '',
    ],
    ['one left a full page: what moved up is not new', page('abcdefghij', 30), page('acdefghijk', 29), '', ''],
    ['one came and one moved up', page('abcdefghij', 30), page('Xcdefghijk', 29), 'X', ''],
    ['a page full of new ones', page('abcdefghij', 30), page('ABCDEFGHIJ', 45), 'ABCDEFGHIJ', ''],
    ['a page full of others, though nothing came', page('abcdefghij', 30), page('klmnopqrst', 20), '', ''],
    ['a list that shrank to one page', page('abcdefghij', 11), page('bcdefghijk', 10), '', 'a'],
  ])('%s', (_, before, after, arrived, left) => {
    expect(movesBetween(before, after)).toEqual({ arrived: [...arrived], left: [...left] });
  });
});

describe('the pace', () => {
  const here = { focused: true, idleSeconds: 0 };
  const throttled = fail('platform.throttled', { seconds: 90 }).error;
  const offline = fail('network.offline').error;
  const slow = fail('network.timeout', { seconds: 30 }).error;
  test.each([
    ['in focus', here, 0, null, 5_000, 5_000],
    ['in the background', { focused: false, idleSeconds: 0 }, 0, null, 30_000, 30_000],
    ['nobody at the keyboard', { focused: true, idleSeconds: 301 }, 0, null, 60_000, 60_000],
    ['after one failure', here, 1, offline, 5_000, 6_250],
    ['after three failures', here, 3, offline, 15_000, 25_000],
    ['after a hundred failures', here, 100, offline, 45_000, 75_000],
    ['told to wait 90 s', here, 1, throttled, 90_000, 90_000],
    ['the seconds of a timeout are no Retry-After', here, 1, slow, 5_000, 6_250],
  ])('%s', (_, presence, failures, failure, least, most) => {
    for (const random of [0, 0.5, 0.999]) {
      const wait = waitMs(usualPace, presence, failures, failure, random);
      expect(wait).toBeGreaterThanOrEqual(least);
      expect(wait).toBeLessThanOrEqual(most);
    }
  });
  test('a request is seen within 15 s while in focus', () => {
    expect(waitMs(usualPace, here, 0, null, 0)).toBeLessThan(15_000);
  });
});
