import type { ApprovalRow } from '../../../app/contract/shapes.ts';
import type { Mark } from '../../../app/facts.ts';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import type { Placed } from '../../data/paged-list.ts';
import { instantOf } from '../../ui/time.ts';

/** A row as it is kept, 100,000 times over: no arrays of its own where they can be shared. */
export interface InboxRow extends Placed {
  readonly queue: QueueId;
  readonly icon: ApprovalRow['icon'];
  readonly noun: string;
  readonly title: string;
  readonly subtitle: string;
  readonly marks: readonly Mark[];
  /** ms since 1970; null where the platform does not say. */
  readonly askedAt: number | null;
  /** All that search looks at, in lower case, made once: a search is then one `includes` a row. */
  readonly needle: string;
}

/** Words that come back thousands of times are kept once. Bounded, since some of them are as many as the rows. */
class Kept<T> {
  readonly #values = new Map<string, T>();

  get(key: string, make: () => T): T {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    if (this.#values.size > 4096) this.#values.clear();
    const made = make();
    this.#values.set(key, made);
    return made;
  }
}

const words = new Kept<string>();
const markLists = new Kept<readonly Mark[]>();

/** Makes the compact row of one that was read. */
export function inboxRow(row: ApprovalRow): InboxRow {
  const subtitle = row.subtitle.join(' · ');
  const marks = row.marks.map((mark) => `${mark.tone}\u0000${mark.text}`).join('\u0001');
  return {
    queue: row.queue,
    id: row.id,
    index: -1,
    icon: row.icon,
    noun: words.get(row.noun, () => row.noun),
    title: row.title,
    subtitle: words.get(subtitle, () => subtitle),
    marks: markLists.get(marks, () => row.marks),
    askedAt: instantOf(row.askedAt),
    needle: [row.title, subtitle, row.noun, ...row.marks.map((mark) => mark.text), row.id].join('\n').toLowerCase(),
  };
}

/** Names a row among all queues. */
export const keyOf = (row: { readonly queue: string; readonly id: string }): string => `${row.queue}/${row.id}`;

/** Newest first; those without a time last. The same rows always stand in the same order. */
export function newestFirst(a: InboxRow, b: InboxRow): number {
  if (a.askedAt !== b.askedAt) return (b.askedAt ?? Number.NEGATIVE_INFINITY) - (a.askedAt ?? Number.NEGATIVE_INFINITY);
  if (a.queue !== b.queue) return a.queue < b.queue ? -1 : 1;
  return a.index - b.index;
}

/** What somebody typed, as it is compared: every word has to occur, in any order. */
export function searchWords(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether a row holds every word. */
export function isFound(row: InboxRow, wanted: readonly string[]): boolean {
  for (const word of wanted) if (!row.needle.includes(word)) return false;
  return true;
}
