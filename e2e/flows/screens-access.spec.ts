import { Approver } from '../support/approver.ts';
import { checkAccessibility } from '../support/axe.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

/** Smallest side of what can be pressed, px: WCAG 2.2, 2.5.8 asks for 24; our own 32 include the room around it. */
const TARGET = 24;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({ launch, practice }) => {
    await practice.control('reset', {});
    const jonas = new Approver(await launch({ profile: practice.profile }), practice);
    const { window } = jonas;
    const shell = new Shell(window);
    await window.emulateMedia({ colorScheme });
    await jonas.signIn('jonas');
    const clean = async (screen: string) =>
      expect.soft((await checkAccessibility(window)).violations, screen).toEqual([]);

    await window.getByRole('grid').getByRole('row').first().click();
    await expect(window.getByText(/Checked with the platform/)).toBeVisible();
    await clean('approvals');
    for (const screen of ['Requests', 'Products'] as const) {
      await shell.goTo(screen);
      await clean(`${screen}, nothing open`);
      await window.getByRole('grid').getByRole('row').first().click();
      await expect(window.getByText(/Checked with the platform/)).toBeVisible();
      await clean(screen);
    }
    await shell.openAccount();
    await expect(window.getByText(/^may /).first()).toBeVisible();
    await clean('account');
    await shell.profile.click();
    await expect(window.getByRole('menu')).toBeVisible();
    await clean('profile menu');
    await window.getByRole('menuitem', { name: 'Manage profiles' }).click();
    await expect(shell.heading('Profiles')).toBeVisible();
    await clean('profiles');
    await window.keyboard.press('?');
    await expect(shell.dialog).toBeVisible();
    await clean('keyboard');
    await window.keyboard.press('Escape');
    await window.keyboard.press('Control+k');
    await expect(shell.dialog).toBeVisible();
    await clean('jump');
  });
}

test('at 200 % everything is there, without scrolling sideways', async ({ launch, practice }) => {
  await practice.control('reset', {});
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window } = jonas;
  await jonas.keydock.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => window.evaluate(() => devicePixelRatio)).toBe(2);
  const isTooWide = () =>
    window.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  await window.getByRole('grid').getByRole('row').first().click();
  await expect(window.getByRole('button', { name: /^Approve…/ })).toBeInViewport();
  await expect(window.getByRole('button', { name: /^Reject…/ })).toBeInViewport();
  expect(await isTooWide()).toBe(false);
  expect((await checkAccessibility(window)).violations).toEqual([]);
  await window.getByRole('button', { name: 'Back to the list' }).click();
  await expect(window.getByRole('grid')).toBeVisible();
  expect(await isTooWide()).toBe(false);
});

test('what can be pressed is large enough, and where the focus is can be seen', async ({ launch, practice }) => {
  await practice.control('reset', {});
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window } = jonas;
  await window.getByRole('grid').getByRole('row').first().click();
  await expect(window.getByText(/Checked with the platform/)).toBeVisible();
  const small = await window.evaluate((least) => {
    const pressable = document.querySelectorAll<HTMLElement>('button, a[href], input, select');
    return [...pressable]
      .filter((each) => each.offsetParent !== null)
      .map((each) => ({ name: each.textContent || each.ariaLabel, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width < least || box.height < least)
      .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`);
  }, TARGET);
  expect(small).toEqual([]);

  const unseen: string[] = [];
  await window.getByRole('searchbox').focus();
  for (let stop = 0; stop < 14; stop++) {
    await window.keyboard.press('Tab');
    const ring = await window.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return 'nowhere';
      const style = getComputedStyle(focused);
      return style.boxShadow === 'none' ? (focused.getAttribute('aria-label') ?? focused.textContent) : null;
    });
    if (ring !== null && ring !== 'nowhere') unseen.push(ring);
  }
  expect(unseen).toEqual([]);
});

test('with forced colours and less motion the window still says what is chosen', async ({ launch, practice }) => {
  await practice.control('reset', {});
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window } = jonas;
  await window.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const row = window.getByRole('grid').getByRole('row').first();
  await row.click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  const style = await row.locator('[data-active]').evaluate((cell) => getComputedStyle(cell).outlineStyle);
  expect(style).toBe('solid');
  const moving = await window.evaluate(
    () =>
      [...document.querySelectorAll('button')].filter(
        (each) => !/^0s(, 0s)*$/.test(getComputedStyle(each).transitionDuration),
      ).length,
  );
  expect(moving).toBe(0);
});
