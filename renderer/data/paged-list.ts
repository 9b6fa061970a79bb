import type { Page } from '../../app/contract/shapes.ts';

/** Items the platform puts on one page. @see platform-api.md section 1 */
export const PAGE_SIZE = 10;

/** A row of a paged list. The list keeps `index` true while rows come and go before it. */
export interface Placed {
  readonly id: string;
  index: number;
}

/** One page as it was read; when does not matter here. */
export type ReadPage<R> = Omit<Page<R>, 'readAt'>;

/** Rows further apart than this are not taken for the same list, shifted: the page is laid over what is there. */
const FARTHEST_SHIFT = 500;

/**
 * A long list of which only the number of rows is known, and those rows whose pages were read.
 * Rows are told apart by id, never by place: when something arrives or leaves on the platform between two reads, the
 * rows that are held move along instead of being doubled. Nothing here reads or waits; see page-source.ts.
 */
export class PagedList<R extends Placed> {
  #slots: (R | undefined)[] = [];
  #byId = new Map<string, R>();
  #doubtful = new Set<number>();

  /** Rows in the whole list, as last counted. */
  get count(): number {
    return this.#slots.length;
  }

  /** Rows that are held. */
  get loaded(): number {
    return this.#byId.size;
  }

  at(index: number): R | undefined {
    return this.#slots[index];
  }

  byId(id: string): R | undefined {
    return this.#byId.get(id);
  }

  /** All rows held, in order. */
  *[Symbol.iterator](): Iterator<R> {
    for (const row of this.#slots) if (row !== undefined) yield row;
  }

  /** Takes a new count. Where rows were added or removed is found out when pages are read. */
  setCount(count: number): void {
    if (count === this.count) return;
    for (let index = count; index < this.#slots.length; index++) this.#forget(index);
    this.#slots.length = count;
  }

  /** Marks all pages as to be read again when they are next in view. What is held stays. */
  doubtAll(): void {
    for (let page = 0; page * PAGE_SIZE < this.count; page++) this.#doubtful.add(page);
  }

  /** Takes rows out that are known to have left; the rows behind them move up. */
  drop(ids: readonly string[]): void {
    for (const id of ids) {
      const row = this.#byId.get(id);
      if (row !== undefined) this.#remove(row.index, 1);
    }
  }

  /** Lays what was learnt of one row over it, where it stands. False where it is not held or nothing is new. */
  amend(id: string, change: Partial<R>): boolean {
    const row = this.#byId.get(id);
    if (row === undefined) return false;
    const amended: R = { ...row, ...change };
    let isNews = false;
    for (const key in change) isNews ||= !Object.is(row[key], amended[key]);
    if (!isNews) return false;
    this.#slots[row.index] = amended;
    this.#byId.set(id, amended);
    return true;
  }

  /**
   * Lays a page that was read over what is held. A row that is held elsewhere shows how far the list has shifted there:
   * the gap is opened or closed so that everything behind it moves along.
   */
  place({ page, count, rows }: ReadPage<R>): void {
    const start = page * PAGE_SIZE;
    if (count !== this.count) this.doubtAll();
    const coming = new Set(rows.map((row) => row.id));
    for (const [offset, row] of rows.entries()) this.#put(row, start + offset, coming);
    this.setCount(count);
    this.#doubtful.delete(page);
  }

  /** Whether a page has to be read: a row of it is missing, or it may have shifted. */
  needs(page: number): boolean {
    return this.#doubtful.has(page) || this.hasGap(page);
  }

  /** Whether a row of a page is missing. */
  hasGap(page: number): boolean {
    const end = Math.min((page + 1) * PAGE_SIZE, this.count);
    for (let index = page * PAGE_SIZE; index < end; index++) if (this.#slots[index] === undefined) return true;
    return false;
  }

  #put(row: R, index: number, coming: ReadonlySet<string>): void {
    const held = this.#byId.get(row.id);
    if (held !== undefined && held.index !== index) {
      const by = index - held.index;
      if (Math.abs(by) > FARTHEST_SHIFT) this.#forget(held.index);
      else if (by > 0) this.#insert(held.index, by);
      else this.#remove(index, -by);
    } else if (held === undefined) {
      // Who stood here moves on if the page still has it further down.
      const standing = this.#slots[index];
      if (standing !== undefined && coming.has(standing.id)) this.#insert(index, 1);
    }
    if (this.#slots[index]?.id !== row.id) this.#forget(index);
    row.index = index;
    while (this.#slots.length < index) this.#slots.push(undefined);
    this.#slots[index] = row;
    this.#byId.set(row.id, row);
  }

  #insert(index: number, many: number): void {
    this.#slots.splice(index, 0, ...new Array<undefined>(many).fill(undefined));
    this.#renumber(index + many);
  }

  #remove(index: number, many: number): void {
    for (let gone = index; gone < index + many; gone++) this.#forget(gone);
    this.#slots.splice(index, many);
    this.#renumber(index);
  }

  #forget(index: number): void {
    const row = this.#slots[index];
    if (row === undefined) return;
    this.#slots[index] = undefined;
    this.#byId.delete(row.id);
  }

  #renumber(from: number): void {
    for (let index = from; index < this.#slots.length; index++) {
      const row = this.#slots[index];
      if (row !== undefined) row.index = index;
    }
  }
}
