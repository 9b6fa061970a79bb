import { checkAccessibility } from '../support/axe.ts';
import { Confirmation } from '../support/confirmation.ts';
import { List } from '../support/pages/list.ts';
import { Shell } from '../support/pages/shell.ts';
import { TokensScreen } from '../support/pages/tokens-screen.ts';
import { expect, test } from '../support/test.ts';
import {
  everyState,
  fresh,
  line3Page,
  lockedPage,
  manyObjects,
  nothingFound,
  without,
} from '../support/token-states.ts';
import { otherProgram, softHsm } from '../support/tokens.ts';
import { ToldMain } from '../support/told-main.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

type Launch = Parameters<Parameters<typeof test>[2]>[0]['launch'];

/** The tokens screen of a window with no profile and nobody signed in, with main telling what the test says. */
async function atTokens(launch: Launch, overview = everyState) {
  const keydock = await launch();
  const { window } = keydock;
  await window.emulateMedia({ reducedMotion: 'reduce' });
  const main = new ToldMain(keydock);
  await main.says({
    tokens: {
      overview,
      open: line3Page,
      login: { isLoggedIn: true },
      logout: null,
      rescan: null,
      probe: null,
      allowModule: { allowed: false },
      destroyObject: { destroyed: true },
    },
  });
  await window.evaluate(() => {
    globalThis.location.hash = '#/tokens';
  });
  await expect(window.getByRole('heading', { level: 1, name: 'Tokens' })).toBeVisible();
  return {
    keydock,
    window,
    main,
    list: new List(window),
    offered: window.getByRole('region', { name: /not used yet/ }),
  };
}
type AtTokens = Awaited<ReturnType<typeof atTokens>>;

/** Whether a screen can be used by everybody, in both schemes. */
async function expectAccessible({ window }: AtTokens, what: string, picture: (name: string) => string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft((await checkAccessibility(window)).violations, `${what}, ${colorScheme}`).toEqual([]);
    await window.screenshot({ path: picture(`${what}-${colorScheme}.png`) });
  }
}

test('a first start teaches what a module is and loads none', async ({ launch }, testInfo) => {
  const at = await atTokens(launch, nothingFound);
  await expect(at.window.getByText('No module was found')).toBeVisible();
  await expectAccessible(at, 'nothing', (name) => testInfo.outputPath(name));

  await at.main.tells('tokens', 'changed', { ...fresh, readAt: new Date(Date.now() + 5_000).toISOString() });
  await expect(at.offered).toContainText('Nothing of them was loaded');
  await expect(at.window.getByText('It loads none that you have not allowed')).toBeVisible();
  await at.offered.getByRole('button', { name: 'Use SoftHSM 2…' }).click();
  expect(await at.main.asked('tokens.allowModule')).toEqual([{ module: 'module-soft' }]);
  await expectAccessible(at, 'fresh', (name) => testInfo.outputPath(name));
});

test('every state of modules and tokens is said in words', async ({ launch }, testInfo) => {
  const at = await atTokens(launch);
  const { list, window } = at;
  for (const [row, words] of [
    ['Line 3 HSM', 'logged in'],
    ['Line 4 HSM', 'last try'],
    ['practice target', 'not logged in'],
    ['unnamed token', 'not set up'],
    ['NSS Certificate DB', 'wrong PIN entered'],
    ['Sara Holm', 'locked'],
    ['Yubico YKCS11', 'file has changed'],
    ['Thales Luna', 'file is gone'],
    ['acme eToken', 'does not answer'],
  ] as const) {
    await list.row(row).scrollIntoViewIfNeeded();
    await expect(list.row(row), row).toContainText(words);
  }
  await expect(list.row('NSS Certificate DB')).toContainText('not enforced by this module');
  await expect(list.grid).not.toContainText('p11-kit proxy');
  await expect(at.offered).toContainText('p11-kit proxy');
  await expectAccessible(at, 'states', (name) => testInfo.outputPath(name));

  for (const [row, words, button] of [
    ['Yubico YKCS11', 'This is not the file you allowed.', 'Look at the new file…'],
    ['Thales Luna', 'The file is not there.', 'Forget this module'],
    ['acme eToken', 'The token module broke down', 'Look again'],
  ] as const) {
    await list.row(row).click();
    await expect(window.getByText(words)).toBeVisible();
    await expect(window.getByRole('button', { name: button })).toBeVisible();
    await expectAccessible(at, `module ${row}`, (name) => testInfo.outputPath(name));
  }
});

test('a token: objects, unsafe ones, what was left over, what it really does, mechanisms', async ({
  launch,
}, testInfo) => {
  const at = await atTokens(launch);
  const { list, window, main } = at;
  await list.row('Line 3 HSM').click();
  await expect(window.getByRole('heading', { level: 2, name: 'Line 3 HSM' })).toBeVisible();
  await expect(window.getByText('locks in 9 minutes')).toBeVisible();

  const objects = window.getByRole('list', { name: 'Objects' });
  await expect(objects.getByRole('listitem')).toHaveCount(5);
  await expect(window.getByText('2 objects more on the token are not listed here.')).toBeVisible();
  const unsafe = objects.getByRole('button', { name: /^backup wrapping key/ });
  await expect(unsafe).toContainText('unsafe');
  await unsafe.press('Enter');
  await expect(unsafe).toHaveAttribute('aria-expanded', 'true');
  await expect(objects.getByText('This key can be used to take others off the token.')).toBeVisible();
  await expect(objects.getByText('it cannot be wrapped')).toBeVisible();

  await expect(window.getByText('Something was left unfinished.')).toBeVisible();
  await window.getByRole('button', { name: 'Destroy keydock-unfinished-4f2a…' }).click();
  expect(await main.asked('tokens.destroyObject')).toEqual([{ token: 'token-line-3', object: 'object-left' }]);

  const findings = window.getByRole('table');
  await expect(findings.getByRole('row', { name: /HKDF on the token/ })).toContainText('does not');
  await expect(findings.getByRole('row', { name: /RFC 5649/ })).toContainText('works');

  await window.getByRole('button', { name: /What it lists/ }).click();
  await window.getByRole('searchbox', { name: 'Search the mechanisms' }).fill('galois');
  const mechanisms = window.getByRole('list', { name: 'Mechanisms' });
  await expect(mechanisms.getByRole('listitem')).toHaveCount(1);
  await expect(mechanisms).toContainText('CKM_AES_GCM');
  await expectAccessible(at, 'token', (name) => testInfo.outputPath(name));

  // At 200 % there is room for one of the two; nothing runs out of the window.
  await at.keydock.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2));
  await expect(window.getByRole('button', { name: 'Back to the list' })).toBeVisible();
  expect(await window.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await expectAccessible(at, 'token at 200 %', (name) => testInfo.outputPath(name));
});

test('by keyboard alone: through the list, in, out, and gone', async ({ launch }) => {
  const { list, window, main } = await atTokens(launch);
  await list.grid.focus();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowDown');
  await expect(await list.activeRow()).toContainText('Line 3 HSM');
  await expect(window.getByRole('heading', { level: 2, name: 'Line 3 HSM' })).toBeVisible();
  await expect(window.getByRole('list', { name: 'Objects' })).toBeVisible();
  await window.keyboard.press('l');
  await expect.poll(() => main.asked('tokens.logout')).toEqual([{ token: 'token-line-3' }]);

  const final = everyState.modules[0]?.tokens[1];
  if (final === undefined) throw new Error('the second token is gone from the fixture');
  await main.says({ tokens: { open: lockedPage(final) } });
  await window.keyboard.press('j');
  await expect(window.getByText('Final try: one more wrong PIN locks the token.')).toBeVisible();
  await expect(window.getByText('Private objects are not shown yet')).toBeVisible();
  await expect(window.getByRole('button', { name: 'Try it now' })).toHaveAttribute('aria-disabled', 'true');
  await window.keyboard.press('l');
  await expect.poll(() => main.asked('tokens.login')).toEqual([{ token: 'token-line-4' }]);

  await main.tells('tokens', 'changed', without('token-line-4'));
  await expect(window.getByText('It is not there any more')).toBeVisible();
  await window.getByRole('button', { name: 'Look again' }).click();
  expect(await main.asked('tokens.rescan')).toHaveLength(1);

  await window.keyboard.press('Control+k');
  await expect(window.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await window.keyboard.type('practice');
  await expect(window.getByRole('menuitem', { name: 'practice target' })).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 2, name: 'practice target' })).toBeVisible();
});

test('450 objects are searched, and drawn a hundred at a time', async ({ launch }) => {
  const { list, window, main } = await atTokens(launch);
  await main.says({ tokens: { open: { ...line3Page, objects: { rows: manyObjects, total: 450 } } } });
  await list.row('Line 3 HSM').click();
  const objects = window.getByRole('list', { name: 'Objects' }).getByRole('listitem');
  await expect(objects).toHaveCount(100);
  await window.getByRole('button', { name: 'Show 100 more' }).click();
  await expect(objects).toHaveCount(200);
  await window.keyboard.press('/');
  await window.keyboard.type('key 449');
  await expect(objects).toHaveCount(1);
});

test('a real token: allowed, logged in, tried, its key looked at and destroyed, and all of it in the journal', async ({
  launch,
}, testInfo) => {
  const hsm = softHsm('practice target');
  try {
    const keydock = await launch({ env: hsm.env });
    const { window } = keydock;
    await window.emulateMedia({ reducedMotion: 'reduce' });
    const tokens = new TokensScreen(keydock);
    await tokens.goTo();
    await tokens.use('SoftHSM 2');
    await expect(tokens.row('practice target')).toContainText('not logged in');
    await tokens.logIn('practice target', hsm.pin);
    await expect(tokens.row('practice target')).toContainText('logged in');
    await expect(window.getByText('Nothing is on this token yet')).toBeVisible();

    await window.getByRole('button', { name: 'Try it now' }).click();
    await expect(window.getByRole('row', { name: /padding \(RFC 5649\)/ })).toContainText('works');
    await expect(window.getByRole('row', { name: /HKDF on the token/ })).toContainText('does not');

    // Another program puts a key there; asking again shows it.
    otherProgram(hsm).run('--keygen', '--key-type', 'AES:32', '--label', 'put there', '--id', '0a0b');
    await window.keyboard.press('Control+r');
    const object = tokens.object('put there');
    await expect(object).toContainText('AES-256');
    await object.getByRole('button', { name: /^put there/ }).click();
    await expect(object).toContainText('CKA_SENSITIVE');
    for (const colorScheme of ['light', 'dark'] as const) {
      await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect.soft((await checkAccessibility(window)).violations, `real, ${colorScheme}`).toEqual([]);
      await window.screenshot({ path: testInfo.outputPath(`real-${colorScheme}.png`) });
    }

    const question = await Confirmation.after(keydock.app, () =>
      object.getByRole('button', { name: 'Destroy put there…' }).click(),
    );
    await question.page.getByRole('textbox', { name: /last 4 characters of its CKA_ID/ }).fill('0a0b');
    await question.confirm('Destroy');
    await expect(window.getByText('Nothing is on this token yet')).toBeVisible();
    expect(otherProgram(hsm).keys()).toEqual([]);

    await window.getByRole('button', { name: /^Log out/ }).click();
    await expect(tokens.row('practice target')).toContainText('not logged in');
    await expect(window.getByText('Private objects are not shown yet')).toBeVisible();

    await new Shell(window).goTo('Journal');
    const journal = new List(window);
    await expect(journal.row('put there').first()).toContainText('destroyed');
    await expect(journal.row('allowed')).toBeVisible();
    await expect(window.getByText('no outcome')).toHaveCount(0);
  } finally {
    hsm.remove();
  }
});
