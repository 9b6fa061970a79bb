import type { ApprovalRow, ApprovalsSummary } from '../../app/contract/shapes.ts';
import { isShownQueue, queues, type ShownQueueId, shownQueueIds } from '../../app/platform/queues.ts';
import { ApprovalCounts } from '../../app/platform/wire/approvals.ts';
import type { Failure } from '../../app/result.ts';
import { type FirstPage, movesBetween } from './arrivals.ts';
import type { PlatformClient } from './client.ts';
import type { Inbox } from './inbox.ts';
import { type Pace, usualPace, waitMs } from './pace.ts';

/** How the connection stands. Times are ISO. */
export interface Connection {
  readonly failure: Failure | null;
  readonly lastGoodAt: string | null;
  readonly retryAt: string | null;
}

/** What the watcher keeps of the inbox. */
export interface Seen {
  readonly summary: ApprovalsSummary;
  /** Page 0 of every queue that is not empty. */
  readonly rows: readonly ApprovalRow[];
}

/** Looks whether anything waits, at a pace of its own, and tells when something changed. */
export interface Watcher {
  seen(): Seen;
  /** Asks now; questions that come while one is under way share its answer. */
  refresh(): Promise<ApprovalsSummary>;
  /** The inbox of an earlier run, until there is a fresh one. */
  startFrom(seen: Seen): void;
  /** Begins, or goes on after a sign-in: asks at once. */
  resume(): void;
  /** Stops asking: nobody is signed in. What was seen stays, marked as stale. */
  pause(): void;
  /** Forgets what was seen: another account, or signed out. */
  forget(): void;
  setFocused(focused: boolean): void;
  dispose(): void;
}

const nothingSeen: Seen = {
  summary: { queues: [], notShown: [], readAt: null, stale: true, failure: null, arrived: [], left: [] },
  rows: [],
};

export function createWatcher({
  client,
  inbox,
  idleSeconds,
  onSeen,
  onConnection,
  pace = usualPace,
}: {
  readonly client: PlatformClient;
  readonly inbox: Inbox;
  /** How long nobody has touched the machine, in seconds. */
  readonly idleSeconds: () => number;
  readonly onSeen: (seen: Seen) => void;
  readonly onConnection: (connection: Connection) => void;
  readonly pace?: Pace;
}): Watcher {
  let seen = nothingSeen;
  let pages = new Map<ShownQueueId, FirstPage>();
  let running: { readonly of: number; readonly answer: Promise<ApprovalsSummary> } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let focused = true;
  let active = false;
  let failures = 0;
  let lastGoodAt: string | null = null;
  let lastAskedAt = 0;
  /** After a failure: when to ask again, in ms since 1970. */
  let dueAt = 0;
  /** Was the window told of a failure that has not been taken back yet? */
  let told = false;
  /** Counts up when what is under way must not be kept any more. */
  let generation = 0;

  async function look(): Promise<ApprovalsSummary> {
    const mine = generation;
    lastAskedAt = Date.now();
    const read = await readAll(client, inbox);
    if (mine !== generation) return seen.summary;
    if ('failure' in read) {
      failures += 1;
      keep({ ...seen, summary: { ...seen.summary, stale: true, failure: read.failure, arrived: [], left: [] } });
    } else {
      failures = 0;
      lastGoodAt = new Date().toISOString();
      const moves = [...read.pages].map(([queue, page]) => ({
        queue,
        ...movesBetween(pages.get(queue) ?? empty, page),
      }));
      for (const [queue, page] of pages) {
        if (!read.pages.has(queue)) moves.push({ queue, ...movesBetween(page, empty) });
      }
      const name = (queue: ShownQueueId, ids: readonly string[]) => ids.map((id) => ({ queue, id }));
      const first = seen.summary.readAt === null;
      pages = read.pages;
      keep({
        rows: [...read.pages.values()].flatMap(({ rows }) => rows),
        summary: {
          ...read.counts,
          readAt: lastGoodAt,
          stale: false,
          failure: null,
          // On the first look everything is new to the app, and nothing is news.
          arrived: first ? [] : moves.flatMap(({ queue, arrived }) => name(queue, arrived)),
          left: moves.flatMap(({ queue, left }) => name(queue, left)),
        },
      });
    }
    schedule(mine);
    return seen.summary;
  }

  /** Tells only what changed: the time of reading alone is no news. */
  function keep(next: Seen): void {
    const before = seen;
    seen = next;
    if (essence(before) !== essence(next)) onSeen(next);
  }

  function schedule(mine: number): void {
    clearTimeout(timer);
    const { failure } = seen.summary;
    const ended = failure?.code.startsWith('session.') === true;
    const wait = waitMs(pace, { focused, idleSeconds: idleSeconds() }, failures, failure, Math.random());
    if (failure !== null || told) {
      onConnection({ failure, lastGoodAt, retryAt: failure === null || ended ? null : isoIn(wait) });
    }
    told = failure !== null;
    // A session that has ended is asked for once, by the identity; who signs in again makes us go on.
    if (!active || ended || mine !== generation) return;
    dueAt = Date.now() + wait;
    timer = setTimeout(tick, Math.min(wait, pace.focusedMs));
  }

  /**
   * Wakes at the quickest pace and looks whether it is time: who comes back to the keyboard is not to wait for a pace
   * that was set while they were away.
   */
  function tick(): void {
    if (!active) return;
    const presence = { focused, idleSeconds: idleSeconds() };
    const due = failures > 0 ? dueAt : lastAskedAt + waitMs(pace, presence, 0, null, 0);
    if (Date.now() + 50 < due) {
      timer = setTimeout(tick, Math.min(due - Date.now(), pace.focusedMs));
      return;
    }
    void refresh();
  }

  function refresh(): Promise<ApprovalsSummary> {
    clearTimeout(timer);
    if (running?.of === generation) return running.answer;
    const mine = { of: generation, answer: look() };
    running = mine;
    const done = () => {
      if (running === mine) running = null;
    };
    mine.answer.then(done, done);
    return mine.answer;
  }

  return {
    seen: () => seen,
    refresh,
    startFrom(kept) {
      if (seen.summary.readAt !== null) return;
      seen = { ...kept, summary: { ...kept.summary, stale: true, arrived: [], left: [] } };
      // What comes is compared with it, so that only what came since then is news.
      for (const { queue, count } of kept.summary.queues) {
        if (isShownQueue(queue)) pages.set(queue, { count, rows: kept.rows.filter((row) => row.queue === queue) });
      }
    },
    resume() {
      active = true;
      failures = 0;
      // What is under way was asked with the old session; its answer would end the asking again.
      generation += 1;
      void refresh();
    },
    pause() {
      active = false;
      clearTimeout(timer);
    },
    forget() {
      generation += 1;
      pages = new Map();
      failures = 0;
      lastGoodAt = null;
      keep(nothingSeen);
    },
    setFocused(now) {
      const came = now && !focused;
      focused = now;
      // Who comes back sees what is true now; in quick turns not more often than the pace.
      if (came && active && Date.now() - lastAskedAt > pace.focusedMs / 5) void refresh();
    },
    dispose() {
      generation += 1;
      active = false;
      clearTimeout(timer);
    },
  };
}

const empty: FirstPage = { count: 0, rows: [] };

function isoIn(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

function essence({ summary, rows }: Seen): string {
  const { readAt: _, ...rest } = summary;
  return JSON.stringify([rest, rows]);
}

type Read =
  | {
      readonly pages: Map<ShownQueueId, FirstPage>;
      readonly counts: Pick<ApprovalsSummary, 'queues' | 'notShown'>;
    }
  | { readonly failure: Failure };

/** One look: the counts, and page 0 of every queue of ours that is not empty. */
async function readAll(client: PlatformClient, inbox: Inbox): Promise<Read> {
  const answer = await client.get('/approvals', ApprovalCounts, { once: true });
  if (!answer.ok) return { failure: answer.error };
  const { counts, unknown } = answer.value;
  const pages = new Map<ShownQueueId, FirstPage>();
  const waiting = shownQueueIds.filter((queue) => counts[queue] > 0);
  const read = await Promise.all(
    waiting.map(async (queue) => ({ queue, page: await inbox.page(queue, 0, { once: true }) })),
  );
  for (const { queue, page } of read) {
    if (page.ok) {
      if (page.value.count > 0) pages.set(queue, page.value);
    } else if (page.error.code !== 'platform.forbidden') {
      return { failure: page.error };
    }
    // Counted for us and yet refused: the right was taken away in between, so there is nothing of it to show.
  }
  return {
    pages,
    counts: {
      queues: [...pages].map(([queue, { count }]) => ({
        queue,
        noun: queues[queue].noun,
        plural: queues[queue].plural,
        count,
      })),
      notShown: [...Object.entries(counts), ...Object.entries(unknown)]
        .filter(([key, count]) => count > 0 && !Object.hasOwn(queues, key))
        .slice(0, 40)
        .map(([key, count]) => ({ key: key.slice(0, 80), count })),
    },
  };
}
