import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CDPSession, Mouse, Page } from '@playwright/test';
import { profileIdOf } from '../../main/identity/profile-id.ts';
import type { Practice } from '../practice/world.ts';
import { Approver } from '../support/approver.ts';
import { checkAccessibility } from '../support/axe.ts';
import { Confirmation, unlessClosed } from '../support/confirmation.ts';
import type { Keydock } from '../support/launch.ts';
import { placeProfile } from '../support/profile.ts';
import { expect, test } from '../support/test.ts';

// Rule R2, clause by clause, on the shortest question there is: may this profile be removed? It fits on the screen, so
// that nothing but time, focus and keys stands between the window and a yes.

interface Asked {
  readonly keydock: Keydock;
  readonly page: Page;
  readonly confirmation: Confirmation;
  /** What main answered the page that asked, once it did. */
  answer(): Promise<unknown>;
  /** Is the question still open? */
  isOpen(): boolean;
}

async function ask(keydock: Keydock, practice: Practice): Promise<Asked> {
  const id = profileIdOf(practice.profile);
  const confirmation = await Confirmation.after(keydock.app, () =>
    keydock.window.evaluate((profile) => {
      Object.assign(window, { answer: Reflect.get(window, 'keydock').call('profiles', 'remove', { id: profile }) });
    }, id),
  );
  const { page } = confirmation;
  return {
    keydock,
    page,
    confirmation,
    answer: () => keydock.window.evaluate(() => Reflect.get(window, 'answer')),
    isOpen: () => !page.isClosed(),
  };
}

/** For main it is that much later. */
async function passTime({ app }: Keydock, seconds: number): Promise<void> {
  await app.evaluate((_electron, ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, seconds * 1_000);
}

const yes = { ok: true, value: { removed: true } };
const no = { ok: true, value: { removed: false } };
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

/** Waits until the window takes a yes. */
async function armed({ confirmation }: Asked): Promise<void> {
  await expect(confirmation.yes('Remove')).toBeEnabled();
}

/** A while in which a wrong yes would have closed the window. */
async function stillOpen(asked: Asked): Promise<void> {
  await asked.page.waitForTimeout(250);
  expect(asked.isOpen()).toBe(true);
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
      await asked.page.keyboard.press('Escape');
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
    await asked.confirmation.yes('Remove').click();
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
    await asked.page.keyboard.press('Control+Enter');
    expect(await asked.answer()).toEqual(yes);
  });

  test('by the space bar on the button', async ({ launch, practice }) => {
    const asked = await ask(await launch({ profile: practice.profile }), practice);
    await armed(asked);
    await asked.confirmation.yes('Remove').focus();
    await asked.page.keyboard.press('Space');
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
    await asked.confirmation.yes('Remove').click();
    expect(await asked.answer()).toEqual(yes);
  });
});

test.describe('a no', () => {
  const ways: readonly (readonly [string, (asked: Asked) => Promise<unknown>])[] = [
    ['the button', ({ confirmation }) => confirmation.no.click()],
    ['Escape', ({ page }) => page.keyboard.press('Escape')],
    [
      'Enter on the button',
      ({ confirmation, page }) => confirmation.no.focus().then(() => page.keyboard.press('Enter')),
    ],
    ['closing the window', ({ page }) => page.close()],
    [
      'the system closing the window',
      ({ keydock }) =>
        keydock.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()
            .find((window) => window.isModal())
            ?.close(),
        ),
    ],
    [
      'the page going elsewhere',
      ({ page }) => page.evaluate(() => setTimeout(() => location.replace('about:blank'), 0)),
    ],
  ];
  for (const [what, say] of ways) {
    test(`by ${what}`, async ({ launch, practice }) => {
      const asked = await ask(await launch({ profile: practice.profile }), practice);
      await armed(asked);
      await say(asked);
      expect(await asked.answer()).toEqual(no);
      await expect.poll(() => asked.isOpen()).toBe(false);
    });
  }

  test('a crash of its page is neither: it is an incident, and nothing was done', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    const asked = await ask(keydock, practice);
    await keydock.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isModal())
        ?.webContents.forcefullyCrashRenderer(),
    );
    const answer = (await asked.answer()) as { error: { incident: string } };
    expect(answer).toMatchObject({ ok: false, error: { code: 'app.unexpected' } });
    expect(keydock.logs()).toContain(answer.error.incident);
  });
});

test('a page that cannot draw the question is an incident, and the next question can be asked', async ({
  launch,
  practice,
}) => {
  const keydock = await launch({ profile: practice.profile });
  await keydock.app.evaluate(({ session }) => {
    const { protocol } = session.fromPartition('keydock-confirm');
    protocol.unhandle('keydock');
    protocol.handle('keydock', () => new Response('<!doctype html><p>', { headers: { 'Content-Type': 'text/html' } }));
  });
  const remove = () =>
    keydock.window.evaluate(
      (id) => Reflect.get(window, 'keydock').call('profiles', 'remove', { id }),
      profileIdOf(practice.profile),
    );
  expect(await remove()).toMatchObject({ ok: false, error: { code: 'app.unexpected' } });
  expect(keydock.logs()).toContain('"where":"confirmation.draw"');
  expect(await remove()).toMatchObject({ ok: false, error: { code: 'app.unexpected' } });
});

test('it is as tall as the facts need, up to the screen', async ({ launch, practice }) => {
  const asked = await ask(await launch({ profile: practice.profile }), practice);
  const room = await asked.page.evaluate(() => {
    const region = document.querySelector('.region');
    return { needed: region?.scrollHeight, given: region?.clientHeight, window: innerHeight };
  });
  expect(room.given).toBe(room.needed);
  expect(room.window).toBeLessThan(640);
});

test('one at a time, over the window that asked', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const asked = await ask(keydock, practice);
  const id = profileIdOf(practice.profile);
  const second = await keydock.window.evaluate(
    (profile) => Reflect.get(window, 'keydock').call('profiles', 'remove', { id: profile }),
    id,
  );
  expect(second).toMatchObject({ ok: false, error: { code: 'confirmation.busy' } });
  const windows = await keydock.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({ modal: window.isModal(), enabled: window.isEnabled() })),
  );
  expect(windows).toHaveLength(2);
  expect(windows).toContainEqual({ modal: true, enabled: true });
  expect(windows).toContainEqual({ modal: false, enabled: false });
  await asked.page.keyboard.press('Escape');
  expect(await asked.answer()).toEqual(no);
});

test('after four times no in a row it is not asked again for ten seconds', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  for (let times = 0; times < 4; times++) {
    const asked = await ask(keydock, practice);
    // The window goes with the key: the press itself may not live to hear that it was taken.
    await asked.page.keyboard.press('Escape').catch(unlessClosed);
    expect(await asked.answer()).toEqual(no);
  }
  const fifth = await keydock.window.evaluate(
    (id) => Reflect.get(window, 'keydock').call('profiles', 'remove', { id }),
    profileIdOf(practice.profile),
  );
  expect(fifth).toMatchObject({ ok: false, error: { code: 'confirmation.refused-often' } });
  expect(keydock.app.windows()).toHaveLength(1);
  await passTime(keydock, 10);
  const later = await ask(keydock, practice);
  await armed(later);
  await later.confirmation.yes('Remove').click();
  expect(await later.answer()).toEqual(yes);
});

test('no button has the focus when it opens', async ({ launch, practice }) => {
  const asked = await ask(await launch({ profile: practice.profile }), practice);
  await armed(asked);
  // The system gives the window its focus in its own time; until then it lies on the body.
  await expect.poll(() => asked.page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
});

test('it has its own origin, session, preload and nothing else', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const asked = await ask(keydock, practice);
  expect(asked.page.url()).toBe('keydock://confirm/');
  expect(
    await asked.page.evaluate(() => [
      typeof Reflect.get(window, 'keydock'),
      typeof Reflect.get(window, 'confirmation'),
    ]),
  ).toEqual(['undefined', 'object']);
  const apart = await keydock.app.evaluate(({ BrowserWindow, session }) => {
    const sessions = BrowserWindow.getAllWindows().map((window) => window.webContents.session);
    return new Set([...sessions, session.defaultSession]).size;
  });
  expect(apart).toBe(3);
  const hosts = await asked.page.evaluate(() =>
    [...document.querySelectorAll('script, link')].map(
      (element) => new URL(element.getAttribute('src') ?? element.getAttribute('href') ?? '', location.href).host,
    ),
  );
  expect(new Set(hosts)).toEqual(new Set(['confirm']));
});

let number = 0;
/** Has the page ask whether a request of its own may be approved. */
async function decide(keydock: Keydock, practice: Practice, more: object): Promise<Confirmation> {
  number += 1;
  const name = `shown-${process.pid}-${number}`;
  const { id } = (await practice.control('addRequest', { name, ...more })) as { id: string };
  const jonas = new Approver(keydock, practice);
  await jonas.signIn('jonas');
  return Confirmation.after(keydock.app, () =>
    keydock.window.evaluate((item) => {
      const input = { queue: 'imagesignigs', id: item, decision: 'APPROVE' };
      Object.assign(window, { answer: Reflect.get(window, 'keydock').call('approvals', 'decide', input) });
    }, id),
  );
}

const answerOf = (keydock: Keydock): Promise<unknown> => keydock.window.evaluate(() => Reflect.get(window, 'answer'));

test('the profile cannot be switched while a question is open or its answer is on the way', async ({
  launch,
  practice,
}) => {
  const other = { ...practice.profile, name: 'Zulu', clientId: '00000000-0000-4000-8000-000000000001' };
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  for (const profile of [practice.profile, other]) placeProfile(userData, profile);
  const keydock = await launch({ userData });
  const activate = () =>
    keydock.window.evaluate(
      (id) => Reflect.get(window, 'keydock').call('profiles', 'activate', { id }),
      profileIdOf(other),
    );
  const refused = { ok: false, error: { code: 'profile.decision-under-way' } };
  const confirmation = await decide(keydock, practice, {});
  expect(await activate()).toMatchObject(refused);
  await practice.control('fault', { kind: 'latency', ms: 3_000, method: 'POST' });
  await confirmation.confirm('Approve');
  expect(await activate()).toMatchObject(refused);
  expect(await answerOf(keydock)).toMatchObject({ ok: true, value: { result: { kind: 'done' } } });
  expect(await activate()).toEqual({ ok: true, value: null });
  await practice.control('clearFaults', {});
});

test('signing out takes the question back', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const { page } = await decide(keydock, practice, {});
  const closed = page.waitForEvent('close', { timeout: 5_000 });
  await keydock.window.evaluate(() => Reflect.get(window, 'keydock').call('session', 'signOut', {}));
  await closed;
  expect(await answerOf(keydock)).toMatchObject({ ok: true, value: { result: { kind: 'cancelled' } } });
});

test.describe('what it shows', () => {
  test('characters that cannot be seen are shown, apart from the text', async ({ launch, practice }) => {
    const aad = 'version=1\u202E\u200Bexe';
    const { page } = await decide(await launch({ profile: practice.profile }), practice, { aad });
    await expect(page.locator('dd', { hasText: 'version=1' }).first().locator('.escape')).toHaveText([
      '\\u{202E}',
      '\\u{200B}',
    ]);
    expect(await page.evaluate(() => document.body.textContent)).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
  });

  test('what is long is drawn whole, and all of it has to be seen', async ({ launch, practice }) => {
    const aad = 'a'.repeat(1_200);
    const { page } = await decide(await launch({ profile: practice.profile }), practice, { aad });
    await expect(page.locator('dd code', { hasText: aad })).toBeAttached();
    await expect(page.getByText(/have not been in view yet/)).toBeVisible();
  });

  test('no yes before every line has been in view, even when the end is jumped to', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    const confirmation = await decide(keydock, practice, { aad: 'b=1' });
    const { page } = confirmation;
    await keydock.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isModal())
        ?.setContentSize(560, 430),
    );
    await expect(page.getByText(/Scroll down: \d+ lines have not been in view yet/)).toBeVisible();
    await page.evaluate(() => {
      const region = document.querySelector('.region');
      region?.scrollTo(0, region.scrollHeight);
    });
    await page.waitForTimeout(900);
    // The end has been seen, the middle has not.
    await expect(page.getByText(/have not been in view yet/)).toBeVisible();
    await expect(confirmation.yes('Approve')).toBeDisabled();
    await page.keyboard.press('Control+Enter');
    await page.waitForTimeout(250);
    expect(page.isClosed()).toBe(false);
    await page.evaluate(() => document.querySelector('.region')?.scrollTo(0, 0));
    await confirmation.read();
    await expect(confirmation.yes('Approve')).toBeEnabled();
  });

  test('a line that is taller than the window is seen only when its middle is', async ({ launch, practice }) => {
    const keydock = await launch({ profile: practice.profile });
    // A screen this low cannot be had: the window must not be taller for a moment, or all of it has been seen.
    await keydock.app.evaluate(({ screen }) => {
      const display = screen.getPrimaryDisplay();
      screen.getDisplayMatching = () => ({ ...display, workArea: { ...display.workArea, height: 380 } });
    });
    const confirmation = await decide(keydock, practice, { aad: 'a'.repeat(600) });
    const { page } = confirmation;
    await expect.poll(() => page.evaluate(() => innerHeight)).toBe(320);
    // Everything is passed slowly but for the middle of the tall one, which is never in view.
    const middle = await page.evaluate(async () => {
      const region = document.querySelector('.region');
      const tall = [...document.querySelectorAll<HTMLElement>('.fact')].find((fact) =>
        fact.textContent?.includes('aaaaaaaa'),
      );
      if (region === null || tall === undefined) throw new Error('not drawn');
      if (tall.offsetHeight < region.clientHeight * 1.3) throw new Error(`only ${tall.offsetHeight} px tall`);
      const top = tall.getBoundingClientRect().top - region.getBoundingClientRect().top + region.scrollTop;
      const at = top + tall.offsetHeight / 2;
      for (let y = 0; y < region.scrollHeight; y += 40) {
        if (y - 5 < at && at < y + region.clientHeight + 5) continue;
        region.scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 60));
      }
      return at;
    });
    await expect(page.getByText('Scroll down: 1 line has not been in view yet.')).toBeVisible();
    await expect(confirmation.yes('Approve')).toBeDisabled();
    await page.evaluate(async (at) => {
      const region = document.querySelector('.region');
      for (let y = at - 200; y < at + 100; y += 40) {
        region?.scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 60));
      }
    }, middle);
    await expect(confirmation.yes('Approve')).toBeEnabled();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing, ${theme}`, async ({ launch, practice }) => {
      const keydock = await launch({ profile: practice.profile });
      await keydock.window.evaluate(
        (wanted) => Reflect.get(window, 'keydock').call('app', 'setTheme', { theme: wanted }),
        theme,
      );
      const { page } = await decide(keydock, practice, { aad: 'a\u202Eb' });
      expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
      await page.waitForTimeout(800);
      const { violations } = await checkAccessibility(page);
      expect(violations).toEqual([]);
      await page.screenshot({ path: test.info().outputPath(`confirmation-${theme}.png`) });
    });
  }
});
