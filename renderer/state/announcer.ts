import { create } from 'zustand';

interface Announcer {
  /** What is said now. `number` tells two equal sentences apart. */
  readonly said: { readonly text: string; readonly number: number };
}

export const useAnnouncer = create<Announcer>(() => ({ said: { text: '', number: 0 } }));

/** Has a screen reader say something once, without moving the focus. */
export function announce(text: string): void {
  useAnnouncer.setState(({ said }) => ({ said: { text, number: said.number + 1 } }));
}
