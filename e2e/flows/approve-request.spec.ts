import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Practice } from '../practice/world.ts';
import { Approver } from '../support/approver.ts';
import { expect, test } from '../support/test.ts';

let number = 0;
async function pending(practice: Practice, more: object = {}): Promise<{ id: string; name: string }> {
  number += 1;
  const name = `e2e-firmware-${process.pid}-${number}`;
  const added = await practice.control('addRequest', { name, aesMode: 'AES-GCM-256', aad: `build=${number}`, ...more });
  return { id: (added as { id: string }).id, name };
}
const stateOf = async (practice: Practice, id: string) =>
  ((await practice.control('find', { queue: 'imagesignigs', idOrName: id })) as { state: number }).state;

test.beforeEach(({ practice }) => practice.control('clearFaults', {}));

test('approved to Ready, and the stored bytes are the file again under the platform’s key', async ({
  launch,
  practice,
}) => {
  const { id, name } = await pending(practice);
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  await expect(jonas.fact('Bound to \\(AAD\\)')).toContainText(`build=${number}`);
  await expect(jonas.notice('This key can leave the platform.')).toBeVisible();

  const confirmation = await jonas.ask('Approve');
  await expect(confirmation.page.getByText(`Mikael Berg asks to encrypt firmware.bin for Gateway G2.`)).toBeVisible();
  await expect(
    confirmation.page.getByText(/^as Jonas Ek \(jonas[^)]*\), Northwind Devices · practice platform · localhost:\d+$/),
  ).toBeVisible();
  await expect(confirmation.page.locator('dt', { hasText: /^Account id$/ })).toBeAttached();
  const aad = confirmation.page
    .locator('dt', { hasText: /^Bound to \(AAD\)$/ })
    .locator('xpath=following-sibling::dd[1]');
  const hex = (Buffer.from(`build=${number}`).toString('hex').match(/../g) ?? []).join(' ');
  await expect(aad).toContainText(`raw, hex: ${hex}`);
  await expect(jonas.fact('Bound to \\(AAD\\)')).toContainText(hex);
  expect(await stateOf(practice, id)).toBe(2);
  await confirmation.confirm('Approve');

  await expect(jonas.notice('Approved.')).toBeVisible();
  await expect.poll(() => stateOf(practice, id)).toBe(16);
  expect(await practice.control('decrypted', { id })).toMatchObject({ matches: true });
  await expect(jonas.row(name)).toHaveCount(0);
});

test('rejected, with a reason that stays in the journal and never reaches the platform', async ({
  launch,
  practice,
}) => {
  const { id, name } = await pending(practice);
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  await anna.open(name);

  const confirmation = await anna.ask('Reject');
  await confirmation.read();
  await expect(confirmation.yes('Reject')).toBeDisabled();
  await confirmation.page.getByRole('textbox').fill('wrong branch');
  await confirmation.confirm('Reject');

  await expect(anna.notice('Rejected.')).toBeVisible();
  expect(await stateOf(practice, id)).toBe(32);
  const journal = readFileSync(path.join(anna.keydock.userData, 'journal', 'journal.jsonl'), 'utf8');
  expect(journal).toContain('"reason":"wrong branch"');
  expect(JSON.stringify(await practice.control('audit', {}))).not.toContain('wrong branch');
});

test('who may not read the product sees everything the request carries, and what is missing', async ({
  launch,
  practice,
}) => {
  const { name } = await pending(practice);
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  await anna.open(name);
  await expect(anna.notice(/You may not read the product/)).toBeVisible();
  await expect(anna.fact('Key')).toContainText('unknown');
  await expect(anna.fact('Mode')).toContainText('AES-GCM-256');
  await expect(anna.fact('Asked by')).toContainText('Mikael Berg');
});

test('a race: the other approver is first while the confirmation is open', async ({ launch, practice }) => {
  const { id, name } = await pending(practice);
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  const confirmation = await jonas.ask('Approve');
  await practice.control('decide', { queue: 'imagesignigs', id, decision: 'REJECT' });
  await confirmation.confirm('Approve');
  await expect(jonas.notice('Nothing was sent: it no longer waits.')).toBeVisible();
  await expect(jonas.notice('Approved.')).toHaveCount(0);
});

test('a race: the other approver is first after the last look', async ({ launch, practice }) => {
  const { name } = await pending(practice);
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  await practice.control('fault', { kind: 'decided-by-other', method: 'POST', decision: 'REJECT' });
  await (await jonas.ask('Approve')).confirm('Approve');
  await expect(jonas.notice('Somebody else decided first.')).toBeVisible();
});

test('closing the confirmation window is "no"', async ({ launch, practice }) => {
  const { id, name } = await pending(practice);
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  const confirmation = await jonas.ask('Approve');
  await confirmation.page.close();
  await expect(jonas.window.getByRole('button', { name: /^Approve…/ })).toBeEnabled();
  expect(await stateOf(practice, id)).toBe(2);
});

test('a client is approved only with the last four characters of its key', async ({ launch, practice }) => {
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await jonas.open('SECENG-G2-LINE3');
  await expect(jonas.notice(/This client will receive/)).toBeVisible();
  await expect(jonas.fact('Retires')).toContainText('1 earlier client');

  const wrong = await jonas.ask('Approve');
  await wrong.read();
  await wrong.page.getByLabel(/last four characters/).fill('zzzz');
  await wrong.confirm('Approve');
  await expect(jonas.notice('The typed characters do not match')).toBeVisible();

  const right = await jonas.ask('Approve');
  await right.read();
  const value = right.page
    .locator('dt', { hasText: /^SHA-256 of the public key$/ })
    .locator('xpath=following-sibling::dd[1]');
  const digest = (await value.locator('code').textContent()) ?? '';
  // Its label says which digest it is; it is not said again.
  expect(await value.textContent()).toBe(digest);
  expect(digest.replaceAll(' ', '')).toMatch(/^[0-9a-f]{64}$/);
  expect(digest).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
  await right.page.getByLabel(/last four characters/).fill(digest.slice(-4));
  await right.confirm('Approve');
  await expect(jonas.notice(/Approved\./)).toBeVisible();
  await expect(jonas.notice(/One earlier client was retired/)).toBeVisible();
});

test('a new request appears by itself within 15 s', async ({ launch, practice }) => {
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await expect(jonas.row('firmware-v1.6.44')).toBeVisible();
  const { name } = await pending(practice);
  await expect(jonas.row(name)).toBeVisible({ timeout: 15_000 });
});
