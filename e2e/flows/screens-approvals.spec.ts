import type { Practice } from '../practice/world.ts';
import { Approver } from '../support/approver.ts';
import { Confirmation } from '../support/confirmation.ts';
import type { Keydock, LaunchOptions } from '../support/launch.ts';
import { List } from '../support/pages/list.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

async function atTheInbox(launch: (options?: LaunchOptions) => Promise<Keydock>, practice: Practice) {
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window } = jonas;
  const list = new List(window);
  await expect(list.grid).toBeVisible();
  // Queues answer one after the other: what is counted below must be all of them.
  await window.waitForFunction(() => performance.getEntriesByName('inbox-fresh').length > 0);
  return { jonas, window, list, shell: new Shell(window) };
}

test.beforeEach(({ practice }) => practice.control('reset', {}));

test('walked through and searched by keys alone', async ({ launch, practice }) => {
  const { window, list, shell } = await atTheInbox(launch, practice);
  const count = Number(await list.grid.getAttribute('aria-rowcount'));
  expect(count).toBeGreaterThan(3);

  await window.keyboard.press('j');
  await expect(await list.activeRow()).toHaveAttribute('aria-rowindex', '1');
  const first = await list.grid.getByRole('row').first().textContent();
  await window.keyboard.press('j');
  await expect(await list.activeRow()).toHaveAttribute('aria-rowindex', '2');
  await window.keyboard.press('k');
  await expect(await list.activeRow()).toHaveAttribute('aria-rowindex', '1');
  await expect(window.getByText(/Checked with the platform/)).toBeVisible();

  await list.grid.focus();
  await window.keyboard.press('End');
  await expect(await list.activeRow()).toHaveAttribute('aria-rowindex', String(count));
  await window.keyboard.press('Home');
  await expect(await list.activeRow()).toHaveText(first ?? '');

  await window.keyboard.press('/');
  await expect(list.search).toBeFocused();
  await window.keyboard.type('mikael gateway');
  await expect(window.getByRole('status').filter({ hasText: /^\d+ found$/ })).toBeVisible();
  expect(Number(await list.grid.getAttribute('aria-rowcount'))).toBeLessThan(count);
  // Letters typed here are no commands.
  await window.keyboard.type('a?');
  await expect(window.getByText(/Nothing found for “mikael gatewaya\?”/)).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(list.grid).toHaveAttribute('aria-rowcount', String(count));
  await window.keyboard.press('Escape');
  await expect(list.search).not.toBeFocused();

  await window.keyboard.press('?');
  await expect(shell.dialog.getByRole('heading', { name: 'Keyboard' })).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(shell.dialog).toHaveCount(0);

  await window.keyboard.press('Control+k');
  await window.keyboard.type('products');
  await window.keyboard.press('Enter');
  await expect(shell.heading('Products')).toBeVisible();

  // Rows that were read can be jumped to from anywhere; the words are those of its name and its kind.
  await expect(list.row('Gateway G2')).toBeVisible();
  await window.keyboard.press('Control+k');
  await window.keyboard.type('what waits');
  await window.keyboard.press('Enter');
  await expect(shell.heading('Approvals')).toBeVisible();
  await window.keyboard.press('Control+k');
  await window.keyboard.type('product g2');
  await shell.dialog
    .getByRole('menuitem')
    .filter({ hasText: /^Gateway G2\s*product · / })
    .click();
  await expect(shell.heading('Products')).toBeVisible();
  await expect(window.getByRole('heading', { level: 2, name: 'Gateway G2' })).toBeVisible();
});

test('letters can be turned off, for those who speak to the computer', async ({ launch, practice }) => {
  const { window, shell, list } = await atTheInbox(launch, practice);
  await window.keyboard.press('?');
  await shell.dialog.getByRole('checkbox').click();
  await window.keyboard.press('Escape');
  await window.keyboard.press('j');
  await window.keyboard.press('?');
  await expect(shell.dialog).toHaveCount(0);
  await expect(list.grid).not.toHaveAttribute('aria-activedescendant');
});

test('what arrives does not move what is read, and a pill leads to it', async ({ launch, practice }) => {
  const { window, list } = await atTheInbox(launch, practice);
  const rows = list.grid.getByRole('row');
  const name = (await rows.nth(1).locator('[role=gridcell]').first().textContent()) ?? '';
  const read = name.split(': ')[1]?.split(/(?=Gateway|Sensor|Camera)/)[0] ?? name;
  await rows.nth(1).hover();
  const before = await list.topOf(read);

  await practice.control('addRequest', { name: 'just-arrived-1' });
  await expect(list.row('just-arrived-1')).toBeAttached({ timeout: 15_000 });
  expect(await list.topOf(read)).toBe(before);
  const pill = window.getByRole('button', { name: '1 new' });
  await expect(pill).toBeVisible();
  await pill.click();
  await expect(list.row('just-arrived-1')).toBeInViewport();
  await expect(pill).toHaveCount(0);
  await expect(list.row('just-arrived-1')).toContainText('new');
});

test('a list in nobody’s hands shows what arrives at its top', async ({ launch, practice }) => {
  const { window, list } = await atTheInbox(launch, practice);
  await window.mouse.move(900, 400);
  await practice.control('addRequest', { name: 'just-arrived-2' });
  await expect(list.row('just-arrived-2')).toBeInViewport({ timeout: 15_000 });
  await expect(list.row('just-arrived-2')).toHaveAttribute('aria-rowindex', '1');
  await expect(window).toHaveTitle(/^\(\d+\) Approvals — Northwind Devices$/);
});

test('quick filters show one queue, and the address keeps it', async ({ launch, practice }) => {
  const { window, list } = await atTheInbox(launch, practice);
  const chips = window.getByRole('group', { name: 'Show' });
  const all = Number(await list.grid.getAttribute('aria-rowcount'));
  const chip = chips.getByRole('button').nth(1);
  await chip.click();
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  expect(Number(await list.grid.getAttribute('aria-rowcount'))).toBeLessThan(all);
  expect(new URL(window.url()).hash).toContain('queue=');
});

test('A and R ask in a window of their own, and a no there changes nothing', async ({ launch, practice }) => {
  const { id } = await practice.control('addRequest', { name: 'ask-by-key' });
  const { jonas, window } = await atTheInbox(launch, practice);
  await jonas.open('ask-by-key');
  for (const key of ['a', 'r']) {
    const confirmation = await Confirmation.after(jonas.keydock.app, () => window.keyboard.press(key));
    await expect(window.getByText('Answer in the window that opens')).toBeVisible();
    await expect(window.getByRole('button', { name: /^Approve…/ })).toHaveAttribute('aria-disabled', 'true');
    await confirmation.refuse();
    await expect(window.getByRole('button', { name: /^Approve…/ })).not.toHaveAttribute('aria-disabled');
  }
  expect(await practice.control('find', { queue: 'imagesignigs', idOrName: id })).toMatchObject({ state: 2 });
  await expect(jonas.row('ask-by-key')).toBeVisible();
});

test('after a decision the next one is a key away', async ({ launch, practice }) => {
  const { id } = await practice.control('addRequest', { name: 'decide-me' });
  expect(id).not.toBe('');
  const { jonas, window, list } = await atTheInbox(launch, practice);
  await jonas.open('decide-me');
  const next = Number(await list.row('decide-me').getAttribute('aria-rowindex'));
  await (await jonas.ask('Approve')).confirm('Approve');
  await expect(jonas.notice('Approved.')).toBeVisible();
  await expect(list.row('decide-me')).toHaveCount(0);
  // Its facts stay in view, and it cannot be decided again.
  await expect(window.getByRole('heading', { name: 'decide-me' })).toBeVisible();
  await expect(window.getByRole('button', { name: /^(Approve|Reject)…/ })).toHaveCount(0);
  await window.keyboard.press('j');
  await expect(await list.activeRow()).toHaveAttribute('aria-rowindex', String(next));
  await expect(window.getByRole('heading', { name: 'decide-me' })).toHaveCount(0);
});
