import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { EncryptedFiles } from '../support/encrypted-files.ts';
import { electronBinary, type Keydock } from '../support/launch.ts';
import { DecryptPage } from '../support/pages/decrypt.ts';
import { SecretWindow } from '../support/pages/secret-window.ts';
import { expect, test } from '../support/test.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

// With no profile, nobody signed in and no network: a start of the app is all that is needed.

const checkout = path.resolve(import.meta.dirname, '../..');
const journalOf = ({ userData }: Keydock) => readFileSync(path.join(userData, 'journal', 'journal.jsonl'), 'utf8');

/** The engine's process. */
const enginePid = ({ app }: Keydock) =>
  app.evaluate(({ app: running }) => running.getAppMetrics().find(({ name }) => name === 'Keydock decryption')?.pid);

test('dropped files open with a key from a file; a wrong AAD says so, and the right one is tried at once', async ({
  launch,
}) => {
  const files = new EncryptedFiles();
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  const plain = files.gcm('plain.bin.enc', 'plain');
  const bound = files.gcm('bound.bin.enc', 'bound', 'firmware-version=bound.bin');
  await page.drop(plain, bound);
  for (const name of ['plain.bin.enc', 'bound.bin.enc']) await page.keyFile(name, files.keyFile);
  await page.decrypt('plain.bin.enc');
  await expect(page.row('plain.bin.enc')).toContainText('Authentic, saved');
  await page.decrypt('bound.bin.enc');
  await expect(page.row('bound.bin.enc')).toContainText('wrong AAD, wrong key');
  expect(existsSync(path.join(files.folder, 'bound.bin'))).toBe(false);

  await page.open('bound.bin.enc');
  await page.window.getByLabel('How the AAD is written').selectOption('template');
  await page.window.getByLabel('AAD', { exact: true }).fill('firmware-version={name}');
  await page.window.getByRole('button', { name: 'Use and try again' }).click();
  await expect(page.row('bound.bin.enc')).toContainText('Authentic, saved');
  expect(readFileSync(path.join(files.folder, 'bound.bin'), 'utf8')).toBe('bound');
  expect(journalOf(keydock)).toContain('“bound.bin.enc” was decrypted to “bound.bin”, proven by its tag');
  expect(journalOf(keydock)).not.toContain(files.folder);
});

test('an AAD that stands in its field is used, whichever button tries again', async ({ launch }) => {
  const files = new EncryptedFiles();
  const page = new DecryptPage(await launch());
  await page.drop(files.gcm('bound.bin.enc', 'bound', 'v1.6.44'));
  await page.keyFile('bound.bin.enc', files.keyFile);
  await page.decrypt('bound.bin.enc');
  await expect(page.row('bound.bin.enc')).toContainText('wrong AAD, wrong key');
  await page.open('bound.bin.enc');
  await page.window.getByLabel('AAD', { exact: true }).fill('v1.6.44');
  // Of the row, not the one beside the field.
  await page.act('Try again', 'bound.bin.enc');
  await expect(page.row('bound.bin.enc')).toContainText('Authentic, saved');
});

test('nothing of a file’s panel lies over what stands beside it', async ({ launch }) => {
  const files = new EncryptedFiles();
  const page = new DecryptPage(await launch());
  await page.drop(files.gcm('bound.bin.enc', 'bound'));
  await page.open('bound.bin.enc');
  const use = page.window.getByRole('button', { name: 'Use', exact: true });
  const readAs = await page.window.getByLabel('Read as').elementHandle();
  // Both at one moment: a scroll bar may come while the panel fills.
  const beyond = await use.evaluate(
    (button, select) => Number(select?.getBoundingClientRect().right) - button.getBoundingClientRect().right,
    readAs,
  );
  expect(Math.round(beyond)).toBeLessThanOrEqual(0);
});

test('the pass phrase of a private key goes past main, and a wrong one may be typed again', async ({ launch }) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const files = new EncryptedFiles();
  const cipher = 'aes-256-cbc';
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher, passphrase: 'open sesame' });
  const jwe = await new jose.CompactEncrypt(Buffer.from('release notes'))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(publicKey);
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  await page.drop(files.write('release-notes.jwe', jwe));
  await expect(page.row('release-notes.jwe')).toContainText('JWE RSA-OAEP-256, A256GCM');
  const asked = await SecretWindow.after(keydock.app, () =>
    page.keyFile('release-notes.jwe', files.write('private.pem', pem)),
  );
  await asked.type('open says me');
  await expect(asked.wrong).toContainText('not the pass phrase');
  await asked.enter('open sesame');
  await page.decrypt('release-notes.jwe');
  await expect(page.row('release-notes.jwe')).toContainText('Authentic, saved');
  expect(readFileSync(path.join(files.folder, 'release-notes'), 'utf8')).toBe('release notes');
});

test('a long file pauses, goes on and is cancelled, and leaves nothing', async ({ launch }) => {
  const files = new EncryptedFiles();
  const page = new DecryptPage(await launch());
  await page.drop(files.endless('long.bin.enc'));
  await page.keyFile('long.bin.enc', files.keyFile);
  await page.decrypt('long.bin.enc');
  await page.act('Pause', 'long.bin.enc');
  await expect(page.row('long.bin.enc')).toContainText('Paused at');
  await page.act('Resume', 'long.bin.enc');
  await expect(page.row('long.bin.enc')).not.toContainText('Paused at');
  await page.act('Pause', 'long.bin.enc');
  await page.act('Cancel', 'long.bin.enc');
  await expect(page.row('long.bin.enc')).toContainText('Cancelled');
  expect(readdirSync(files.folder)).toEqual(['long.bin.enc']);
});

test('an engine that dies in the middle costs the file it was at, and no more', async ({ launch }) => {
  const files = new EncryptedFiles();
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  await page.drop(files.endless('long.bin.enc'));
  await page.keyFile('long.bin.enc', files.keyFile);
  await page.decrypt('long.bin.enc');
  await page.act('Pause', 'long.bin.enc');
  const pid = await enginePid(keydock);
  process.kill(pid ?? 0, 'SIGKILL');
  await expect(page.row('long.bin.enc')).toContainText('The decryption process stopped');
  expect(readdirSync(files.folder)).toEqual(['long.bin.enc']);
  files.gcm('long.bin.enc', 'whole');
  await page.act('Try again', 'long.bin.enc');
  await expect(page.row('long.bin.enc')).toContainText('Authentic, saved', { timeout: 30_000 });
  expect(await enginePid(keydock)).not.toBe(pid);
});

test('CBC reads "not authenticated"; a folder that cannot be written is said, and another one chosen', async ({
  launch,
}) => {
  const files = new EncryptedFiles();
  const other = new EncryptedFiles();
  const originalSHA256 = '0'.repeat(64);
  const record = { keydock: 'request-record', version: 1, aesMode: 'AES-CBC-256', kekIv: files.iv.toString('base64') };
  const page = new DecryptPage(await launch());
  const bare = files.cbc('bare.bin.enc', 'bare');
  files.write('bare.bin.enc.keydock.json', JSON.stringify(record));
  const wrong = files.cbc('wrong.bin.enc', 'wrong');
  files.write('wrong.bin.enc.keydock.json', JSON.stringify({ ...record, originalSHA256 }));
  chmodSync(files.folder, 0o500);
  await page.drop(bare, wrong);
  for (const name of ['bare.bin.enc', 'wrong.bin.enc']) await page.keyFile(name, files.keyFile);
  await page.decrypt('bare.bin.enc');
  await expect(page.row('bare.bin.enc')).toContainText('Nothing can be written into this folder');
  await page.answerDialogs(other.folder);
  const beside = page.window.getByRole('button', { name: 'Put results beside each file again' });
  await expect(beside).toHaveCount(0);
  await page.window.getByRole('button', { name: 'Change…' }).click();
  await expect(beside).toBeVisible();
  await page.act('Try again', 'bare.bin.enc');
  await expect(page.row('bare.bin.enc')).toContainText('not authenticated');
  await page.decrypt('wrong.bin.enc');
  await expect(page.row('wrong.bin.enc')).toContainText('The result is not what the record promises');
  expect(readdirSync(other.folder)).toEqual(['bare.bin']);
  await beside.click();
  await expect(page.window.getByText('Results go beside each file')).toBeVisible();
  await expect(beside).toHaveCount(0);
  chmodSync(files.folder, 0o700);
});

test("files come in behind the program's name, and by a second start", async ({ launch }) => {
  const files = new EncryptedFiles();
  const [first, second] = [files.gcm('first one.bin.enc', '1'), files.gcm('second.bin.enc', '2')];
  const keydock = await launch({ args: [first] });
  const page = new DecryptPage(keydock);
  await expect(page.row('first one.bin.enc')).toBeVisible();
  const again = spawn(electronBinary(), [checkout, `--user-data-dir=${keydock.userData}`, second], { stdio: 'ignore' });
  await new Promise((resolve) => again.once('exit', resolve));
  await expect(page.row('second.bin.enc')).toBeVisible();
});

test('a record of what was done is saved, without a path', async ({ launch }) => {
  const files = new EncryptedFiles();
  const page = new DecryptPage(await launch());
  await page.drop(files.gcm('kept.bin.enc', 'kept'));
  await page.keyFile('kept.bin.enc', files.keyFile);
  await page.decrypt('kept.bin.enc');
  await expect(page.row('kept.bin.enc')).toContainText('Authentic, saved');
  await page.open('kept.bin.enc');
  const saved = path.join(files.folder, 'kept.json');
  await page.answerDialogs(saved);
  await page.window.getByRole('button', { name: 'Save record…' }).click();
  await expect.poll(() => existsSync(saved)).toBe(true);
  const record = readFileSync(saved, 'utf8');
  expect(JSON.parse(record)).toMatchObject({ keydock: 'decrypt-record', authenticated: true, grade: 'C' });
  expect(record).not.toContain(files.folder);
});
