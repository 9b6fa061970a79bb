import type { ApprovalRow, ApprovalsSummary, StartSnapshot } from '../../../app/contract/shapes.ts';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import type { Failure, Result } from '../../../app/result.ts';
import { Lanes, PageSource } from '../../data/page-source.ts';
import type { ReadPage } from '../../data/paged-list.ts';
import { type InboxRow, inboxRow, isFound, keyOf, newestFirst, searchWords } from './inbox-row.ts';
import { type InboxView, RowsView, SourceView } from './inbox-view.ts';

type Source = PageSource<ApprovalRow, InboxRow>;
/** The view that was made last, and what for. */
interface Drawn {
  readonly version: number;
  readonly of: QueueId | null;
  readonly typed: string;
  readonly view: InboxView;
}

type ReadQueue = (queue: QueueId, page: number) => Promise<Result<ReadPage<ApprovalRow>>>;

/**
 * What waits for the approver, across all queues. Rows are read page by page, all of them in the end, so that search
 * can look at everything; see PageSource for the pace.
 */
export class Inbox {
  readonly #read: ReadQueue;
  readonly #sources = new Map<QueueId, Source>();
  readonly #listeners = new Set<() => void>();
  #lanes = new Lanes(3);
  #version = 0;
  #sorted: { readonly version: number; readonly rows: readonly InboxRow[] } = { version: -1, rows: [] };
  #hurry = false;
  #drawn: Drawn = { version: -1, of: null, typed: '', view: new RowsView([], 0) };
  /** Rows that came while the window was open and have not been opened. */
  readonly #unread = new Set<string>();
  /** Rows that came and have not been in view: what the pill counts. */
  readonly #unseen = new Set<string>();

  constructor(read: ReadQueue) {
    this.#read = read;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getVersion = (): number => this.#version;

  /** Forgets everything, for another account or profile. */
  reset(): void {
    for (const source of this.#sources.values()) source.close();
    this.#sources.clear();
    this.#lanes = new Lanes(3);
    this.#unread.clear();
    this.#unseen.clear();
    this.#changed();
  }

  /** Shows the inbox of an earlier run until the platform answers. */
  seed({ summary, rows }: NonNullable<StartSnapshot['lastKnown']>): void {
    for (const { queue, count } of summary.queues) {
      this.#source(queue).seed(
        count,
        rows.filter((row) => row.queue === queue),
      );
    }
    this.#changed();
  }

  /** Takes what main says about the queues: drops what has left, reads where something came. */
  take(summary: ApprovalsSummary): void {
    for (const [queue, source] of this.#sources) {
      source.list.drop(summary.left.filter((gone) => gone.queue === queue).map(({ id }) => id));
      const now = summary.queues.find((each) => each.queue === queue)?.count ?? 0;
      if (now === 0 && !summary.stale) {
        source.list.setCount(0);
        source.answered = true;
      }
    }
    for (const gone of summary.left) this.#forget(keyOf(gone));
    for (const came of summary.arrived) {
      if (this.#source(came.queue).list.byId(came.id) !== undefined) continue;
      this.#unread.add(keyOf(came));
      this.#unseen.add(keyOf(came));
    }
    if (!summary.stale) this.#readWhereNew(summary);
    this.#changed();
  }

  /** Reads again what is in view. */
  refresh(): void {
    for (const source of this.#sources.values()) {
      source.refresh();
      source.ask(0);
    }
  }

  /** Goes on reading after a session that had ended is there again. */
  resume(): void {
    for (const source of this.#sources.values()) source.resume();
  }

  /** Takes one row out that is known to wait no longer. */
  drop(item: { readonly queue: QueueId; readonly id: string }): void {
    this.#sources.get(item.queue)?.list.drop([item.id]);
    this.#forget(keyOf(item));
    this.#changed();
  }

  /** The queue of this name, if anything was ever read from it. */
  queueNamed(name: string | null): QueueId | null {
    for (const queue of this.#sources.keys()) if (queue === name) return queue;
    return null;
  }

  row(item: { readonly queue: string; readonly id: string }): InboxRow | undefined {
    for (const [queue, source] of this.#sources) if (queue === item.queue) return source.list.byId(item.id);
    return undefined;
  }

  /** The list as it stands, of one queue or all, of what is found or everything. Made once for each state of the inbox. */
  view(queue: QueueId | null, query: string): InboxView {
    const { version, of, typed, view } = this.#drawn;
    if (version === this.#version && of === queue && typed === query) return view;
    const words = searchWords(query);
    const fresh = words.length > 0 ? this.#found(queue, query, words) : this.#whole(queue);
    this.#drawn = { version: this.#version, of: queue, typed: query, view: fresh };
    return fresh;
  }

  #whole(queue: QueueId | null): InboxView {
    const only = this.#onlySource(queue);
    return only === undefined ? new RowsView(this.#rows(queue), this.count(queue)) : new SourceView(only);
  }

  /** Another letter typed can only leave fewer, so that it looks at what was found before. */
  #found(queue: QueueId | null, query: string, words: readonly string[]): InboxView {
    const { version, of, typed, view } = this.#drawn;
    const isLonger = version === this.#version && of === queue && typed !== '' && query.startsWith(typed);
    const rows = isLonger && view instanceof RowsView ? view.rows : this.#rows(queue);
    const found = rows.filter((row) => isFound(row, words));
    return new RowsView(found, found.length);
  }

  #onlySource(queue: QueueId | null): Source | undefined {
    const busy = [...this.#sources].filter(([id, { list }]) => list.count > 0 && (queue === null || id === queue));
    return busy.length === 1 ? busy[0]?.[1] : undefined;
  }

  /** Says which rows of a view are looked at, so that they are read first. */
  look(view: InboxView, first: number, last: number): void {
    const ranges = new Map<QueueId, { first: number; last: number }>();
    let missing = false;
    let seen = false;
    for (let index = first; index <= last; index++) {
      const row = view.at(index);
      if (row === undefined) missing = true;
      else {
        const range = ranges.get(row.queue) ?? { first: row.index, last: row.index };
        ranges.set(row.queue, { first: Math.min(range.first, row.index), last: Math.max(range.last, row.index) });
        if (this.#unseen.delete(keyOf(row))) seen = true;
      }
    }
    if (seen) this.#changed();
    if (view instanceof SourceView) view.source.want(first, last);
    else for (const [queue, range] of ranges) this.#sources.get(queue)?.want(range.first, range.last);
    if (missing && !(view instanceof SourceView)) for (const source of this.#sources.values()) wantGap(source);
  }

  /** While somebody searches, the rest is read without resting. */
  set hurry(hurry: boolean) {
    this.#hurry = hurry;
    for (const source of this.#sources.values()) source.hurry = hurry;
  }

  opened(key: string): void {
    this.#unseen.delete(key);
    if (this.#unread.delete(key)) this.#changed();
  }

  isUnread(key: string): boolean {
    return this.#unread.has(key);
  }

  /** How many arrivals stand before `index` and were never in view. */
  unseenBefore(view: InboxView, index: number): number {
    let before = 0;
    for (const key of this.#unseen) {
      const at = view.indexOf(key);
      if (at >= 0 && at < index) before++;
    }
    return before;
  }

  count(queue: QueueId | null): number {
    return this.#total(queue, ({ list }) => list.count);
  }

  loaded(queue: QueueId | null): number {
    return this.#total(queue, ({ list }) => list.loaded);
  }

  /** Has the platform answered for everything that is shown? */
  get answered(): boolean {
    return [...this.#sources.values()].every((source) => source.answered);
  }

  get failure(): Failure | null {
    for (const { failure } of this.#sources.values()) if (failure !== null) return failure;
    return null;
  }

  #total(queue: QueueId | null, of: (source: Source) => number): number {
    let sum = 0;
    for (const [id, source] of this.#sources) if (queue === null || id === queue) sum += of(source);
    return sum;
  }

  #readWhereNew(summary: ApprovalsSummary): void {
    for (const { queue, count } of summary.queues) {
      const known = this.#sources.has(queue);
      const source = this.#source(queue);
      const came = summary.arrived.some((each) => each.queue === queue && source.list.byId(each.id) === undefined);
      if (count > 0 && (!known || !source.answered || came || count !== source.list.count)) source.ask(0);
    }
  }

  /** Rows of one queue or all, newest first. Runs that are in order already are only merged (TimSort), so this is cheap. */
  #rows(queue: QueueId | null): readonly InboxRow[] {
    const only = this.#onlySource(queue);
    if (only !== undefined) return [...only.list];
    if (this.#sorted.version !== this.#version) {
      const rows: InboxRow[] = [];
      for (const { list } of this.#sources.values()) for (const row of list) rows.push(row);
      this.#sorted = { version: this.#version, rows: rows.sort(newestFirst) };
    }
    return queue === null ? this.#sorted.rows : this.#sorted.rows.filter((row) => row.queue === queue);
  }

  #source(queue: QueueId): Source {
    const known = this.#sources.get(queue);
    if (known !== undefined) return known;
    const source: Source = new PageSource({
      read: (page) => this.#read(queue, page),
      rowOf: inboxRow,
      lanes: this.#lanes,
      everything: true,
    });
    source.hurry = this.#hurry;
    source.subscribe(() => this.#changed());
    this.#sources.set(queue, source);
    return source;
  }

  #forget(key: string): void {
    this.#unread.delete(key);
    this.#unseen.delete(key);
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

function wantGap(source: Source): void {
  for (let index = 0; index < source.list.count; index++) {
    if (source.list.at(index) === undefined) {
      source.want(index, index);
      return;
    }
  }
}
