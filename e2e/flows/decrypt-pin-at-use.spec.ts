import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as jose from 'jose';
import { putOnToken } from '../decrypt/token-objects.ts';
import { EncryptedFiles } from '../support/encrypted-files.ts';
import { fakeLogind } from '../support/fake-logind.ts';
import { DecryptPage } from '../support/pages/decrypt.ts';
import { SecretWindow } from '../support/pages/secret-window.ts';
import { expect, test } from '../support/test.ts';
import { placeModules, practiceTokens } from '../support/tokens.ts';
import { softhsm } from '../tokens/providers.ts';

const checkout = path.resolve(import.meta.dirname, '../..');

test('a key that wants its PIN at every use asks for each file, may be refused for one or for the rest, and is taken back', async ({
  launch,
}) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = softhsm('LINE3');
  putOnToken(provider, [{ label: 'signs and opens', key: privateKey, wantsPin: true }], checkout);
  const tokens = practiceTokens('SoftHSM 2', provider, ['SOFTHSM2_CONF']);
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  placeModules(userData, tokens);
  const logind = await fakeLogind();
  try {
    const files = new EncryptedFiles();
    const names = ['file-1.jwe', 'file-2.jwe', 'file-3.jwe', 'file-4.jwe', 'file-5.jwe'];
    const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM' };
    const paths: string[] = [];
    for (const name of names) {
      const plaintext = new TextEncoder().encode(`inside ${name}`);
      const jwe = await new jose.CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(publicKey);
      paths.push(files.write(name, jwe));
    }
    const keydock = await launch({ userData, env: { ...tokens.env, ...logind.env } });
    const { app } = keydock;
    const page = new DecryptPage(keydock);
    await page.drop(...paths);
    const [first = '', ...others] = names;
    const login = await SecretWindow.after(app, () => page.token(first, 'LINE3'));
    await expect(login.page.getByRole('heading', { name: 'PIN of “LINE3”' })).toBeVisible();
    await login.enter(tokens.pin);
    await expect(page.row(first).getByRole('button', { name: `Decrypt ${first}` })).toBeVisible();
    for (const name of others) await page.token(name, 'LINE3');

    // Which file comes first is nobody's promise: the window says which it is.
    const askedFor = async (asked: SecretWindow): Promise<string> => {
      await expect(asked.page.getByRole('heading', { name: 'This key wants its PIN at every use' })).toBeVisible();
      await expect(asked.page.getByText('signs and opens', { exact: true })).toBeVisible();
      const words = await asked.page.getByText(/^file-\d\.jwe$/).textContent();
      return words ?? '';
    };
    const turnOf = (name: string) => `${names.indexOf(name) + 1} of 5 that want this PIN`;

    const begin = () => page.window.getByRole('button', { name: 'Decrypt all 5' }).click();
    const one = await SecretWindow.after(app, begin);
    const right = await askedFor(one);
    await expect(one.page.getByText(turnOf(right))).toBeVisible();
    await one.type('999999');
    await expect(one.wrong).toContainText('That PIN is wrong.');
    await expect(one.wrong).toContainText('One wrong PIN was entered here');
    await expect(page.row(right)).not.toContainText('Authentic');

    const two = await SecretWindow.after(app, () => one.enter(tokens.pin));
    await expect(page.row(right)).toContainText('Authentic, saved');
    expect(readFileSync(path.join(files.folder, right.replace('.jwe', '')), 'utf8')).toBe(`inside ${right}`);
    const refused = await askedFor(two);
    await expect(two.page.getByText(turnOf(refused))).toBeVisible();
    await expect(two.page.getByText(/wrong PIN was entered/)).toHaveCount(0);

    const three = await SecretWindow.after(app, () => two.close());
    await expect(page.row(refused)).toContainText('No PIN was entered');
    const stopped = await askedFor(three);
    await three.refuseRest();
    const left = names.filter((name) => name !== right && name !== refused);
    expect(left).toContain(stopped);
    for (const name of left) await expect(page.row(name)).toContainText('You stopped asking for the PIN');

    // Each can be tried again; alone it has no rest to stop.
    const again = await SecretWindow.after(app, () => page.act('Try again', refused));
    expect(await askedFor(again)).toBe(refused);
    await expect(again.rest).toHaveCount(0);
    await again.enter(tokens.pin);
    await expect(page.row(refused)).toContainText('Authentic, saved');

    // The person cancels the file, not the question: the question goes with it.
    const takenBack = await SecretWindow.after(app, () => page.act('Try again', stopped));
    const closed = takenBack.page.waitForEvent('close');
    await Promise.all([closed, page.act('Cancel', stopped)]);
    await expect(page.row(stopped)).toContainText('Cancelled');

    // The lock of the screen takes the question away with the login.
    const unanswered = await SecretWindow.after(app, () => page.act('Try again', stopped));
    const locked = unanswered.page.waitForEvent('close');
    await Promise.all([locked, logind.say('lock')]);
    await expect(page.row(stopped)).toContainText('The token was locked meanwhile');

    const journal = readFileSync(path.join(keydock.userData, 'journal', 'journal.jsonl'), 'utf8');
    expect(journal).toContain('token.pin-missing');
    expect(journal).not.toContain(tokens.pin);
    expect(keydock.logs() + keydock.output()).not.toContain(tokens.pin);
  } finally {
    logind.close();
    tokens.remove();
  }
});
