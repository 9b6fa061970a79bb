import { pageSize } from '../../../app/platform/wire/page.ts';

interface Item {
  readonly id: string;
  readonly name: string;
  readonly state: number;
}

/** A page as it goes on the wire, and which one it is. */
export interface ShelfPage<T> {
  readonly items: readonly T[];
  readonly count: number;
  readonly pages: number;
  readonly page: number;
}

/**
 * Items of one kind in the order they were added, read newest first and ten at a time.
 * A list under the same filter is found once for each change, so that paging through 100,000 stays quick.
 */
export class Shelf<T extends Item> {
  /** Oldest first; a removed one leaves a gap. */
  readonly #items: (T | undefined)[] = [];
  readonly #places = new Map<string, number>();
  /** Ids of items that differ from what seed and generator made. */
  readonly #touched = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #found = new Map<string, readonly T[]>();
  readonly #changed: () => void;

  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  /** Forgets everything, as before the first item came. */
  clear(): void {
    this.#items.length = 0;
    this.#places.clear();
    this.#touched.clear();
    this.#removed.clear();
    this.#found.clear();
    this.#changed();
  }

  /** Takes items of the seed or the generator, oldest first: they need not be saved. */
  fill(items: Iterable<T>): void {
    for (const item of items) this.#set(item);
    this.#found.clear();
  }

  add(item: T): T {
    this.#touch(item);
    return item;
  }

  get(id: string): T | undefined {
    return this.#items[this.#places.get(id) ?? -1];
  }

  /** @throws Error when there is no such item: who changes one has it */
  change(id: string, part: Partial<T>): T {
    const item = this.get(id);
    if (item === undefined) throw new Error(`no item ${id}`);
    const changed = { ...item, ...part };
    this.#touch(changed);
    return changed;
  }

  remove(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#items[place] = undefined;
    this.#places.delete(id);
    this.#touched.delete(id);
    this.#removed.add(id);
    this.#found.clear();
    this.#changed();
  }

  /** @param key names the filter: the same key must mean the same filter */
  page(page: number, key: string, matches: (item: T) => boolean): ShelfPage<T> {
    const found = this.find(key, matches);
    return {
      items: found.slice(page * pageSize, (page + 1) * pageSize),
      count: found.length,
      pages: Math.ceil(found.length / pageSize),
      page,
    };
  }

  /** All that match, newest first. */
  find(key: string, matches: (item: T) => boolean): readonly T[] {
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found: T[] = [];
    for (let place = this.#items.length - 1; place >= 0; place -= 1) {
      const item = this.#items[place];
      if (item !== undefined && matches(item)) found.push(item);
    }
    if (this.#found.size > 64) this.#found.clear();
    this.#found.set(key, found);
    return found;
  }

  /** Forgets what was found: something that filters look at has changed elsewhere. */
  lookAgain(): void {
    this.#found.clear();
  }

  all(): readonly T[] {
    return this.find('*', () => true);
  }

  /** What differs from seed and generator, to be saved. */
  touched(): readonly T[] {
    return [...this.#touched].flatMap((id) => this.get(id) ?? []);
  }

  removed(): readonly string[] {
    return [...this.#removed];
  }

  /** Puts back what `touched` and `removed` gave in an earlier run, after the shelf was filled. */
  restore(items: readonly T[], removed: readonly string[] = []): void {
    for (const item of items) {
      this.#set(item);
      this.#touched.add(item.id);
    }
    for (const id of removed) if (this.#places.has(id)) this.remove(id);
    this.#found.clear();
  }

  #set(item: T): void {
    const place = this.#places.get(item.id) ?? this.#items.length;
    this.#places.set(item.id, place);
    this.#items[place] = item;
  }

  #touch(item: T): void {
    this.#set(item);
    this.#touched.add(item.id);
    this.#found.clear();
    this.#changed();
  }
}
