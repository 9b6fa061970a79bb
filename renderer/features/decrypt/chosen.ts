import { create } from 'zustand';

/** Files that are chosen together, beside the one that is open. Empty: only the open one counts. */
export interface Chosen {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string | null;
}

export const noneChosen: Chosen = { ids: new Set(), anchor: null };

export const useChosen = create<Chosen>(() => noneChosen);

/** Only this one is chosen from now on: what a click or a step by key does. */
export function startAt(id: string | null): Chosen {
  return { ids: new Set(), anchor: id };
}

/** Adds a file or takes it away. The one that was open counts as chosen already. */
export function toggled(chosen: Chosen, id: string, open: string | null): Chosen {
  const ids = new Set(chosen.ids.size === 0 && open !== null ? [open] : chosen.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Everything from where the range began up to this file. @param order ids as they are listed */
export function extendedTo(chosen: Chosen, id: string, open: string | null, order: readonly string[]): Chosen {
  const anchor = chosen.anchor ?? open ?? id;
  const [from, to] = [order.indexOf(anchor), order.indexOf(id)];
  if (from < 0 || to < 0) return startAt(id);
  return { ids: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor };
}

/** Those of the chosen files that are still there, in the order of the list; the open one where none are chosen. */
export function chosenIn(chosen: Chosen, open: string | null, order: readonly string[]): readonly string[] {
  return chosen.ids.size === 0 ? order.filter((id) => id === open) : order.filter((id) => chosen.ids.has(id));
}
