import type { Page } from '@playwright/test';
import { checkAccessibility } from '../support/axe.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

test('without a profile the window says what one is, and contacts nobody', async ({ launch }) => {
  const { window } = await launch();
  await expect(window.getByRole('heading', { name: 'Which platform do you work with?' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Choose profile file…' })).toBeVisible();
  await expect(window.getByText('contacts nobody until a profile is taken')).toBeVisible();
  expect((await checkAccessibility(window)).violations).toEqual([]);
});

test('what needs no platform works without a profile and with nobody signed in', async ({ launch, practice }) => {
  const { window: bare } = await launch();
  const screens = (window: Page) => window.getByRole('navigation', { name: 'Screens' });
  await screens(bare).getByRole('link', { name: 'Journal' }).click();
  await expect(new Shell(bare).heading('Journal')).toBeVisible();
  await screens(bare).getByRole('link', { name: 'Requests' }).click();
  await expect(bare.getByRole('heading', { name: 'Which platform do you work with?' })).toBeVisible();
  await bare.getByRole('link', { name: 'no profile yet' }).click();
  await expect(new Shell(bare).heading('Profiles')).toBeVisible();

  const { window } = await launch({ profile: practice.profile });
  for (const screen of ['Approvals', 'Requests', 'Products']) {
    await screens(window).getByRole('link', { name: screen }).click();
    await expect(new Shell(window).heading('Sign in')).toBeVisible();
  }
  await screens(window).getByRole('link', { name: 'Journal' }).click();
  await expect(new Shell(window).heading('Journal')).toBeVisible();
  await window.getByRole('link', { name: 'Not signed in' }).click();
  await expect(new Shell(window).heading('Sign in')).toBeVisible();
});

test('signing in can be waited for, linked, cancelled and done by a code', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const { window } = keydock;
  keydock.browser({ caFile: practice.caFile, does: { kind: 'never comes back' } });
  await expect(window.getByRole('main').getByText('Northwind Devices')).toBeVisible();
  await expect(window.getByText(/encrypted by the operating system/)).toBeVisible();
  expect((await checkAccessibility(window)).violations).toEqual([]);

  // The first control has the focus: Enter begins.
  await expect(window.getByRole('button', { name: 'Sign in with the browser' })).toBeFocused();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { name: 'Go on in your browser' })).toBeVisible();
  await expect(window.getByText(/Keydock waits \d+ (minutes|seconds) more/)).toBeVisible();
  expect((await checkAccessibility(window)).violations).toEqual([]);
  await window.getByRole('button', { name: 'Copy link' }).click();
  await expect(window.getByRole('button', { name: 'Link copied' })).toBeVisible();

  await window.getByRole('button', { name: 'Use a device code' }).click();
  await expect(window.getByRole('heading', { name: 'Sign in on any device' })).toBeVisible();
  await expect(window.getByRole('button', { name: /^Copy device code/ })).toBeVisible();
  expect((await checkAccessibility(window)).violations).toEqual([]);

  await window.getByRole('button', { name: 'Cancel' }).click();
  await expect(window.getByRole('heading', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(window.getByRole('alert')).toHaveCount(0);
});

test('memory only is said before anybody signs in', async ({ launch, practice }) => {
  const { window } = await launch({ profile: practice.profile, keyring: false });
  await expect(window.getByText(/kept in memory only/)).toBeVisible();
});
