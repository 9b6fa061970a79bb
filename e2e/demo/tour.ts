// The demo without a screen: the same practice company, the same app, the same practice browser, driven to the end of one
// approval and of one export, light and dark. Leaves numbered pictures.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium, expect, type Page } from '@playwright/test';
import { type Practice, type PracticeUser, startPractice } from '../practice/world.ts';
import { Confirmation } from '../support/confirmation.ts';
import { type Keydock, launchKeydock } from '../support/launch.ts';
import { exportTour } from './export-tour.ts';
import { demoTokens } from './tokens.ts';

const browserFolder = path.resolve(import.meta.dirname, '../../scripts/demo-browser');
const pictures = process.env['KEYDOCK_RESULTS'] ?? 'demo';
const BROWSER_MS = 20_000;

mkdirSync(pictures, { recursive: true });
for (const theme of ['light', 'dark'] as const) await tour(theme);

async function tour(theme: 'light' | 'dark'): Promise<void> {
  const practice = await startPractice();
  const port = await freePort();
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-tour-'));
  const tokens = demoTokens(userData);
  const running: Keydock[] = [];
  let number = 0;
  const picture = async (page: Page, name: string): Promise<void> => {
    number += 1;
    const file = `${theme}-${String(number).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: path.join(pictures, file) });
    console.log(`  ${file}`);
  };
  const start = async (port: number, data: string): Promise<Keydock> => {
    const started = await launchKeydock({
      profile: practice.profile,
      userData: data,
      env: {
        ...tokens.env,
        // How a dark desktop says so.
        GTK_THEME: theme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
        PATH: `${browserFolder}:${process.env['PATH']}`,
        KEYDOCK_PRACTICE_CA: practice.caFile,
        KEYDOCK_BROWSER_SWITCHES: `--remote-debugging-port=${port}`,
      },
    });
    running.push(started);
    return started;
  };
  try {
    const keydock = await start(port, mkdtempSync(path.join(tmpdir(), 'keydock-tour-')));
    const { app, window } = keydock;

    await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await picture(window, 'sign-in');
    await window.getByRole('button', { name: 'Sign in with the browser' }).click();
    const approver = ({ role }: PracticeUser): boolean => role.startsWith('approver') && role.includes('products');
    await signInAt(port, practice, approver, (page) => picture(page, 'browser'));

    await expect(window.getByRole('heading', { name: 'Approvals' })).toBeVisible();
    const first = window.getByRole('row').first();
    await expect(first).toBeVisible();
    await picture(window, 'inbox');
    await first.click();
    const approve = window.getByRole('button', { name: /^Approve/ });
    await expect(approve).toBeEnabled();
    const name = (await window.getByRole('heading', { level: 2 }).first().textContent()) ?? '';
    await picture(window, 'item');

    const confirmation = await Confirmation.after(app, () => approve.click());
    await picture(confirmation.page, 'confirmation');
    await confirmation.confirm('Approve');
    await expect(window.getByText('Approved.', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    await picture(window, 'approved');

    await window
      .getByRole('link', { name: 'Requests' })
      .or(window.getByRole('button', { name: 'Requests' }))
      .first()
      .click();
    await window
      .getByRole('row', { name: new RegExp(name) })
      .first()
      .click();
    const reached = window
      .getByRole('list', { name: 'States' })
      .getByRole('listitem')
      .filter({ hasText: /^Ready, done/ });
    await expect(reached).toBeVisible({ timeout: 30_000 });
    await picture(window, 'ready');
    await keydock.close();

    const second = await freePort();
    const engineers = await start(second, userData);
    await engineers.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await signInAt(second, practice, ({ role }) => role.startsWith('security engineer') && role.includes('products'));
    await expect(engineers.window.getByRole('heading', { name: 'Approvals' })).toBeVisible();
    await exportTour(engineers, practice, tokens.softhsm, picture);
  } catch (error) {
    for (const { app, output, logs } of running) {
      for (const page of app.windows()) await picture(page, 'stuck-here').catch(() => undefined);
      console.error(`${output()}\n${logs()}`);
    }
    throw error;
  } finally {
    for (const keydock of running) await keydock.close();
    tokens.remove();
    await practice.close();
  }
}

/** The person at the practice browser: types name and password, and comes back. */
async function signInAt(
  port: number,
  practice: Practice,
  who: (user: PracticeUser) => boolean,
  look: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> {
  const person = practice.users.find(who);
  if (person === undefined) throw new Error('The practice company has nobody who may do this');
  const browser = await attach(port);
  const context = browser.contexts()[0];
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (page === undefined) throw new Error('The practice browser shows no page');
  await page.getByLabel('User name').fill(person.user);
  await page.getByLabel('Password').fill(person.password);
  await look(page);
  // It closes by itself when the code is back with the app; until then it would take the focus.
  const gone = new Promise((resolve) => browser.once('disconnected', resolve));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await gone;
}

async function attach(port: number): Promise<Browser> {
  const deadline = Date.now() + BROWSER_MS;
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(100);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
