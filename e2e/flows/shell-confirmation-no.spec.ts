import { profileIdOf } from '../../main/identity/profile-id.ts';
import { unlessClosed } from '../support/confirmation.ts';
import { type Asked, armed, ask, no, passTime, yes } from '../support/questions.ts';
import { expect, test } from '../support/test.ts';
import { windowCount } from '../support/windows.ts';

// Rule R2: what counts as a no in the window that confirms, what is neither, and what becomes of many.

/** A press counts for nothing while the screen takes the focus away (press-guard.test.ts): only then there is another. */
async function enterOnNo(asked: Asked): Promise<void> {
  const { confirmation, page } = asked;
  await page.evaluate(() =>
    window.addEventListener('blur', () => document.documentElement.setAttribute('data-blurred', '')),
  );
  const press = async () => {
    await armed(asked);
    await confirmation.no.focus();
    await page.keyboard.press('Enter').catch(unlessClosed);
    return expect.poll(() => page.isClosed(), { timeout: 5_000 }).toBe(true);
  };
  try {
    await press();
  } catch (error) {
    if (page.isClosed() || (await page.locator('html[data-blurred]').count()) === 0) throw error;
    await press();
  }
}

test.describe('a no', () => {
  const ways: readonly (readonly [string, (asked: Asked) => Promise<unknown>])[] = [
    ['the button', ({ confirmation }) => confirmation.refuse()],
    ['Escape', ({ page }) => page.keyboard.press('Escape')],
    ['Enter on the button', enterOnNo],
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
      // Each closes the window, and may not live to hear that it did.
      await say(asked).catch(unlessClosed);
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

test('after four times no in a row it is not asked again for ten seconds', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  for (let times = 0; times < 4; times++) {
    const asked = await ask(keydock, practice);
    await asked.page.keyboard.press('Escape').catch(unlessClosed);
    expect(await asked.answer()).toEqual(no);
  }
  const fifth = await keydock.window.evaluate(
    (id) => Reflect.get(window, 'keydock').call('profiles', 'remove', { id }),
    profileIdOf(practice.profile),
  );
  expect(fifth).toMatchObject({ ok: false, error: { code: 'confirmation.refused-often' } });
  expect(await windowCount(keydock)).toBe(1);
  await passTime(keydock, 10);
  const later = await ask(keydock, practice);
  await armed(later);
  await later.confirmation.yes('Remove').click().catch(unlessClosed);
  expect(await later.answer()).toEqual(yes);
});
