import type { ImageSigningRow } from '../../app/platform/wire/image-signings.ts';

/** Rows remembered at most; some 1 KiB each. */
const most = 4_000;

/**
 * Rows of requests as lists gave them. Only they say who asked and when, so a page that opens one need not look for it
 * in the list again.
 */
export interface RowCache {
  remember(rows: readonly ImageSigningRow[]): void;
  find(id: string): ImageSigningRow | undefined;
  clear(): void;
}

export function createRowCache(): RowCache {
  const rows = new Map<string, ImageSigningRow>();
  return {
    remember(seen) {
      for (const row of seen) {
        rows.delete(row.id);
        rows.set(row.id, row);
      }
      // A Map keeps the order of insertion: the first ones are the ones not seen for longest.
      for (const id of rows.keys()) {
        if (rows.size <= most) break;
        rows.delete(id);
      }
    },
    find: (id) => rows.get(id),
    clear: () => rows.clear(),
  };
}
