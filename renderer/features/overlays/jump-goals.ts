import { Cpu, FileLock, type LucideIcon, Package } from 'lucide-react';
import { tokenName } from '../../../app/token-name.ts';
import { type SeenList, type SeenRow, seenLike } from '../../data/seen-rows.ts';
import { tokensNow } from '../../data/tokens.ts';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { rowIcons } from '../../ui/row-icons.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { keyOf, searchWords } from '../approvals/inbox-row.ts';
import { inbox } from '../approvals/the-inbox.ts';
import { type Goal, noFilter, places } from './places.ts';

/** Rows of one kind that are offered at most; who needs more searches in the list. */
const ROWS = 8;

/** What a list leaves behind when its screen is left: how one of its rows is drawn and where it opens. */
const seenLists: Readonly<Record<SeenList, { readonly icon: LucideIcon; readonly routeTo: (id: string) => Route }>> = {
  requests: {
    icon: FileLock,
    routeTo: (id) => ({ screen: 'requests', filter: noFilter, id }),
  },
  products: {
    icon: Package,
    routeTo: (id) => ({ screen: 'products', filter: { ...noFilter, type: null }, id }),
  },
  clients: {
    icon: rowIcons.client,
    routeTo: (id) => ({ screen: 'clients', filter: noFilter, open: { kind: 'client', id } }),
  },
};

function tokensLike(words: readonly string[]): readonly Goal[] {
  return tokensNow()
    .filter((token) => hasAll(`${tokenName(token)} ${token.serial}`, words))
    .slice(0, ROWS)
    .map(({ id, label, moduleName, kind }) => ({
      id: `token ${id}`,
      title: tokenName({ label }),
      note: `token of ${moduleName} · ${tokenKindWords[kind].name}`,
      icon: Cpu,
      run: () => go({ screen: 'tokens', open: id }),
    }));
}

function waitingLike(query: string): readonly Goal[] {
  const view = inbox.view(null, query);
  const rows: Goal[] = [];
  for (let index = 0; index < Math.min(view.length, ROWS); index++) {
    const row = view.at(index);
    if (row === undefined) continue;
    rows.push({
      id: keyOf(row),
      title: row.title,
      note: `${row.noun} · ${row.subtitle}`,
      icon: rowIcons[row.icon],
      run: () => go({ screen: 'approvals', queue: null, item: { queue: row.queue, id: row.id } }),
    });
  }
  return rows;
}

function seenGoals(list: SeenList, words: readonly string[]): readonly Goal[] {
  const { icon, routeTo } = seenLists[list];
  const goal = ({ id, title, note }: SeenRow): Goal => ({
    id: `${list} ${id}`,
    title,
    note,
    icon,
    run: () => go(routeTo(id)),
  });
  return seenLike(list, words, ROWS).map(goal);
}

function hasAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** Where one can go by a part of its name: screens, and rows that were read. Nothing is asked for it. */
export function goalsFor(query: string): readonly Goal[] {
  const words = searchWords(query);
  const found = places.filter(({ title, note }) => hasAll(`${title} ${note}`, words));
  if (words.length === 0) return found;
  return [
    ...found,
    ...tokensLike(words),
    ...waitingLike(query),
    ...seenGoals('requests', words),
    ...seenGoals('products', words),
    ...seenGoals('clients', words),
  ];
}
