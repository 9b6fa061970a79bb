import type { ApprovalRow } from '../../app/contract/shapes.ts';
import { pageSize } from '../../app/platform/wire/page.ts';

/** Page 0 of one queue as it was read, and how many wait behind it. */
export interface FirstPage {
  readonly count: number;
  readonly rows: readonly ApprovalRow[];
}

/** Ids that came and went between two readings of page 0. */
export interface Moves {
  readonly arrived: readonly string[];
  readonly left: readonly string[];
}

/**
 * Compares ids, not counts: one may leave as another arrives. Where more wait than one page holds, page 0 alone cannot
 * tell everything: a row that moved up from page 1 is no arrival (it stands below rows that were known), and one that
 * was pushed off has not left.
 */
export function movesBetween(before: FirstPage, after: FirstPage): Moves {
  const known = new Set(before.rows.map(({ id }) => id));
  const now = new Set(after.rows.map(({ id }) => id));
  const wasWhole = before.count <= pageSize;
  const isWhole = after.count <= pageSize;
  const lastKnown = after.rows.findLastIndex(({ id }) => known.has(id));
  const noneKnown = lastKnown === -1 && after.count > before.count;
  const arrived = after.rows.filter(({ id }, index) => !known.has(id) && (wasWhole || index < lastKnown || noneKnown));
  const left = isWhole ? before.rows.filter(({ id }) => !now.has(id)) : [];
  return { arrived: arrived.map(({ id }) => id), left: left.map(({ id }) => id) };
}
