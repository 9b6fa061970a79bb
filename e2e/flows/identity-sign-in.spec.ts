import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { Approver } from '../support/approver.ts';
import { checkAccessibility } from '../support/axe.ts';
import { Visitor } from '../support/browser/visit.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';

const signInButton = ({ window }: Keydock): Locator => window.getByRole('button', { name: 'Sign in with the browser' });
const keptSessions = ({ userData }: Keydock): string[] => {
  const folder = path.join(userData, 'session');
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** Every byte of every file under the data folder. */
function everything({ userData }: Keydock): string {
  return globSync('**/*', { cwd: userData, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test.beforeEach(async ({ practice }) => {
  await practice.control('clearFaults', {});
  await practice.control('settings', { accessTokenTtl: 3600 });
});

test('a session is kept encrypted by the system, and the next start needs no browser', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await expect(anna.window.getByText('the session is encrypted by the operating system')).toBeVisible();
  await anna.signIn('anna');
  const { keydock } = anna;
  await expect.poll(() => keptSessions(keydock)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.sealed$/)]);
  const [file = ''] = keptSessions(keydock);
  expect(statSync(path.join(keydock.userData, 'session', file)).mode & 0o777).toBe(0o600);
  await keydock.close();
  // Neither tokens nor who it was can be read from any file.
  expect(everything(keydock)).not.toMatch(/eyJ[\w-]{10}/);
  expect(readFileSync(path.join(keydock.userData, 'session', file), 'latin1')).not.toContain('anna');

  const next = await launch({ userData: keydock.userData });
  await expect(next.window.getByRole('heading', { name: 'Approvals' })).toBeVisible();
  expect(next.visits()).toEqual([]);
});

test('without a keyring nothing is kept, and the screen says so', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile, keyring: false }), practice);
  await expect(anna.window.getByText(/the session is kept in memory only/)).toBeVisible();
  await expect(anna.window.getByText(/This desktop offers no keyring/)).toBeVisible();
  await anna.signIn('anna');
  await anna.keydock.close();
  expect(keptSessions(anna.keydock)).toEqual([]);
  expect(everything(anna.keydock)).not.toMatch(/eyJ[\w-]{10}/);

  const next = await launch({ userData: anna.keydock.userData, keyring: false });
  await expect(signInButton(next)).toBeVisible();
});

test('a wrong password leaves the app waiting; Cancel ends it without a word', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const [anna] = practice.users.filter(({ user }) => user.startsWith('anna'));
  keydock.browser({ caFile: practice.caFile, does: { kind: 'mistypes', user: anna?.user ?? '' } });
  await signInButton(keydock).click();
  await expect(keydock.window.getByRole('heading', { name: 'Go on in your browser' })).toBeVisible();
  await expect.poll(() => keydock.visits().length).toBe(1);
  await expect(keydock.window.getByText(/Keydock waits (5 minutes|4 minutes)/)).toBeVisible();
  expect((await checkAccessibility(keydock.window)).violations).toEqual([]);
  await keydock.window.getByRole('button', { name: 'Cancel' }).click();
  await expect(signInButton(keydock)).toBeVisible();
  await expect(keydock.window.getByRole('alert')).toHaveCount(0);
});

test('cancelling in the browser is said, and the next try works', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  anna.keydock.browser({ caFile: practice.caFile, does: { kind: 'cancels' } });
  await signInButton(anna.keydock).click();
  await expect(anna.window.getByText('The sign-in was refused')).toBeVisible();
  await expect(anna.window.getByText(/cancelled or declined there/)).toBeVisible();
  await anna.signIn('anna');
});

test('the link can be copied into another browser; the page never sees it', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  keydock.browser({ caFile: practice.caFile, does: { kind: 'never comes back' } });
  await signInButton(keydock).click();
  await expect.poll(() => keydock.visits().length).toBe(1);
  await keydock.window.getByRole('button', { name: 'Copy link' }).click();
  await expect(keydock.window.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await keydock.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(link).toBe(keydock.visits()[0]);
  expect(await keydock.window.content()).not.toContain('code_challenge');

  const anna = practice.users.find(({ user }) => user.startsWith('anna'));
  const visitor = new Visitor(practice.caFile);
  const page = await visitor.submit(await visitor.open(link), {
    username: anna?.user ?? '',
    password: anna?.password ?? '',
  });
  expect(page.body).toContain('You are signed in');
  await expect(keydock.window.getByRole('heading', { name: 'Approvals' })).toBeVisible();
});

test('quitting while nobody comes back leaves nothing behind', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  keydock.browser({ caFile: practice.caFile, does: { kind: 'never comes back' } });
  await signInButton(keydock).click();
  await expect.poll(() => keydock.visits().length).toBe(1);
  await keydock.close();
  expect(keptSessions(keydock)).toEqual([]);
});

test('with a device code, typed in elsewhere', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  keydock.browser({ caFile: practice.caFile, does: { kind: 'never comes back' } });
  await keydock.window.getByRole('button', { name: 'Use a device code' }).click();
  await expect(keydock.window.getByRole('heading', { name: 'Sign in on any device' })).toBeVisible();
  const code = keydock.window.getByText(/^[A-Z]{4}-[A-Z]{4}$/).first();
  await expect(code).toBeVisible();
  expect((await checkAccessibility(keydock.window)).violations).toEqual([]);
  expect(keydock.visits()).toEqual([]);
  await keydock.window.getByRole('button', { name: 'Open the page' }).click();
  await expect.poll(() => keydock.visits().length).toBe(1);

  const anna = practice.users.find(({ user }) => user.startsWith('anna'));
  const visitor = new Visitor(practice.caFile);
  const confirm = await visitor.submit(await visitor.open(keydock.visits()[0] ?? ''), {
    user_code: (await code.textContent()) ?? '',
  });
  await visitor.submit(await visitor.submit(confirm), { username: anna?.user ?? '', password: anna?.password ?? '' });
  await expect(keydock.window.getByRole('heading', { name: 'Approvals' })).toBeVisible();
});

test('who am I: account, groups by name and id, rights', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  await anna.window.getByRole('link', { name: /Anna Lind/ }).click();
  const { oid, groups } = practice.users.find(({ user }) => user.startsWith('anna')) ?? { oid: '', groups: [] };
  await expect(anna.window.getByText(`oid:${oid}`)).toBeVisible();
  await expect(anna.window.getByText('Release approvers')).toBeVisible();
  for (const group of groups) await expect(anna.window.getByText(group)).toBeVisible();
  await expect(anna.window.getByText(/may .*approve/).first()).toBeVisible();
});

test('signing out leaves no token, no session and no inbox in any file', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  const { keydock } = anna;
  await anna.signIn('anna');
  await expect.poll(() => keptSessions(keydock)).toHaveLength(1);
  await anna.window.getByRole('link', { name: /Anna Lind/ }).click();
  await anna.window.getByRole('button', { name: 'Sign out' }).click();
  await expect(signInButton(keydock)).toBeVisible();
  expect(keptSessions(keydock)).toEqual([]);
  expect(globSync('inbox/*', { cwd: keydock.userData })).toEqual([]);
  await keydock.close();
  expect(everything(keydock)).not.toMatch(/eyJ[\w-]{10}/);

  const next = await launch({ userData: keydock.userData });
  await expect(signInButton(next)).toBeVisible();
});

test('a dead session asks once for all readers, keeps what is shown, and goes on', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  const name = `identity-expired-${process.pid}`;
  await practice.control('addRequest', { name });
  await anna.open(name);
  const visits = anna.keydock.visits().length;
  await practice.control('revokeRefreshTokens', {});
  await practice.control('expireTokens', {});
  const bar = anna.window.getByRole('alert', { name: 'Session' });
  await expect(bar).toHaveCount(1, { timeout: 20_000 });
  await expect(bar).toContainText('Your session has ended.');
  await expect(anna.window.getByRole('heading', { name, exact: true })).toBeVisible();
  // Nothing opened by itself: the person presses the button.
  expect(anna.keydock.visits()).toHaveLength(visits);
  await bar.getByRole('button', { name: 'Sign in again' }).click();
  await expect.poll(() => anna.keydock.visits().length).toBe(visits + 1);
  await expect(anna.window.getByLabel('Session', { exact: true })).toHaveCount(0);
  await expect(anna.window.getByRole('heading', { name, exact: true })).toBeVisible();
  expect(new URL(anna.keydock.visits().at(-1) ?? '').searchParams.get('login_hint')).toContain('anna');
});
