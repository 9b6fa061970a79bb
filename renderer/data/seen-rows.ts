/** Lists whose rows are remembered once their screen is left. */
export type SeenList = 'requests' | 'products' | 'clients';

/** What is remembered of a row: how it is found and named. How it stands is read anew when it is opened. */
export interface SeenRow {
  readonly id: string;
  readonly title: string;
  /** What kind of thing it is, and more of it: "product · Production". */
  readonly note: string;
}

/** Rows kept of one list; those read longest ago go first. */
export const MOST_SEEN = 2_000;

const lists: Readonly<Record<SeenList, Map<string, SeenRow>>> = {
  requests: new Map(),
  products: new Map(),
  clients: new Map(),
};

/** Remembers rows that were read for a list, so that they can be jumped to without asking the platform. */
export function rememberSeen(list: SeenList, rows: readonly SeenRow[]): void {
  const seen = lists[list];
  for (const row of rows) {
    // Set anew, it is the newest of the map.
    seen.delete(row.id);
    seen.set(row.id, row);
  }
  for (const id of seen.keys()) {
    if (seen.size <= MOST_SEEN) return;
    seen.delete(id);
  }
}

/**
 * The rows of a list that hold every word, those read last first.
 * @param words in lower case, none empty
 * @param most how many at the most
 */
export function seenLike(list: SeenList, words: readonly string[], most: number): readonly SeenRow[] {
  return [...lists[list].values()]
    .reverse()
    .filter(({ id, title, note }) => {
      const text = `${title}\n${note}\n${id}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .slice(0, most);
}

/** Another account sees nothing of the one before. */
export function forgetSeen(): void {
  for (const seen of Object.values(lists)) seen.clear();
}
