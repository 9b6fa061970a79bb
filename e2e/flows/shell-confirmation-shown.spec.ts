import { checkAccessibility } from '../support/axe.ts';
import type { Keydock } from '../support/launch.ts';
import { decide } from '../support/questions.ts';
import { expect, test } from '../support/test.ts';

// Rule R2: everything that is confirmed is shown, as it is, and has been in view.

/** A screen this low cannot be had, and the window must not be taller for a moment, or all of it has been seen. */
async function lowScreen({ app }: Keydock, height: number): Promise<void> {
  await app.evaluate(({ screen }, px) => {
    const display = screen.getPrimaryDisplay();
    screen.getDisplayMatching = () => ({ ...display, workArea: { ...display.workArea, height: px } });
  }, height);
}

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
    await lowScreen(keydock, 530);
    const confirmation = await decide(keydock, practice, { aad: 'b=1' });
    const { page } = confirmation;
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
    await lowScreen(keydock, 380);
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
      const confirmation = await decide(keydock, practice, { aad: 'a\u202Eb' });
      const { page } = confirmation;
      expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
      await expect(confirmation.no).toBeEnabled();
      const { violations } = await checkAccessibility(page);
      expect(violations).toEqual([]);
      await page.screenshot({ path: test.info().outputPath(`confirmation-${theme}.png`) });
    });
  }
});
