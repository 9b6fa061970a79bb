import { createPressGuard, type PressGuard } from '../../../app/press-guard.ts';

/** The page's own clock of rule R2: presses count 600 ms after it was painted and focused. */
export interface Arming {
  readonly guard: PressGuard;
  isArmed(): boolean;
  /**
   * @param shown asks main to show the window; resolves when it is there and has the focus
   * @param focusStart puts the focus where it begins
   */
  begin(shown: () => Promise<unknown>, focusStart: () => void): Promise<void>;
}

/** @param update called whenever what may be pressed may have changed */
export function createArming(update: () => void): Arming {
  const guard = createPressGuard();
  const now = (): number => performance.now();

  function onFocus(): void {
    guard.focused(now());
    update();
    const from = guard.armedFrom();
    if (from !== null) setTimeout(update, Math.max(0, from - now()) + 1);
  }

  return {
    guard,
    isArmed: () => guard.isArmed(now()),
    async begin(shown, focusStart) {
      window.addEventListener('focus', onFocus);
      window.addEventListener('blur', () => {
        guard.blurred();
        update();
      });
      // Main answers when the window has the focus. After the second frame from then on the first is on screen.
      await shown();
      await nextFrame();
      await nextFrame();
      guard.painted(now());
      focusStart();
      if (document.hasFocus()) onFocus();
      update();
    },
  };
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
  });
}
