import { Approver } from '../support/approver.ts';
import { List } from '../support/pages/list.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(({ practice }) => practice.control('reset', {}));

test('requests: the platform filters by name and state, and a request shows its states', async ({
  launch,
  practice,
}) => {
  const { id } = await practice.control('addRequest', { name: 'needle-in-requests' });
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window } = jonas;
  const list = new List(window);
  await new Shell(window).goTo('Requests');
  await expect(window.getByText('filtered by the platform')).toBeVisible();
  await list.search.fill('needle-in');
  await expect(list.grid).toHaveAttribute('aria-rowcount', '1');
  await window.getByRole('combobox', { name: 'State' }).selectOption('Ready');
  await expect(window.getByText('No such request')).toBeVisible();
  await window.getByRole('combobox', { name: 'State' }).selectOption('Approval required');
  await list.row('needle-in-requests').click();
  const states = window.getByRole('list', { name: 'States' });
  await expect(states.locator('[aria-current=step]')).toContainText('Waits for approval');
  await expect(states).toContainText('Ready, still ahead');

  // While it is open it is read again, and its row says the same.
  await practice.control('decide', { queue: 'imagesignigs', id, decision: 'APPROVE' });
  await expect(states).toContainText('Ready, done');
  await expect(list.row('needle-in-requests')).toContainText('Ready');
});

test('products: filtered by type, opened, with their operations and rules', async ({ launch, practice }) => {
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window } = jonas;
  const list = new List(window);
  await new Shell(window).goTo('Products');
  await window.getByRole('combobox', { name: 'Type' }).selectOption('Production');
  await expect(list.row('Gateway G2')).toBeVisible();
  await list.row('Gateway G2').click();
  await expect(window.getByRole('heading', { level: 2, name: 'Gateway G2' })).toBeVisible();
  await expect(window.getByText('Release approvers').first()).toBeVisible();
});

test('who may not read products is told so, and where to look', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  const shell = new Shell(anna.window);
  await shell.goTo('Products');
  await expect(anna.window.getByRole('alert')).toContainText('You may not read this');
  await expect(anna.window.getByRole('alert')).toContainText('account page');
  await shell.openAccount();
  await expect(anna.window.getByText('Release approvers')).toBeVisible();
});

test('the account page gives ids whole, and signing out leads back to the start', async ({ launch, practice }) => {
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  const { window } = anna;
  await new Shell(window).openAccount();
  const person = practice.users.find(({ user }) => user.startsWith('anna'));
  await window.getByRole('button', { name: `Copy identity oid:${person?.oid}` }).click();
  expect(await anna.keydock.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(`oid:${person?.oid}`);
  await expect(window.getByText(/may .*approve/).first()).toBeVisible();
  await window.getByRole('button', { name: 'Sign out' }).click();
  await expect(window.getByRole('heading', { name: 'Sign in', exact: true })).toBeVisible();
});
