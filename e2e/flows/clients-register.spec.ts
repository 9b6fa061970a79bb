import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Approver } from '../support/approver.ts';
import { checkAccessibility } from '../support/axe.ts';
import { clientKeyFiles, OfflineFiles } from '../support/offline-files.ts';
import { ClientsScreen } from '../support/pages/clients-screen.ts';
import { List } from '../support/pages/list.ts';
import { SecretWindow } from '../support/pages/secret-window.ts';
import { expect, test } from '../support/test.ts';
import { type PracticeTokens, placeModules, softHsm } from '../support/tokens.ts';

let tokens: PracticeTokens;
let folder: string;
test.beforeEach(async ({ practice }) => {
  await practice.control('reset', {});
  tokens = softHsm('Line 3');
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-clients-'));
});
test.afterEach(() => tokens.remove());

test('a key is made on a token and registered; somebody else’s yes shows by itself; it is retired again', async ({
  launch,
  practice,
}) => {
  placeModules(folder, tokens);
  const keydock = await launch({ userData: folder, profile: practice.profile, env: tokens.env });
  await new Approver(keydock, practice).signIn('sara');
  const screen = new ClientsScreen(keydock);
  await screen.open();
  await expect(new List(keydock.window).row('SECENG-G2-LINE2')).toContainText('yours');

  await screen.beginRegistration();
  await screen.choose('Gateway G2');
  await screen.logIn('Line 3', tokens.pin);
  await screen.makeKey('seceng-g2');
  await screen.pane.getByLabel('Name of the client').fill('SECENG-G2-NEW');
  expect((await checkAccessibility(keydock.window)).violations).toEqual([]);
  const asked = await screen.asks(() => screen.button('Register…').click());
  await expect(asked.page.getByText('Approving this retires 1 earlier client of yours.')).toBeVisible();
  await expect(asked.page.getByText('SHA-256 of the public key')).toBeVisible();
  await asked.confirm('Register');

  await expect(screen.pane.getByText(/^You asked to register SECENG-G2-NEW/)).toBeVisible();
  await expect(screen.pane.getByText('Approval required')).toBeVisible();
  const { id } = (await practice.control('find', { queue: 'clients', idOrName: 'SECENG-G2-NEW' })) ?? { id: '' };
  await practice.control('decide', { queue: 'clients', id, decision: 'APPROVE' });
  await expect(screen.pane.getByText(/may fetch the exportable keys of Gateway G2, in your name/)).toBeVisible();
  await expect(new List(keydock.window).row('SECENG-G2-NEW')).toContainText('Ready');
  expect((await checkAccessibility(keydock.window)).violations).toEqual([]);

  const retire = await screen.asks(() => screen.button('Retire…').click());
  await retire.confirm('Ask to retire');
  await expect(screen.pane.getByText('The platform was asked to retire it.')).toBeVisible();

  // Somebody else, at a Keydock of their own.
  const anna = new Approver(await launch({ profile: practice.profile }), practice);
  await anna.signIn('anna');
  await anna.open('Retire SECENG-G2-NEW');
  await expect(anna.notice('Approving retires SECENG-G2-NEW.')).toBeVisible();
  await (await anna.ask('Approve')).confirm('Approve');
  await expect(anna.notice('Approved.')).toBeVisible();
  await keydock.window.keyboard.press('Control+r');
  await expect(screen.pane.getByText(/was retired: it receives nothing of Gateway G2 any more/)).toBeVisible();
});

test('who says no in the window has registered nothing', async ({ launch, practice }) => {
  placeModules(folder, tokens);
  const keydock = await launch({ userData: folder, profile: practice.profile, env: tokens.env });
  await new Approver(keydock, practice).signIn('sara');
  const screen = new ClientsScreen(keydock);
  await screen.open();
  await screen.beginRegistration();
  await screen.choose('Gateway G2');
  await screen.logIn('Line 3', tokens.pin);
  await screen.makeKey('seceng-g2');
  const asked = await screen.asks(() => screen.button('Register…').click());
  await asked.refuse();
  await expect(screen.button('Register…')).toBeEnabled();
  expect(await practice.control('find', { queue: 'clients', idOrName: 'SECENG-GATEWAY-G2' })).toBeNull();
});

test('a production PC with a key in a file: its pass phrase in its own window, the secrets on screen and saved', async ({
  launch,
  practice,
}) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = path.join(folder, 'station.pem');
  writeFileSync(
    file,
    privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'tampere' }),
  );
  const keydock = await launch({ profile: practice.profile, env: tokens.env });
  await new Approver(keydock, practice).signIn('sara');
  const screen = new ClientsScreen(keydock);
  await screen.open();
  await screen.beginRegistration();
  await screen.choose('Gateway G2');
  await screen.choose('Production PC');
  await screen.dialogsAnswer({ open: file });
  const asked = await SecretWindow.after(keydock.app, () => screen.button('Choose a key file…').click());
  await asked.type('wrong');
  await expect(asked.wrong).toBeVisible();
  await asked.enter('tampere');
  await expect(screen.pane.getByRole('radio', { name: /station.pem/ })).toBeChecked();
  await screen.pane.getByLabel('Name of the client').fill('PROD-PC-9');
  const registration = await screen.asks(() => screen.button('Register…').click());
  await expect(registration.page.getByText('Opening key in a file.')).toBeVisible();
  await registration.confirm('Register');
  await expect(screen.pane.getByText('Approval required')).toBeVisible();
  const client = await practice.control('find', { queue: 'clients', idOrName: 'PROD-PC-9' });
  await practice.control('decide', { queue: 'clients', id: client?.id ?? '', decision: 'APPROVE' });

  const fetching = await screen.asks(() => screen.button('Fetch and show…').click());
  await fetching.confirm('Fetch and show');
  await expect(screen.pane.getByText('KEK-IVCustomEncryption')).toBeVisible();
  await expect(screen.pane.getByText(/the IV of the CBC and PSKEK modes.*base64 of 16 bytes/)).toBeVisible();
  expect((await checkAccessibility(keydock.window)).violations).toEqual([]);

  const saved = path.join(folder, 'secrets.json');
  await screen.dialogsAnswer({ save: saved });
  const saving = await screen.asks(() => screen.button('Fetch and save…').click());
  await saving.confirm('Fetch and save');
  await expect(screen.pane.getByText('secrets.json was written.')).toBeVisible();
  expect(statSync(saved).mode & 0o777).toBe(0o600);
  expect(readFileSync(saved, 'utf8')).toContain('KEK-IVCustomEncryption');

  // Nothing of them stays when the page is left.
  await screen.open();
  await new List(keydock.window).row('PROD-PC-9').click();
  await expect(screen.button('Fetch and show…')).toBeVisible();
  await expect(screen.pane.getByText('KEK-IVCustomEncryption', { exact: true })).toHaveCount(0);

  const files = new OfflineFiles(keydock);
  await files.take('locked', 'open', 'gone');
  expect(await clientKeyFiles(keydock)).toEqual(['station.pem']);
  await test.step('who locks the screen leaves no key out of a file, of a client or of files', async () => {
    await keydock.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'));
    expect(await clientKeyFiles(keydock)).toEqual([]);
    expect(await files.decrypt('locked')).toBe('decrypt.source-unreadable');
  });
  await test.step('nor does who signs out, although files need nobody to be signed in', async () => {
    files.giveBackKey();
    expect(await files.decrypt('locked')).toBe('done');
    files.takeKeyAway();
    // What is in the process still opens: it is the sign-out that makes the difference.
    expect(await files.decrypt('open')).toBe('done');
    await keydock.window.evaluate(() => Reflect.get(window, 'keydock').call('session', 'signOut', {}));
    expect(await files.decrypt('gone')).toBe('decrypt.source-unreadable');
  });
});
