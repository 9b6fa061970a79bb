import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Practice } from '../practice/world.ts';
import { Approver } from '../support/approver.ts';
import { ClientsScreen } from '../support/pages/clients-screen.ts';
import { List } from '../support/pages/list.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(({ practice }) => practice.control('reset', {}));

async function ready(practice: Practice, name: string, size = 4_096): Promise<string> {
  const { id } = await practice.control('addRequest', { name, aesMode: 'AES-GCM-256', aad: 'version=1', size });
  await practice.control('decide', { queue: 'imagesignigs', id, decision: 'APPROVE' });
  await expect
    .poll(async () => (await practice.control('find', { queue: 'imagesignigs', idOrName: id }))?.state)
    .toBe(16);
  return id;
}

test('what a request made comes down with its record, checked, and goes on to the decryption', async ({
  launch,
  practice,
}) => {
  await ready(practice, 'download-me');
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-downloads-'));
  const keydock = await launch({ profile: practice.profile });
  const { window } = keydock;
  await new Approver(keydock, practice).signIn('jonas');
  await new Shell(window).goTo('Requests');
  await new List(window).row('download-me').click();
  await new ClientsScreen(keydock).dialogsAnswer({ open: folder });
  await window.getByRole('button', { name: 'Download…' }).click();
  await expect(window.getByText('firmware.bin.enc was downloaded and checked.')).toBeVisible();
  expect(readdirSync(folder).toSorted()).toEqual(['firmware.bin.enc', 'firmware.bin.enc.keydock.json']);
  const record = JSON.parse(readFileSync(path.join(folder, 'firmware.bin.enc.keydock.json'), 'utf8'));
  expect(record).toMatchObject({ keydock: 'request-record', aesMode: 'AES-GCM-256', productName: 'Gateway G2' });
  await window.getByRole('button', { name: 'Decrypt it' }).click();
  await expect(window.getByRole('heading', { name: 'Decrypt files' })).toBeVisible();
  await expect(window.getByText('firmware.bin.enc').first()).toBeVisible();
});

test('other bytes are refused and nothing is left; a slow one can be cancelled', async ({ launch, practice }) => {
  await ready(practice, 'download-me', 4_000_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-downloads-'));
  const keydock = await launch({ profile: practice.profile });
  const { window } = keydock;
  await new Approver(keydock, practice).signIn('jonas');
  await new Shell(window).goTo('Requests');
  await new List(window).row('download-me').click();
  await new ClientsScreen(keydock).dialogsAnswer({ open: folder });
  await practice.control('fault', { kind: 'swapped-ciphertext', at: 'store' });
  await window.getByRole('button', { name: 'Download…' }).click();
  await expect(window.getByRole('alert')).toContainText('What arrived is not what the platform made');
  expect(readdirSync(folder)).toEqual([]);

  await practice.control('fault', { kind: 'slow', ms: 30_000, at: 'store' });
  await window.getByRole('button', { name: 'Download…' }).click();
  await expect(window.getByText('It is being downloaded.')).toBeVisible();
  await expect(window.getByText(/% of/)).toBeVisible();
  await window.getByRole('button', { name: 'Cancel the download' }).click();
  await expect(window.getByRole('button', { name: 'Download…' })).toBeVisible();
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});
