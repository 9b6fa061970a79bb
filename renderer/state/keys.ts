import { useEffect } from 'react';
import { create } from 'zustand';
import { useStable } from '../ui/use-stable.ts';

/** Every key of the window, for the sheet on `?`. */
export const shortcuts = [
  { keys: ['J', '↓'], what: 'Next row', where: 'Lists' },
  { keys: ['K', '↑'], what: 'Row before', where: 'Lists' },
  { keys: ['Home', 'End'], what: 'First and last row', where: 'Lists' },
  { keys: ['/'], what: 'Search in what is loaded', where: 'Lists' },
  { keys: ['A'], what: 'Approve…, in a window that asks again', where: 'Approvals' },
  { keys: ['R'], what: 'Reject…, in a window that asks for the reason', where: 'Approvals' },
  { keys: ['L'], what: 'Log in to the open token…, or out of it', where: 'Tokens' },
  { keys: ['N'], what: 'On to the next step, or begin an export', where: 'Export' },
  { keys: ['E'], what: 'Export the ticked keys…, in a window that asks again', where: 'Export' },
  { keys: ['Space'], what: 'Tick or leave out the active key', where: 'Export' },
  { keys: ['Space'], what: 'Choose one more, or let it go', where: 'Decrypt' },
  { keys: ['Shift ↓', 'Shift ↑'], what: 'Choose from here on', where: 'Decrypt' },
  { keys: ['mod+A'], what: 'Choose all', where: 'Decrypt' },
  { keys: ['Enter'], what: 'To what is open below the list', where: 'Decrypt' },
  { keys: ['Del'], what: 'Take what is chosen off the list', where: 'Decrypt' },
  { keys: ['Esc'], what: 'Close, or empty the search', where: 'Everywhere' },
  { keys: ['mod+K'], what: 'Jump to a screen or a loaded row', where: 'Everywhere' },
  { keys: ['mod+F'], what: 'Search', where: 'Everywhere' },
  { keys: ['mod+R'], what: 'Ask the platform again', where: 'Everywhere' },
  { keys: ['?', 'mod+/'], what: 'This list', where: 'Everywhere' },
] as const;

/** How the system writes `mod+K`. */
export function keyLabel(key: string, isMac: boolean): string {
  return key.replace('mod+', isMac ? '⌘ ' : 'Ctrl ');
}

/**
 * Keys without Ctrl can be turned off (WCAG 2.1.4): who speaks to the computer would press them by talking. Main keeps
 * it (data/preferences.ts): what a page stores is gone at the end.
 */
export const useLetterKeys = create<{ readonly isOn: boolean }>(() => ({ isOn: true }));

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/**
 * The name of a press as `useKeys` knows it: `mod+k`, `j`, `?`; null when it is not for us.
 * @param isTyping whether it goes into a field
 * @param lettersOn whether keys without Ctrl count
 */
export function keyName(press: KeyPress, isTyping: boolean, lettersOn: boolean): string | null {
  if (press.altKey) return null;
  const key = press.key.toLowerCase();
  if (press.ctrlKey || press.metaKey) return `mod+${key}`;
  if (isTyping || !lettersOn || press.key.length !== 1) return null;
  // Held down, it would ask again and again.
  return press.repeat && asking.has(key) ? null : key;
}

/** Keys that open a window which asks, or end something: one press, one question. */
const asking: ReadonlySet<string> = new Set(['a', 'r', 'l', 'n', 'e']);

type Handlers = Readonly<Record<string, () => void>>;
const handlers = new Set<(name: string) => boolean>();

/** Listens to keys as long as the component is there. */
export function useKeys(map: Handlers): void {
  const handle = useStable((name: string): boolean => {
    const handler = map[name];
    handler?.();
    return handler !== undefined;
  });
  useEffect(() => {
    handlers.add(handle);
    return () => void handlers.delete(handle);
  }, [handle]);
}

/** Starts listening, once, for the whole window. */
export function listenToKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    // A box that is ticked takes no letters.
    const isTyping =
      target?.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]') != null;
    // A dialog has the keyboard to itself.
    if (document.querySelector('[role=dialog]') !== null) return;
    const name = keyName(event, isTyping, useLetterKeys.getState().isOn);
    if (name === null) return;
    let isTaken = false;
    for (const handle of [...handlers].reverse()) {
      isTaken = handle(name);
      if (isTaken) break;
    }
    if (isTaken) event.preventDefault();
  });
}
