import type { Failure, Result } from '../../app/result.ts';
import { PAGE_SIZE, PagedList, type Placed, type ReadPage } from './paged-list.ts';

/** How many pages may be on their way at once. Shared by the lists of one screen, so that they are polite together. */
export class Lanes {
  readonly #most: number;
  #busy = 0;
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a lane, or answers false and calls `whenFree` once there is one. */
  take(whenFree: () => void): boolean {
    if (this.#busy >= this.#most) {
      this.#waiting.add(whenFree);
      return false;
    }
    this.#busy++;
    return true;
  }

  leave(): void {
    this.#busy--;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const call of waiting) call();
  }
}

export interface PageSourceOptions<Wire, R extends Placed> {
  /** Reads one page; the first is 0. */
  readonly read: (page: number) => Promise<Result<ReadPage<Wire>>>;
  /** Makes the compact row that is kept for each row that was read. */
  readonly rowOf: (wire: Wire) => R;
  readonly lanes: Lanes;
  /** Whether pages that nobody looks at are read too, slowly, so that all of it can be searched. */
  readonly everything: boolean;
  /** Told about the rows that were read, before anybody draws them. */
  readonly onRows?: (rows: readonly R[]) => void;
}

/** Pages read beyond what is in view, in the direction people mostly scroll. */
const AHEAD = 2;
/** Rest between two pages that nobody waits for, in ms: at most some forty a second on a fast line. */
const REST = 25;
/** Redraws for pages that nobody looks at are gathered this long, in ms. */
const GATHER = 200;
/** A page is not read twice within this time, in ms: a platform whose pages contradict each other must not keep us busy. */
const READ_AGAIN = 2_000;
const RETRY_FIRST = 4_000;
const RETRY_LONGEST = 60_000;

/**
 * Reads the pages of one list as they come into view, a few ahead, and the rest in the background.
 * Kept outside React Query on purpose: a list of 100,000 is 10,000 pages, and the rows have to be told apart by id
 * across them. What it reads is drawn through `subscribe` and `version`.
 */
export class PageSource<Wire, R extends Placed> {
  readonly list = new PagedList<R>();
  /** Why reading stopped; null while all is well. */
  failure: Failure | null = null;
  /** Whether the platform has answered for this list at all. */
  answered = false;
  /** Grows with every change, for useSyncExternalStore. */
  version = 0;
  /** While true, the background does not rest between pages: somebody is searching. */
  hurry = false;

  readonly #options: PageSourceOptions<Wire, R>;
  readonly #listeners = new Set<() => void>();
  readonly #reading = new Set<number>();
  readonly #asked = new Set<number>();
  readonly #readAt = new Map<number, number>();
  #view = { first: 0, last: 0 };
  #nextGap = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #againTimer: ReturnType<typeof setTimeout> | undefined;
  #drawTimer: ReturnType<typeof setTimeout> | undefined;
  #retryAfter = RETRY_FIRST;
  #closed = false;

  constructor(options: PageSourceOptions<Wire, R>) {
    this.#options = options;
  }

  /** Bound, so that React can hold it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getVersion = (): number => this.version;

  /** Says which rows are looked at. Cheap: called on every scroll. */
  want(first: number, last: number): void {
    this.#view = { first, last };
    this.#pump();
  }

  /** Reads one page as soon as a lane is free, looked at or not: news are on the first page. */
  ask(page: number): void {
    this.#asked.add(page);
    this.#pump();
  }

  /** Reads again what is in view, and all else when it comes into view. */
  refresh(): void {
    this.list.doubtAll();
    this.answered = false;
    this.#readAt.clear();
    this.resume();
  }

  /** Goes on after a failure that has been mended elsewhere, such as an ended session. */
  resume(): void {
    clearTimeout(this.#retryTimer);
    this.failure = null;
    this.#pump();
  }

  /** Rows known from an earlier run: shown, and read again. */
  seed(count: number, rows: readonly Wire[]): void {
    if (this.answered) return;
    for (let page = 0; page * PAGE_SIZE < rows.length; page++) {
      const made = rows.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE).map(this.#options.rowOf);
      this.list.place({ page, count, rows: made });
      this.#options.onRows?.(made);
    }
    this.list.doubtAll();
    this.changed(0);
  }

  /** Takes what was read of one row alone. Told only when it is new, so it may be said after every change. */
  amend(id: string, change: Partial<R>): void {
    if (this.list.amend(id, change)) this.changed(0);
  }

  /** Tells those who draw; changes within `gather` ms are told once. */
  changed(gather: number): void {
    if (gather > 0) {
      this.#drawTimer ??= setTimeout(() => this.changed(0), gather);
      return;
    }
    clearTimeout(this.#drawTimer);
    this.#drawTimer = undefined;
    this.version++;
    for (const listener of this.#listeners) listener();
  }

  close(): void {
    this.#closed = true;
    for (const timer of [this.#restTimer, this.#retryTimer, this.#againTimer, this.#drawTimer]) clearTimeout(timer);
    this.#listeners.clear();
  }

  readonly #pump = (): void => {
    if (this.#closed || this.failure !== null) return;
    for (let page = this.#wantedPage(); page !== undefined; page = this.#wantedPage()) {
      if (!this.#options.lanes.take(this.#pump)) return;
      void this.#read(page, true);
    }
    if (!this.#options.everything || this.#restTimer !== undefined) return;
    this.#restTimer = setTimeout(this.#fillGap, this.hurry ? 0 : REST);
  };

  readonly #fillGap = (): void => {
    this.#restTimer = undefined;
    if (this.#closed || this.failure !== null || this.list.loaded >= this.list.count) return;
    const page = this.#gapPage();
    if (page === undefined || !this.#options.lanes.take(this.#pump)) return;
    void this.#read(page, false);
    this.#pump();
  };

  async #read(page: number, inView: boolean): Promise<void> {
    this.#reading.add(page);
    this.#asked.delete(page);
    const result = await this.#options.read(page);
    this.#reading.delete(page);
    this.#readAt.set(page, Date.now());
    if (this.#closed) return;
    if (result.ok) {
      const rows = result.value.rows.map(this.#options.rowOf);
      this.list.place({ page, count: result.value.count, rows });
      this.#options.onRows?.(rows);
      this.answered = true;
      this.#retryAfter = RETRY_FIRST;
    } else if (this.failure === null) {
      this.#stop(result.error);
    }
    this.changed(inView || !result.ok ? 0 : GATHER);
    this.#options.lanes.leave();
    this.#pump();
  }

  #stop(failure: Failure): void {
    this.failure = failure;
    // Both wait for a person: no use to ask again.
    if (failure.code === 'platform.forbidden' || failure.code.startsWith('session.')) return;
    const asked = Number(failure.facts['seconds'] ?? 0) * 1000;
    this.#retryTimer = setTimeout(() => this.resume(), Math.max(asked, this.#retryAfter));
    this.#retryAfter = Math.min(this.#retryAfter * 2, RETRY_LONGEST);
  }

  /** The nearest page to what is looked at that has to be read. */
  #wantedPage(): number | undefined {
    if (!this.answered) return this.#reading.size === 0 ? Math.floor(this.#view.first / PAGE_SIZE) : undefined;
    for (const page of this.#asked) if (!this.#reading.has(page)) return page;
    const last = Math.floor(this.#view.last / PAGE_SIZE) + AHEAD;
    for (let page = Math.floor(this.#view.first / PAGE_SIZE); page <= last; page++) {
      if (page * PAGE_SIZE >= this.list.count || !this.list.needs(page)) continue;
      if (this.#mayRead(page)) return page;
      this.#againTimer ??= setTimeout(this.#again, READ_AGAIN);
    }
    return undefined;
  }

  readonly #again = (): void => {
    this.#againTimer = undefined;
    this.#pump();
  };

  #mayRead(page: number): boolean {
    return !this.#reading.has(page) && Date.now() - (this.#readAt.get(page) ?? -READ_AGAIN) >= READ_AGAIN;
  }

  /** The next page with a missing row, round and round, so that every gap gets its turn. */
  #gapPage(): number | undefined {
    const pages = Math.ceil(this.list.count / PAGE_SIZE);
    for (let step = 0; step < pages; step++) {
      const page = (this.#nextGap + step) % pages;
      if (!this.list.hasGap(page) || !this.#mayRead(page)) continue;
      this.#nextGap = page + 1;
      return page;
    }
    return undefined;
  }
}
