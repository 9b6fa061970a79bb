import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail, ok, type Result } from '../../app/result.ts';
import { Lanes, PageSource } from './page-source.ts';
import type { ReadPage } from './paged-list.ts';

interface Wire {
  readonly id: string;
}

/** A platform with `count` rows that answers after 10 ms and remembers what it was asked. */
function platformOf(count: number) {
  const asked: number[] = [];
  const state = { count, most: 0, open: 0, failing: null as Result<never> | null };
  const read = async (page: number): Promise<Result<ReadPage<Wire>>> => {
    asked.push(page);
    state.open++;
    state.most = Math.max(state.most, state.open);
    await new Promise((resolve) => setTimeout(resolve, 10));
    state.open--;
    if (state.failing !== null) return state.failing;
    const length = Math.max(0, Math.min(10, state.count - page * 10));
    const rows = Array.from({ length }, (_, offset) => ({ id: `row-${page * 10 + offset}` }));
    return ok({ page, count: state.count, rows });
  };
  return { asked, state, read };
}

function sourceOf(platform: ReturnType<typeof platformOf>, everything = false, lanes = new Lanes(3)) {
  return new PageSource({ read: platform.read, rowOf: ({ id }: Wire) => ({ id, index: -1 }), lanes, everything });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('reads what is in view and two pages ahead, and nothing else', async () => {
  const platform = platformOf(100_000);
  const source = sourceOf(platform);
  source.want(0, 12);
  await vi.advanceTimersByTimeAsync(1000);
  expect(platform.asked).toEqual([0, 1, 2, 3]);
  expect(source.list.count).toBe(100_000);
});

test('a jump to the end reads the end, not the way there', async () => {
  const platform = platformOf(100_000);
  const source = sourceOf(platform);
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(100);
  source.want(99_990, 99_999);
  await vi.advanceTimersByTimeAsync(100);
  expect(platform.asked.slice(-1)).toEqual([9999]);
  expect(source.list.at(99_999)?.id).toBe('row-99999');
});

test('never more on their way than there are lanes, for all lists together', async () => {
  const platform = platformOf(1000);
  const lanes = new Lanes(3);
  const sources = [sourceOf(platform, true, lanes), sourceOf(platform, true, lanes), sourceOf(platform, true, lanes)];
  for (const source of sources) source.want(0, 50);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(platform.state.most).toBe(3);
  expect(sources.map((source) => source.list.loaded)).toEqual([1000, 1000, 1000]);
});

test('reads everything in the background when asked to, each page once', async () => {
  const platform = platformOf(505);
  const source = sourceOf(platform, true);
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(source.list.loaded).toBe(505);
  expect(platform.asked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 51 }, (_, page) => page));
});

test('stops at a failure, says it, and tries again later and later', async () => {
  const platform = platformOf(100);
  const source = sourceOf(platform);
  platform.state.failing = fail('network.offline', { host: 'api.example.com' });
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(20);
  expect(source.failure?.code).toBe('network.offline');
  expect(platform.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(13_000);
  expect(platform.asked).toHaveLength(3);
  platform.state.failing = null;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(source.failure).toBeNull();
  expect(source.list.at(0)?.id).toBe('row-0');
});

test('waits as long as the platform asks for', async () => {
  const platform = platformOf(100);
  const source = sourceOf(platform);
  platform.state.failing = fail('platform.throttled', { seconds: 30 });
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(platform.asked).toHaveLength(1);
});

test.each(['platform.forbidden', 'session.expired'] as const)('%s waits for a person', async (code) => {
  const platform = platformOf(100);
  const source = sourceOf(platform);
  platform.state.failing = fail(code);
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(platform.asked).toHaveLength(1);
  platform.state.failing = null;
  source.resume();
  await vi.advanceTimersByTimeAsync(100);
  expect(source.list.loaded).toBeGreaterThan(0);
});

test('rows of an earlier run are there at once and read again', async () => {
  const platform = platformOf(30);
  const source = sourceOf(platform);
  source.seed(29, [{ id: 'row-1' }, { id: 'row-2' }]);
  expect(source.list.at(0)?.id).toBe('row-1');
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(100);
  expect(source.list.at(0)?.id).toBe('row-0');
  expect(source.list.at(1)?.id).toBe('row-1');
  expect(platform.asked).toEqual([0, 1, 2]);
});

test('what is read of one row alone is laid over it where it stands, and told once', async () => {
  const platform = platformOf(30);
  const ready = { name: 'Ready' };
  const source = new PageSource({
    read: platform.read,
    rowOf: ({ id }: Wire) => ({ id, index: -1, state: { name: 'InProcess' } }),
    lanes: new Lanes(3),
    everything: false,
  });
  source.want(0, 5);
  await vi.advanceTimersByTimeAsync(100);
  const told = vi.fn();
  source.subscribe(told);
  source.amend('row-3', { state: ready });
  expect(source.list.at(3)).toEqual({ id: 'row-3', index: 3, state: ready });
  expect(source.list.byId('row-3')).toBe(source.list.at(3));
  expect(source.list.at(4)?.state.name).toBe('InProcess');
  source.amend('row-3', { state: ready });
  source.amend('not-held', { state: ready });
  expect(told).toHaveBeenCalledTimes(1);
  expect(source.list.loaded).toBe(30);
});

test('an empty list is an answer', async () => {
  const platform = platformOf(0);
  const source = sourceOf(platform, true);
  source.want(0, 0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(source.answered).toBe(true);
  expect(platform.asked).toEqual([0]);
});

test('pages that contradict each other do not keep it busy', async () => {
  const asked: number[] = [];
  const source = new PageSource({
    read: async (page: number) => {
      asked.push(page);
      return ok({ page, count: 20, rows: [{ id: 'the-same' }] });
    },
    rowOf: ({ id }: Wire) => ({ id, index: -1 }),
    lanes: new Lanes(3),
    everything: true,
  });
  source.want(0, 19);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked.length).toBeLessThan(30);
  expect(source.list.loaded).toBe(1);
});
