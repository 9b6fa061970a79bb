import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { electronBinary, type Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';

const boundsOf = (keydock: Keydock) =>
  keydock.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());

/** Ends the page's process, and waits until another one has loaded the page. */
async function crash(keydock: Keydock): Promise<void> {
  await keydock.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const before = contents?.getOSProcessId();
    contents?.forcefullyCrashRenderer();
    while ([0, before].includes(contents?.getOSProcessId()) || contents?.isLoading()) {
      await new Promise((done) => setTimeout(done, 50));
    }
  });
}

test('a crashed page is loaded anew, with an incident that is in the log', async ({ launch }) => {
  const keydock = await launch();
  await keydock.window.waitForLoadState();
  await keydock.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (async (...all: unknown[]) => {
      Object.assign(globalThis, { said: all.at(-1) });
      return { response: 0, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  });
  await crash(keydock);
  expect(
    await keydock.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return await contents?.executeJavaScript("window.keydock.call('app', 'start', {}).then(({ ok }) => ok)");
    }),
  ).toBe(true);
  const said = (await keydock.app.evaluate(() => Reflect.get(globalThis, 'said'))) as {
    message: string;
    detail: string;
  };
  expect(said.message).toBe('The window had to be restarted');
  const incident = /Incident ([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(said.detail)?.[1] ?? 'none';
  expect(keydock.logs()).toContain(incident);
});

test('a page that crashes again and again is closed, not loaded for ever', async ({ launch }) => {
  const keydock = await launch();
  const child = keydock.app.process();
  await keydock.window.waitForLoadState();
  await keydock.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (async () => ({ response: 0, checkboxChecked: false })) as typeof dialog.showMessageBox;
  });
  for (let times = 0; times < 3; times += 1) await crash(keydock);
  await crash(keydock).catch(() => undefined);
  await expect.poll(() => child.exitCode).toBe(0);
});

test('a bug in main that nobody caught is said with its incident, and the app ends', async ({ launch }) => {
  const keydock = await launch();
  const child = keydock.app.process();
  await keydock.app.evaluate(({ dialog }) => {
    dialog.showErrorBox = () => undefined;
    setTimeout(() => {
      throw new Error('a bug with the PIN 4711');
    }, 100);
  });
  await expect.poll(() => child.exitCode).toBe(1);
  expect(keydock.logs()).toContain('"where":"main.exception"');
  expect(keydock.logs()).not.toContain('4711');
});

test('a promise that nobody waited for is an incident, and the app goes on', async ({ launch }) => {
  const keydock = await launch();
  await keydock.app.evaluate(() => {
    setTimeout(() => void Promise.reject(new Error('a bug')), 0);
  });
  await expect.poll(() => keydock.logs()).toContain('"where":"main.rejection"');
  expect(await keydock.window.evaluate("window.keydock.call('app', 'start', {}).then(({ ok }) => ok)")).toBe(true);
});

test('the window opens where it was, and not where no screen is any more', async ({ launch }) => {
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  const first = await launch({ userData });
  const wanted = { x: 120, y: 90, width: 900, height: 640 };
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), wanted);
  await expect.poll(() => boundsOf(first)).toEqual(wanted);
  await first.close();
  const file = path.join(userData, 'window.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ bounds: wanted });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const second = await launch({ userData });
  expect(await boundsOf(second)).toEqual(wanted);
  await second.close();

  writeFileSync(file, JSON.stringify({ bounds: { ...wanted, x: 40_000 } }));
  const third = await launch({ userData });
  expect((await boundsOf(third))?.x).toBeLessThan(1_400);
});

test('a second start brings the first window forward and ends', async ({ launch }) => {
  const keydock = await launch();
  await keydock.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const { status } = spawnSync(electronBinary(), [path.resolve('.'), `--user-data-dir=${keydock.userData}`], {
    timeout: 20_000,
  });
  expect(status).toBe(0);
  await expect
    .poll(() =>
      keydock.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())),
    )
    .toEqual([true]);
});

test('the theme and whether letters are keys are kept, and the window is painted in it before the page is', async ({
  launch,
}) => {
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  const first = await launch({ userData });
  await first.window.evaluate("window.keydock.call('app', 'setTheme', { theme: 'dark' })");
  await expect(first.window.getByRole('heading', { name: 'Which platform do you work with?' })).toBeVisible();
  await first.window.keyboard.press('Control+/');
  const letters = (window: Page) => window.getByRole('checkbox', { name: 'Single-letter keys are on.' });
  await letters(first.window).click();
  await expect(letters(first.window)).not.toBeChecked();
  await first.close();
  const second = await launch({ userData });
  const colour = await second.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBackgroundColor(),
  );
  expect(colour?.toLowerCase()).toBe('#161819');
  expect(await second.window.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  await expect(second.window.getByRole('heading', { name: 'Which platform do you work with?' })).toBeVisible();
  await second.window.keyboard.press('Control+/');
  await expect(letters(second.window)).toBeVisible();
  await expect(letters(second.window)).not.toBeChecked();
});

test('every entry of the menu that is ours reaches the page, and none reloads or inspects it', async ({ launch }) => {
  const keydock = await launch();
  await keydock.window.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    Reflect.get(window, 'keydock').on('app', 'command', ({ command }: { command: string }) => heard.push(command));
  });
  const { ours, roles } = await keydock.app.evaluate(({ Menu }) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => item.submenu?.items ?? []);
    const own = items.filter(({ role, type }) => !role && type === 'normal');
    for (const item of own) item.click();
    return { ours: own.length, roles: items.map(({ role }) => String(role)) };
  });
  expect(ours).toBe(8);
  await expect
    .poll(() => keydock.window.evaluate(() => [...Reflect.get(window, 'heard')].sort()))
    .toEqual(['account', 'decrypt', 'diagnostics', 'find', 'import-profile', 'jump', 'refresh', 'shortcuts']);
  for (const role of ['reload', 'forcereload', 'toggledevtools']) expect(roles).not.toContain(role);
});

test('the diagnostics that are copied are the text that is shown, and hold no secret', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const { value } = (await keydock.window.evaluate("window.keydock.call('app', 'diagnostics', {})")) as {
    value: { text: string };
  };
  expect(value.text).toMatch(/^Keydock \d/);
  expect(value.text).toContain('"event":"app.started"');
  expect(value.text).not.toContain(keydock.userData);
});

test('a fault of the page is an incident, cut and redacted', async ({ launch }) => {
  const keydock = await launch();
  const fault = { where: 'inbox', message: 'failed at https://store.example.com/o?X-Amz-Signature=abcdef012345' };
  const { value } = (await keydock.window.evaluate(
    (input) => Reflect.get(window, 'keydock').call('app', 'reportFault', input),
    fault,
  )) as { value: { incident: string } };
  expect(keydock.logs()).toContain(value.incident);
  expect(keydock.logs()).not.toContain('abcdef012345');
});
