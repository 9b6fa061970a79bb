import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Approver } from '../support/approver.ts';
import { checkAccessibility } from '../support/axe.ts';
import type { Keydock } from '../support/launch.ts';
import { List } from '../support/pages/list.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

/** The person at the system's save dialog chooses this file. Main asks the dialog; the page never sees the path. */
async function choose({ app }: Keydock, file: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, file);
}

test('what was decided is in the journal: intent, outcome, chain, export, and a change is found', async ({
  launch,
  practice,
}, testInfo) => {
  await practice.control('reset', {});
  await practice.control('addRequest', { name: 'journal-firmware' });
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  const { window, keydock } = jonas;
  const shell = new Shell(window);
  const list = new List(window);
  // Less motion: axe would measure colours on their way from one scheme to the other.
  await window.emulateMedia({ reducedMotion: 'reduce' });
  await jonas.signIn('jonas');
  await shell.goTo('Journal');
  await expect(window.getByText('Nothing was done yet')).toBeVisible();

  await shell.goTo('Approvals');
  await jonas.open('journal-firmware');
  await (await jonas.ask('Approve')).confirm('Approve');
  await expect(jonas.notice('Approved.')).toBeVisible();

  await shell.goTo('Journal');
  await expect(list.grid).toHaveAttribute('aria-rowcount', '2');
  await expect(list.row('Outcome')).toContainText('approved');
  await expect(list.row('Intent')).toContainText('approve the encrypt request “journal-firmware”');

  // By keyboard alone: into the list, down to the intent, and its fields are there.
  await list.grid.focus();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowDown');
  await expect(await list.activeRow()).toContainText('Intent');
  await expect(jonas.fact('Previous hash')).toContainText('0000 0000');
  await expect(jonas.fact('Who')).toContainText(/Jonas/);
  await expect(jonas.fact('Profile')).not.toContainText('CERTIFICATE');
  await expect(window.getByRole('region', { name: 'As it is written' })).toContainText('"kind": "decision.intent"');

  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft((await checkAccessibility(window)).violations, `an entry, ${colorScheme}`).toEqual([]);
    await window.screenshot({ path: testInfo.outputPath(`entry-${colorScheme}.png`) });
  }

  await window.getByRole('button', { name: 'Verify, export' }).click();
  await window.getByRole('button', { name: 'Verify', exact: true }).press('Enter');
  await expect(window.getByText('All 2 entries fit')).toBeVisible();
  await expect(window.getByText('A local chain can be rolled back.')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft((await checkAccessibility(window)).violations, `the chain, ${colorScheme}`).toEqual([]);
    await window.screenshot({ path: testInfo.outputPath(`chain-${colorScheme}.png`) });
  }

  const file = path.join(keydock.userData, 'journal', 'journal.jsonl');
  const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
  const head = JSON.parse(rows.at(-1) ?? '').hash;
  await window.getByRole('button', { name: /^Copy Head/ }).click();
  expect(await keydock.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(head);

  const exported = testInfo.outputPath('journal.json');
  await choose(keydock, exported);
  await window.getByRole('button', { name: 'Export JSON…' }).click();
  await expect(window.getByText('journal.json is written')).toBeVisible();
  const { lines, chain } = JSON.parse(readFileSync(exported, 'utf8'));
  expect(lines.map(({ entry }: { entry: { kind: string } }) => entry.kind)).toEqual([
    'decision.intent',
    'decision.outcome',
  ]);
  expect(chain).toMatchObject({ kind: 'whole', head });
  expect(statSync(exported).mode & 0o777).toBe(0o600);
  await window.getByRole('button', { name: 'Export JSON…' }).click();
  await expect(window.getByText('journal.json is already there')).toBeVisible();

  const table = testInfo.outputPath('journal.csv');
  await choose(keydock, table);
  await window.getByRole('button', { name: 'Export CSV…' }).click();
  await expect.poll(() => existsSync(table)).toBe(true);
  expect(readFileSync(table, 'utf8')).toContain('"approved"');

  // Somebody changes a word in the file.
  writeFileSync(file, `${rows.with(0, (rows[0] ?? '').replace('APPROVE', 'REJECT!')).join('\n')}\n`);
  await window.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(window.getByRole('alert')).toContainText('Broken at line 1.');
  await window.keyboard.press('Control+r');
  await expect(list.row('This line was changed')).toBeVisible();
  await expect(window.getByRole('heading', { name: 'The chain' })).toBeVisible();
  await expect(list.grid).not.toHaveAttribute('aria-activedescendant');
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft((await checkAccessibility(window)).violations, `broken, ${colorScheme}`).toEqual([]);
    await window.screenshot({ path: testInfo.outputPath(`broken-${colorScheme}.png`) });
  }
});
