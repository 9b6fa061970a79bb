import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { readAnchors, summaryOf } from '../../main/network/anchors.ts';
import { issue, makeRoot } from '../../main/network/test-authority.ts';
import { checkAccessibility } from '../support/axe.ts';
import { Confirmation } from '../support/confirmation.ts';
import { dropFile } from '../support/drop.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';
import { windowCount } from '../support/windows.ts';

const place = (window: Page) => window.getByText(/^Drop (the|another) profile file here/);

function fileOf(content: unknown): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'keydock-handed-out-')), 'profile.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** Drops a profile and answers the window that asks. */
function dropped({ app, window }: Keydock, content: unknown): Promise<Confirmation> {
  return Confirmation.after(app, () => dropFile(place(window), fileOf(content)));
}

const kept = ({ userData }: Keydock): string[] => {
  const folder = path.join(userData, 'profiles');
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
};

test('a dropped profile is taken only after its hosts and authorities were shown', async ({ launch, practice }) => {
  const keydock = await launch();
  const confirmation = await dropped(keydock, practice.profile);
  const { page } = confirmation;
  await expect(page.getByText('Add the profile "Northwind Devices"?')).toBeVisible();
  for (const url of [practice.profile.apiBase, practice.profile.authority]) {
    await expect(page.getByText(url, { exact: true })).toBeVisible();
  }
  for (const host of practice.profile.objectStoreHosts)
    await expect(page.getByText(host, { exact: true })).toHaveCount(1);
  const [authority] = readAnchors(practice.profile.extraCaPem ?? '').map(summaryOf);
  await expect(page.getByText(authority?.subject ?? '')).toHaveCount(1);
  expect((await page.locator('body').textContent())?.replace(/\s/g, '')).toContain(authority?.sha256);
  await expect(page.getByText('Brings its own certificate authorities')).toBeVisible();
  await expect(page.getByText(/Your password will be asked for by localhost/)).toBeVisible();
  await confirmation.read();
  // Colours are judged when they have settled.
  await expect(confirmation.yes('Add profile')).toBeEnabled();
  await expect.poll(async () => (await checkAccessibility(page)).violations).toEqual([]);
  expect(kept(keydock)).toEqual([]);

  await confirmation.confirm('Add profile');
  await expect(keydock.window.getByRole('button', { name: 'Sign in with the browser' })).toBeVisible();
  const [file = ''] = kept(keydock);
  expect(statSync(path.join(keydock.userData, 'profiles', file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path.join(keydock.userData, 'profiles', file), 'utf8'))).toEqual(practice.profile);
});

test('a no takes nothing', async ({ launch, practice }) => {
  const keydock = await launch();
  const confirmation = await dropped(keydock, practice.profile);
  await confirmation.refuse();
  await expect(keydock.window.getByRole('button', { name: 'Choose profile file…' })).toBeEnabled();
  await expect(place(keydock.window)).toBeVisible();
  expect(kept(keydock)).toEqual([]);
});

const root = makeRoot('Corp Root');
const refused: readonly [string, (good: object) => Promise<unknown> | unknown, string][] = [
  [
    'a server certificate for an authority',
    async (good) => ({ ...good, extraCaPem: (await issue(await root)).pem }),
    'is not a certificate authority',
  ],
  ['a field nobody knows', (good) => ({ ...good, ignoreCertificateErrors: true }), 'ignoreCertificateErrors'],
  [
    'a direction override in its name',
    (good) => ({ ...good, name: 'Northwind \u202eseciveD' }),
    'control, invisible or direction characters',
  ],
  ['plain http', (good) => ({ ...good, apiBase: 'http://app.laavat.io/api' }), 'must be a plain https address'],
  ['more than 256 KiB', (good) => ({ ...good, note: 'n'.repeat(256 * 1024) }), 'too large'],
  ['a list', (good) => [good], 'object'],
];
test('what is no good profile is refused in words, and nobody is asked', async ({ launch, practice }) => {
  const keydock = await launch();
  for (const [what, make, words] of refused) {
    await test.step(what, async () => {
      await dropFile(place(keydock.window), fileOf(await make(practice.profile)));
      await expect(keydock.window.getByText(words)).toBeVisible();
    });
  }
  expect(await windowCount(keydock)).toBe(1);
  expect(kept(keydock)).toEqual([]);
});

test('a newer file for the same platform shows what changes, then replaces', async ({ launch, practice }) => {
  const keydock = await launch();
  await (await dropped(keydock, { ...practice.profile, note: 'before' })).confirm('Add profile');
  await expect(keydock.window.getByRole('main').getByText('before', { exact: true })).toBeVisible();
  // Signed out, profiles can be dropped on the page that manages them only; the drop is the same call.
  const file = fileOf({ ...practice.profile, note: 'after', objectStoreHosts: ['elsewhere.test'] });
  await keydock.app.evaluate(({ dialog }, chosen) => {
    // What the file dialog of the system would answer; it cannot be driven.
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);
  const confirmation = await Confirmation.after(keydock.app, () =>
    keydock.window.evaluate(() => void Reflect.get(window, 'keydock').call('profiles', 'import', {})),
  );
  await expect(confirmation.page.getByText('Replace the profile "Northwind Devices"?')).toBeVisible();
  await expect(confirmation.page.getByRole('heading', { name: 'What changes' })).toBeVisible();
  await expect(confirmation.page.getByText('was before')).toBeVisible();
  await expect(confirmation.page.getByText(`was ${practice.profile.objectStoreHosts.join(', ')}`)).toBeVisible();
  await confirmation.confirm('Replace profile');
  await expect(keydock.window.getByRole('main').getByText('after', { exact: true })).toBeVisible();
  expect(kept(keydock)).toHaveLength(1);
});

test('with several profiles the active one is always in view, and another is chosen by hand', async ({
  launch,
  practice,
}) => {
  const contoso = {
    ...practice.profile,
    name: 'Contoso',
    note: 'production',
    clientId: '00000000-0000-4000-8000-000000000001',
  };
  const keydock = await launch({ profile: practice.profile });
  await expect(keydock.window.getByRole('main').getByText('Northwind Devices')).toBeVisible();
  const file = fileOf(contoso);
  await keydock.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);
  const confirmation = await Confirmation.after(keydock.app, () =>
    keydock.window.evaluate(() => void Reflect.get(window, 'keydock').call('profiles', 'import', {})),
  );
  await confirmation.confirm('Add profile');
  await expect(keydock.window.getByRole('heading', { name: 'Other profiles' })).toBeVisible();
  await keydock.window.getByRole('button', { name: /Northwind Devices/ }).click();
  await expect(keydock.window.getByRole('button', { name: /Contoso/ })).toBeVisible();

  await keydock.close();
  const next = await launch({ userData: keydock.userData });
  await expect(next.window.getByRole('button', { name: /Contoso/ })).toBeVisible();
});
