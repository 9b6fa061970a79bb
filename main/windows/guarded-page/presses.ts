import type { PressGuard } from '../../../app/press-guard.ts';

/** What a person can say here. */
export type Said = 'confirm' | 'no';

/**
 * Turns presses into answers. The buttons answer to a click or the space bar, begun and ended in this window after
 * it was armed; Ctrl+Enter confirms; Enter alone never does; Escape, pressed and released here, is "no" at any time.
 * @param say called with what was said; it decides whether all that is asked for is there
 * @param other a third button, which answers as "no" does
 */
export function listenForPresses(
  guard: PressGuard,
  buttons: Readonly<Record<Said, HTMLElement>>,
  say: (said: Said) => void,
  other?: { readonly button: HTMLElement; readonly say: () => void },
): void {
  type Meaning = Said | 'other';
  const tell = (meaning: Meaning): void => (meaning === 'other' ? other?.say() : say(meaning));
  const now = (): number => performance.now();
  const meaningOf = (target: Element | null): Meaning | null => {
    if (target === null) return null;
    if (target === buttons.confirm) return 'confirm';
    if (target === buttons.no) return 'no';
    return target === other?.button ? 'other' : null;
  };
  const isEnter = (event: KeyboardEvent): boolean => event.key === 'Enter';
  // Control or Command must have been pressed in here too: one held from before is no part of a chord.
  const isModifierHeld = (): boolean => ['ControlLeft', 'ControlRight', 'MetaLeft', 'MetaRight'].some(guard.isHeld);
  const isChord = (event: KeyboardEvent): boolean => isEnter(event) && isModifierHeld();

  /** The chord's Enter has come up again; it confirms when nothing of the chord is held any more. */
  let chordIsOver = false;
  window.addEventListener('blur', () => {
    chordIsOver = false;
    begun = null;
  });

  /** Where the press of a key began, and whether it began as the chord. */
  let begun: { readonly code: string; readonly target: Element | null; readonly chord: boolean } | null = null;

  window.addEventListener('keydown', (event) => {
    if (!event.isTrusted) return;
    guard.down(event.code, now(), event.repeat);
    if (!event.repeat) begun = { code: event.code, target: document.activeElement, chord: isChord(event) };
    // Enter would click a focused button as soon as it goes down, held or not.
    if (isEnter(event) && (meaningOf(document.activeElement) !== null || event.ctrlKey || event.metaKey))
      event.preventDefault();
  });

  window.addEventListener('keyup', (event) => {
    if (!event.isTrusted) return;
    const press = guard.up(event.code);
    const start = begun?.code === event.code ? begun : null;
    if (event.key === 'Escape') {
      if (press !== 'not-here') say('no');
      return;
    }
    const meaning = start !== null && start.target === document.activeElement ? meaningOf(start.target) : null;
    // The click that the space bar would make is ours to make.
    if (event.key === ' ' && meaningOf(document.activeElement) !== null) event.preventDefault();
    if (isEnter(event) && press === 'counts' && start?.chord === true) chordIsOver = true;
    if (chordIsOver && !isModifierHeld()) {
      chordIsOver = false;
      say('confirm');
      return;
    }
    if (press !== 'counts') return;
    if (isEnter(event) && (meaning === 'no' || meaning === 'other')) tell(meaning);
    else if (event.key === ' ' && meaning !== null) tell(meaning);
  });

  window.addEventListener('pointerdown', (event) => {
    guard.up('pointer');
    if (event.isTrusted && event.button === 0) guard.down('pointer', now());
  });
  window.addEventListener('pointercancel', () => guard.up('pointer'));
  window.addEventListener('click', (event) => {
    if (!event.isTrusted) return;
    const meaning = meaningOf(event.target instanceof Element ? event.target.closest('button') : null);
    const press = guard.up('pointer');
    // A screen reader's "activate" is a click without a press before it, and without a count.
    const byAssistant = press === 'not-here' && event.detail === 0 && guard.isArmed(now());
    if (meaning !== null && (press === 'counts' || byAssistant)) tell(meaning);
  });
}
