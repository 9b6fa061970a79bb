import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { putOnToken, type TokenObject } from '../decrypt/token-objects.ts';
import { Confirmation } from '../support/confirmation.ts';
import { EncryptedFiles } from '../support/encrypted-files.ts';
import type { LaunchOptions } from '../support/launch.ts';
import { DecryptPage } from '../support/pages/decrypt.ts';
import { SecretWindow } from '../support/pages/secret-window.ts';
import { expect, test } from '../support/test.ts';
import { placeModules, practiceTokens } from '../support/tokens.ts';
import { softhsm } from '../tokens/providers.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

const checkout = path.resolve(import.meta.dirname, '../..');

/** An app that knows a token with these keys. */
function withToken(...objects: readonly TokenObject[]) {
  const provider = softhsm('LINE3');
  if (objects.length > 0) putOnToken(provider, objects, checkout);
  const tokens = practiceTokens('SoftHSM 2', provider, ['SOFTHSM2_CONF']);
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  placeModules(userData, tokens);
  const options: LaunchOptions = { userData, env: tokens.env };
  return { tokens, options };
}

test('a batch opens with a key that stays on its token: one PIN, grade T, the right key found among others', async ({
  launch,
}) => {
  const files = new EncryptedFiles();
  const { tokens, options } = withToken(
    { label: 'another', key: randomBytes(32) },
    { label: 'product', key: files.key },
    { label: 'short', key: randomBytes(16) },
  );
  try {
    const keydock = await launch(options);
    const page = new DecryptPage(keydock);
    const names = ['one.bin.enc', 'two.bin.enc'];
    await page.drop(...names.map((name) => files.gcm(name, name)));
    const pin = await SecretWindow.after(keydock.app, () => page.token('one.bin.enc', 'LINE3'));
    await pin.enter(tokens.pin);
    await expect(page.row('one.bin.enc').getByRole('button', { name: 'Decrypt one.bin.enc' })).toBeVisible();
    await page.token('two.bin.enc', 'LINE3');
    await page.window.getByRole('button', { name: 'Decrypt all 2' }).click();
    for (const name of names) {
      await expect(page.row(name)).toContainText('Authentic, saved');
      await expect(page.row(name)).toContainText('product on LINE3');
      await expect(page.row(name)).toContainText('Platform AES-GCM-256');
    }
    await page.open('one.bin.enc');
    await expect(page.window.getByText('AES-GCM on the token')).toBeVisible();
    const journal = readFileSync(path.join(keydock.userData, 'journal', 'journal.jsonl'), 'utf8');
    expect(journal).toContain('with one of 3 keys');
    expect(journal).toContain('The key: product on LINE3.');
    expect(journal).toContain('"grade":"T"');
    expect(journal).not.toContain(tokens.pin);
  } finally {
    tokens.remove();
  }
});

test('a token that was locked in between asks for its PIN again, and the key is the same', async ({ launch }) => {
  const files = new EncryptedFiles();
  const { tokens, options } = withToken({ label: 'product', key: files.key });
  try {
    const keydock = await launch(options);
    const page = new DecryptPage(keydock);
    await page.drop(files.gcm('before.bin.enc', 'before'), files.gcm('after.bin.enc', 'after'));
    const first = await SecretWindow.after(keydock.app, () => page.token('before.bin.enc', 'LINE3'));
    await first.enter(tokens.pin);
    await page.decrypt('before.bin.enc');
    await expect(page.row('before.bin.enc')).toContainText('Authentic, saved');
    await page.token('after.bin.enc', 'LINE3');
    await keydock.window.evaluate(async () => {
      const call = (...asked: unknown[]) => Reflect.get(window, 'keydock').call(...asked);
      const { value } = await call('tokens', 'overview', {});
      for (const { tokens: found } of value.modules)
        for (const { id } of found) await call('tokens', 'logout', { token: id });
    });
    const again = await SecretWindow.after(keydock.app, () => page.decrypt('after.bin.enc'));
    await again.enter(tokens.pin);
    await expect(page.row('after.bin.enc')).toContainText('Authentic, saved');
  } finally {
    tokens.remove();
  }
});

test('a token without a fitting key says what it has', async ({ launch }) => {
  const files = new EncryptedFiles();
  const { tokens, options } = withToken({
    label: 'signing',
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  });
  try {
    const keydock = await launch(options);
    const page = new DecryptPage(keydock);
    await page.drop(files.gcm('a.bin.enc', 'a'));
    const pin = await SecretWindow.after(keydock.app, () => page.token('a.bin.enc', 'LINE3'));
    await pin.enter(tokens.pin);
    await expect(page.window.getByText('The token has no key that could open a file')).toBeVisible();
    await expect(page.window.getByText('signing (RSA 2048)')).toBeVisible();
  } finally {
    tokens.remove();
  }
});

test('a key moves from its file onto a token after a confirmation, and opens the next file there', async ({
  launch,
}) => {
  const files = new EncryptedFiles();
  const { tokens, options } = withToken();
  try {
    const keydock = await launch(options);
    const page = new DecryptPage(keydock);
    await page.drop(files.gcm('first.bin.enc', 'first'), files.gcm('second.bin.enc', 'second'));
    await page.keyFile('first.bin.enc', files.keyFile);
    await page.open('first.bin.enc');
    await page.window.getByRole('button', { name: 'Move it onto a token…' }).click();
    const pin = await SecretWindow.after(keydock.app, () =>
      page.window.getByRole('menuitem', { name: /^LINE3/ }).click(),
    );
    const [confirmation] = await Promise.all([
      Confirmation.after(keydock.app, async () => undefined),
      pin.enter(tokens.pin),
    ]);
    await expect(confirmation.page.getByText('grade C stays')).toBeVisible();
    await confirmation.confirm('Move onto the token');
    await page.token('second.bin.enc', 'LINE3');
    await page.decrypt('second.bin.enc');
    await expect(page.row('second.bin.enc')).toContainText('Authentic, saved');
    await expect(page.row('second.bin.enc')).toContainText('product on LINE3');
    expect(readFileSync(path.join(files.folder, 'second.bin'), 'utf8')).toBe('second');
    const journal = readFileSync(path.join(keydock.userData, 'journal', 'journal.jsonl'), 'utf8');
    expect(journal).toContain('is on “LINE3” as “product”, proven by a known answer');
    expect(readFileSync(files.keyFile)).toEqual(files.key);
  } finally {
    tokens.remove();
  }
});
