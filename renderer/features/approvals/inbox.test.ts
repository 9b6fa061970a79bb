import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ApprovalRow, ApprovalsSummary } from '../../../app/contract/shapes.ts';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import { ok } from '../../../app/result.ts';
import { Inbox } from './inbox.ts';
import type { InboxView } from './inbox-view.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

function waiting(queue: QueueId, id: string, minutesAgo: number | null, title = id): ApprovalRow {
  return {
    queue,
    id,
    noun: 'Encrypt request',
    icon: 'encrypt',
    title,
    subtitle: ['Gateway One', 'Mikael Berg'],
    marks: [],
    askedAt: minutesAgo === null ? null : new Date(noon - minutesAgo * 60_000).toISOString(),
  };
}

function summaryOf(queues: Partial<Record<QueueId, number>>, more: Partial<ApprovalsSummary> = {}): ApprovalsSummary {
  return {
    queues: (Object.entries(queues) as [QueueId, number][]).map(([queue, count]) => ({
      queue,
      noun: queue,
      plural: queue,
      count,
    })),
    notShown: [],
    readAt: null,
    stale: false,
    failure: null,
    arrived: [],
    left: [],
    ...more,
  };
}

/** A platform whose queues can be changed by the test. */
function world(queues: Partial<Record<QueueId, ApprovalRow[]>>) {
  const asked: string[] = [];
  const inbox = new Inbox(async (queue, page) => {
    asked.push(`${queue} ${page}`);
    const rows = queues[queue] ?? [];
    return ok({ page, count: rows.length, rows: rows.slice(page * 10, page * 10 + 10) });
  });
  return { inbox, queues, asked };
}

const ids = (view: InboxView) => Array.from({ length: view.length }, (_, index) => view.at(index)?.id ?? '.').join(' ');
const settle = () => vi.advanceTimersByTimeAsync(5000);

beforeEach(() => void vi.useFakeTimers({ now: noon }));
afterEach(() => void vi.useRealTimers());

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => waiting('imagesignigs', `r${n}`, n, `firmware ${n}`));

test('all queues stand in one list, newest first, those without a time last', async () => {
  const { inbox } = world({
    imagesignigs: [waiting('imagesignigs', 'a', 4), waiting('imagesignigs', 'b', 22)],
    clients: [waiting('clients', 'c', 10), waiting('clients', 'd', null)],
  });
  inbox.take(summaryOf({ imagesignigs: 2, clients: 2, products: 0 }));
  await settle();
  expect(ids(inbox.view(null, ''))).toBe('a c b d');
  expect(ids(inbox.view('clients', ''))).toBe('c d');
});

test('an empty queue is not read', async () => {
  const { inbox, asked } = world({});
  inbox.take(summaryOf({ imagesignigs: 0, clients: 0 }));
  await settle();
  expect(asked).toEqual([]);
  expect(inbox.view(null, '').length).toBe(0);
});

test('search finds every word in title, product, people and marks, in what is loaded', async () => {
  const { inbox } = world({ imagesignigs: many(25) });
  inbox.take(summaryOf({ imagesignigs: 25 }));
  await settle();
  expect(ids(inbox.view(null, 'BERG firmware 2'))).toBe('r2 r12 r20 r21 r22 r23 r24');
  expect(inbox.view(null, 'nothing like it').length).toBe(0);
});

test('a search goes on from what the one before has found, and back', async () => {
  const { inbox } = world({ imagesignigs: many(25) });
  inbox.take(summaryOf({ imagesignigs: 25 }));
  await settle();
  expect(inbox.view(null, 'firmware').length).toBe(25);
  expect(ids(inbox.view(null, 'firmware 23'))).toBe('r23');
  expect(inbox.view(null, 'firmware').length).toBe(25);
  expect(inbox.view('clients', 'firmware 23').length).toBe(0);
});

test('goes on reading until everything can be searched', async () => {
  const { inbox } = world({ imagesignigs: many(500) });
  inbox.take(summaryOf({ imagesignigs: 500 }));
  await vi.advanceTimersByTimeAsync(100);
  expect(inbox.loaded(null)).toBeLessThan(200);
  inbox.hurry = true;
  await settle();
  expect([inbox.loaded(null), inbox.count(null)]).toEqual([500, 500]);
});

test('an arrival is read, marked unread, and counted until it was in view', async () => {
  const { inbox, queues } = world({ imagesignigs: many(3) });
  inbox.take(summaryOf({ imagesignigs: 3 }));
  await settle();
  queues.imagesignigs?.unshift(waiting('imagesignigs', 'new', 0));
  inbox.take(summaryOf({ imagesignigs: 4 }, { arrived: [{ queue: 'imagesignigs', id: 'new' }] }));
  await settle();
  const view = inbox.view(null, '');
  expect(ids(view)).toBe('new r0 r1 r2');
  expect(inbox.unseenBefore(view, 2)).toBe(1);
  inbox.look(view, 0, 3);
  expect(inbox.unseenBefore(view, 2)).toBe(0);
  expect(inbox.isUnread('imagesignigs/new')).toBe(true);
  inbox.opened('imagesignigs/new');
  expect(inbox.isUnread('imagesignigs/new')).toBe(false);
});

test('one leaves as another arrives: the count is the same, the rows are not', async () => {
  const { inbox, queues } = world({ imagesignigs: many(3) });
  inbox.take(summaryOf({ imagesignigs: 3 }));
  await settle();
  queues.imagesignigs = [waiting('imagesignigs', 'new', 0), ...many(3).slice(0, 2)];
  inbox.take(
    summaryOf(
      { imagesignigs: 3 },
      { arrived: [{ queue: 'imagesignigs', id: 'new' }], left: [{ queue: 'imagesignigs', id: 'r2' }] },
    ),
  );
  await settle();
  expect(ids(inbox.view(null, ''))).toBe('new r0 r1');
});

test('the last-known inbox is there at once and does not jump when the platform says the same', async () => {
  const { inbox } = world({ imagesignigs: many(3) });
  const summary = summaryOf({ imagesignigs: 3 }, { stale: true });
  inbox.seed({ summary, rows: many(3) });
  inbox.take(summary);
  expect(ids(inbox.view(null, ''))).toBe('r0 r1 r2');
  expect(inbox.answered).toBe(false);
  inbox.take(summaryOf({ imagesignigs: 3 }));
  await settle();
  expect(ids(inbox.view(null, ''))).toBe('r0 r1 r2');
  expect(inbox.answered).toBe(true);
});

test('a queue that has emptied is empty without reading it', async () => {
  const { inbox, asked } = world({ imagesignigs: many(3) });
  inbox.take(summaryOf({ imagesignigs: 3 }));
  await settle();
  const before = asked.length;
  inbox.take(summaryOf({ imagesignigs: 0 }));
  await settle();
  expect(inbox.view(null, '').length).toBe(0);
  expect(asked.length).toBe(before);
});

test('another account sees nothing of the one before', async () => {
  const { inbox } = world({ imagesignigs: many(3) });
  inbox.take(summaryOf({ imagesignigs: 3 }));
  await settle();
  inbox.take(summaryOf({ imagesignigs: 4 }, { arrived: [{ queue: 'imagesignigs', id: 'new' }] }));
  expect(inbox.isUnread('imagesignigs/new')).toBe(true);
  inbox.reset();
  expect(inbox.view(null, '').length).toBe(0);
  expect(inbox.isUnread('imagesignigs/new')).toBe(false);
});
