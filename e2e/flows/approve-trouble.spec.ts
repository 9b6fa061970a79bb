import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Practice } from '../practice/world.ts';
import { Approver } from '../support/approver.ts';
import { expect, test } from '../support/test.ts';

let number = 0;
async function pending(practice: Practice): Promise<{ id: string; name: string }> {
  number += 1;
  const name = `trouble-${process.pid}-${number}`;
  const added = await practice.control('addRequest', { name, aesMode: 'AES-GCM-256' });
  return { id: (added as { id: string }).id, name };
}
const stateOf = async (practice: Practice, id: string) =>
  ((await practice.control('find', { queue: 'imagesignigs', idOrName: id })) as { state: number }).state;

test.beforeEach(({ practice }) => practice.control('clearFaults', {}));
test.afterEach(({ practice }) => practice.control('clearFaults', {}));

const troubles = [
  { what: '500', fault: { kind: 'status', status: 500 }, says: 'The platform is not well.' },
  { what: '503', fault: { kind: 'status', status: 503 }, says: 'The platform is not well.' },
  {
    what: 'a page of HTML',
    fault: { kind: 'html', status: 200 },
    says: 'The platform gave an answer Keydock cannot read.',
  },
  { what: '429', fault: { kind: 'status', status: 429, retryAfter: 2 }, says: 'The platform asks us to slow down.' },
  { what: 'a dropped connection', fault: { kind: 'drop-before' }, says: /The connection to localhost:\d+ broke off\./ },
] as const;

test('while the platform is in trouble the list stays, says how old it is, and comes back by itself', async ({
  launch,
  practice,
}) => {
  test.setTimeout(180_000);
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await expect(jonas.row('firmware-v1.6.44')).toBeVisible();
  for (const { what, fault, says } of troubles) {
    await test.step(what, async () => {
      await practice.control('fault', { ...fault, path: '/approvals$', method: 'GET', count: null });
      await jonas.window.getByRole('button', { name: 'Ask the platform again' }).click();
      await expect(jonas.connection).toContainText(says);
      await expect(jonas.connection).toContainText('What you see was read');
      await expect(jonas.row('firmware-v1.6.44')).toBeVisible();
      await practice.control('clearFaults', {});
      await expect(jonas.connection).toHaveCount(0, { timeout: 30_000 });
    });
  }
});

test.describe('the answer to a decision', () => {
  test('lost after the platform did it: read back, told, not sent twice', async ({ launch, practice }) => {
    const { id, name } = await pending(practice);
    const jonas = new Approver(await launch({ profile: practice.profile }), practice);
    await jonas.signIn('jonas');
    await jonas.open(name);
    await practice.control('fault', { kind: 'drop-after', method: 'POST' });
    await (await jonas.ask('Approve')).confirm('Approve');
    await expect(jonas.notice('Approved.')).toBeVisible();
    await expect.poll(() => stateOf(practice, id)).toBe(16);
  });

  for (const { what, fault } of troubles.filter(({ what }) => what !== '429' && what !== 'a page of HTML')) {
    test(`${what}: nobody claims it was approved`, async ({ launch, practice }) => {
      const { id, name } = await pending(practice);
      const jonas = new Approver(await launch({ profile: practice.profile }), practice);
      await jonas.signIn('jonas');
      await jonas.open(name);
      await practice.control('fault', { ...fault, method: 'POST' });
      await (await jonas.ask('Approve')).confirm('Approve');
      await expect(jonas.notice('It is not known whether your decision arrived.')).toBeVisible();
      await expect(jonas.notice('Approved.')).toHaveCount(0);
      expect(await stateOf(practice, id)).toBe(2);
    });
  }

  test('OK, and nothing changed', async ({ launch, practice }) => {
    const { name } = await pending(practice);
    const jonas = new Approver(await launch({ profile: practice.profile }), practice);
    await jonas.signIn('jonas');
    await jonas.open(name);
    await practice.control('fault', { kind: 'no-effect', method: 'POST' });
    await (await jonas.ask('Approve')).confirm('Approve');
    await expect(jonas.notice('It still waits.')).toBeVisible();
  });
});

test.describe('a session that ends between opening and approving', () => {
  test('asks once to sign in again, and the same account’s decision goes on', async ({ launch, practice }) => {
    const { id, name } = await pending(practice);
    const jonas = new Approver(await launch({ profile: practice.profile }), practice);
    await jonas.signIn('jonas');
    await jonas.open(name);
    const confirmation = await jonas.ask('Approve');
    await practice.control('revokeRefreshTokens', {});
    await practice.control('expireTokens', {});
    await confirmation.confirm('Approve');
    await expect(jonas.window.getByText('Your session has ended.')).toBeVisible();
    expect(await stateOf(practice, id)).toBe(2);
    await jonas.window.getByRole('button', { name: 'Sign in again' }).click();
    await expect(jonas.notice('Approved.')).toBeVisible({ timeout: 20_000 });
    await expect.poll(() => stateOf(practice, id)).toBe(16);
  });

  test('somebody else signs in: the decision is dropped', async ({ launch, practice }) => {
    const { id, name } = await pending(practice);
    const jonas = new Approver(await launch({ profile: practice.profile }), practice);
    await jonas.signIn('jonas');
    await jonas.open(name);
    const confirmation = await jonas.ask('Approve');
    await practice.control('revokeRefreshTokens', {});
    await practice.control('expireTokens', {});
    await confirmation.confirm('Approve');
    await expect(jonas.window.getByText('Your session has ended.')).toBeVisible();
    jonas.browserIs('anna');
    await jonas.window.getByRole('button', { name: 'Sign in again' }).click();
    await expect(jonas.window.getByText('Anna Lind').first()).toBeVisible({ timeout: 20_000 });
    await expect(jonas.notice('Somebody else signed in')).toBeVisible();
    expect(await stateOf(practice, id)).toBe(2);
  });
});

test('who has no rights is told that nothing waits, and where to look for the reason', async ({ launch, practice }) => {
  const otto = new Approver(await launch({ profile: practice.profile }), practice);
  await otto.signIn('otto');
  await expect(otto.window.getByText('Nothing waits for you')).toBeVisible();
  await otto.window.getByRole('link', { name: 'See your groups and rights' }).click();
  await expect(otto.window.getByText('Otto Sand').first()).toBeVisible();
});

test('the last-known inbox is painted at the next start, while the platform does not answer', async ({
  launch,
  practice,
}) => {
  const first = await launch({ profile: practice.profile });
  const jonas = new Approver(first, practice);
  await jonas.signIn('jonas');
  await expect(jonas.row('firmware-v1.6.44')).toBeVisible();
  await first.close();
  const folder = path.join(first.userData, 'inbox');
  const files = readdirSync(folder);
  expect(files).toHaveLength(1);
  // Sealed by the keyring: not a word of it can be read.
  expect(readFileSync(path.join(folder, files[0] ?? '')).toString('latin1')).not.toMatch(/firmware|Gateway|identity/);

  await practice.control('fault', { kind: 'latency', ms: 20_000, count: null });
  const again = new Approver(await launch({ userData: first.userData }), practice);
  await expect(again.row('firmware-v1.6.44')).toBeVisible({ timeout: 5_000 });
  await expect(again.window.getByText(/^Last known, read/)).toBeVisible();
});
