import type { CDPSession, Mouse } from '@playwright/test';
import type { Practice } from '../practice/world.ts';
import { unlessClosed } from '../support/confirmation.ts';
import type { Keydock } from '../support/launch.ts';
import { type Asked, armed, ask, passTime, stillOpen, yes } from '../support/questions.ts';
import { expect, test } from '../support/test.ts';

// Rule R2: what counts as a yes in the window that confirms, and what does not. A press that is taken closes the window, and
// may not live to hear that it was.

const CONTROL = 2;

/** A key event as the system sends it, with what a test keyboard cannot say: that it repeats, or that Control is held. */
async function key(
  cdp: CDPSession,
  type: 'keyDown' | 'keyUp',
  name: 'Enter' | 'Control',
  more: object = {},
): Promise<void> {
  const codes = {
    Enter: { code: 'Enter', windowsVirtualKeyCode: 13 },
    Control: { code: 'ControlLeft', windowsVirtualKeyCode: 17 },
  };
  await cdp.send('Input.dispatchKeyEvent', { type, key: name, ...codes[name], ...more });
}

test.describe('a yes', () => {
  /**
   * Presses as soon as the window is there. A busy machine may come too late for "too early": then it is asked again.
   * @returns the question, with a press on its button that began while the button did not answer
   */
  async function pressTooEarly(
    keydock: Keydock,
    practice: Practice,
    press: (mouse: Mouse, x: number, y: number) => Promise<void>,
  ): Promise<Asked> {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const asked = await ask(keydock, practice);
      const states: string[] = [];
      asked.page.on('console', (message) => states.push(message.text()));
      const centre = await asked.page.evaluate(() => {
        const button = document.querySelector('footer button:last-of-type');
        window.addEventListener('pointerdown', () => console.info(button?.getAttribute('aria-disabled')), true);
        const { x, y, width, height } = button?.getBoundingClientRect() ?? new DOMRect();
        return { x: x + width / 2, y: y + height / 2 };
      });
      await press(asked.page.mouse, centre.x, centre.y);
      await expect.poll(() => states.length).toBeGreaterThan(0);
      if (states.every((isDisabled) => isDisabled === 'true')) return asked;
      await asked.page.mouse.up();
      await asked.page.keyboard.press('Escape').catch(unlessClosed);
      await asked.answer();
      // Nothing is asked for a while after two times "no".
      await passTime(keydock, 30);
    }
    throw new Error('the button always answered at once');
  }

  test('by a click, after the window has stood for 600 ms', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    // As a double click in another window would go on here.
    const asked = await pressTooEarly(keydock, practice, (mouse, x, y) => mouse.dblclick(x, y));
    await stillOpen(asked);
    await armed(asked);
    await asked.confirmation.yes('Remove').click().catch(unlessClosed);
    expect(await asked.answer()).toEqual(yes);
  });

  test('not by a press that began too early, however late it ends', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    const asked = await pressTooEarly(keydock, practice, async (mouse, x, y) => {
      await mouse.move(x, y);
      await mouse.down();
    });
    await armed(asked);
    await asked.page.mouse.up();
    await stillOpen(asked);
  });

  test('by Control and Enter, pressed and released here', async ({ launch, practice }) => {
    const asked = await ask(await launch({ profile: practice.profile }), practice);
    await armed(asked);
    await asked.page.keyboard.press('Control+Enter').catch(unlessClosed);
    expect(await asked.answer()).toEqual(yes);
  });

  test('by the space bar on the button', async ({ launch, practice }) => {
    const asked = await ask(await launch({ profile: practice.profile }), practice);
    await armed(asked);
    await asked.confirmation.yes('Remove').focus();
    await asked.page.keyboard.press('Space').catch(unlessClosed);
    expect(await asked.answer()).toEqual(yes);
  });

  test('never by Enter alone', async ({ launch, practice }) => {
    const asked = await ask(await launch({ profile: practice.profile }), practice);
    await armed(asked);
    await asked.page.keyboard.press('Enter');
    await asked.confirmation.yes('Remove').focus();
    await asked.page.keyboard.press('Enter');
    await stillOpen(asked);
  });

  test('not by keys held from before', async ({ launch, practice }) => {
    const asked = await ask(await launch({ profile: practice.profile }), practice);
    await armed(asked);
    const cdp = await asked.page.context().newCDPSession(asked.page);
    // Both held: only their repeats and their release arrive here.
    await key(cdp, 'keyDown', 'Enter', { autoRepeat: true, modifiers: CONTROL });
    await key(cdp, 'keyUp', 'Enter', { modifiers: CONTROL });
    await key(cdp, 'keyUp', 'Control');
    await stillOpen(asked);
    // Control held from before, Enter pressed here.
    await key(cdp, 'keyDown', 'Enter', { modifiers: CONTROL });
    await key(cdp, 'keyUp', 'Enter', { modifiers: CONTROL });
    await stillOpen(asked);
    // Enter held from before, Control pressed here.
    await key(cdp, 'keyDown', 'Control', { modifiers: CONTROL });
    await key(cdp, 'keyDown', 'Enter', { autoRepeat: true, modifiers: CONTROL });
    await key(cdp, 'keyUp', 'Enter', { modifiers: CONTROL });
    await key(cdp, 'keyUp', 'Control');
    await stillOpen(asked);
  });

  test('not by a script of the page, nor by an event it makes', async ({ launch, practice }) => {
    const asked = await ask(await launch({ profile: practice.profile }), practice);
    await armed(asked);
    await asked.page.evaluate(() => {
      const button = document.querySelector<HTMLButtonElement>('footer button:last-of-type');
      button?.click();
      button?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      button?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
      for (const type of ['keydown', 'keyup']) {
        window.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', code: 'Enter', ctrlKey: true }));
      }
    });
    await stillOpen(asked);
  });

  test('is not taken by main either before the window has stood for 600 ms', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    const asked = await ask(keydock, practice);
    const said = { confirmed: true, typed: '', reason: '' };
    const taken = await asked.page.evaluate((answer) => Reflect.get(window, 'confirmation').answer(answer), said);
    expect(taken).toBe(false);
    expect(keydock.logs()).toContain('confirmation.refused');
    await stillOpen(asked);
  });

  test('counts anew from when the focus came back', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    const asked = await ask(keydock, practice);
    await armed(asked);
    // The window loses the focus to the person's desktop. The tools keep telling the page that it has it, so the page
    // is told by an event; main knows better than both.
    await keydock.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isModal())
        ?.blur(),
    );
    await asked.confirmation.yes('Remove').click();
    await stillOpen(asked);
    expect(keydock.logs()).toContain('confirmation.refused');

    await asked.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect(asked.confirmation.yes('Remove')).toBeDisabled();
    await keydock.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isModal())
        ?.focus(),
    );
    await asked.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    expect(await asked.confirmation.yes('Remove').getAttribute('aria-disabled')).toBe('true');
    await armed(asked);
    await asked.confirmation.yes('Remove').click().catch(unlessClosed);
    expect(await asked.answer()).toEqual(yes);
  });
});
