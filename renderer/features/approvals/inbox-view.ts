import type { ApprovalRow } from '../../../app/contract/shapes.ts';
import type { PageSource } from '../../data/page-source.ts';
import { type InboxRow, keyOf } from './inbox-row.ts';

/** The rows of the list as it is looked at now. A row that is not loaded yet is undefined. */
export interface InboxView {
  readonly length: number;
  at(index: number): InboxRow | undefined;
  indexOf(key: string): number;
}

/** One queue in the platform's order: a row is where the platform has it, loaded or not. */
export class SourceView implements InboxView {
  readonly source: PageSource<ApprovalRow, InboxRow>;
  readonly length: number;

  constructor(source: PageSource<ApprovalRow, InboxRow>) {
    this.source = source;
    this.length = source.list.count;
  }

  at(index: number): InboxRow | undefined {
    return this.source.list.at(index);
  }

  indexOf(key: string): number {
    const row = this.source.list.byId(key.slice(key.indexOf('/') + 1));
    return row !== undefined && keyOf(row) === key ? row.index : -1;
  }
}

/** Rows in the order they are given; behind them, places for those that are not loaded yet. */
export class RowsView implements InboxView {
  readonly rows: readonly InboxRow[];
  readonly length: number;

  constructor(rows: readonly InboxRow[], length: number) {
    this.rows = rows;
    this.length = Math.max(length, rows.length);
  }

  at(index: number): InboxRow | undefined {
    return this.rows[index];
  }

  indexOf(key: string): number {
    const slash = key.indexOf('/');
    const [queue, id] = [key.slice(0, slash), key.slice(slash + 1)];
    return this.rows.findIndex((row) => row.id === id && row.queue === queue);
  }
}
