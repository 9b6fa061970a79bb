import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { EncryptedFiles } from '../support/encrypted-files.ts';
import type { Keydock } from '../support/launch.ts';
import { DecryptPage } from '../support/pages/decrypt.ts';
import { SecretWindow } from '../support/pages/secret-window.ts';
import { expect, test } from '../support/test.ts';
import { countInMemory } from '../tokens/memory.ts';

// Files are opened with keys from files, and then everything is searched that could have kept something of them: the
// memory of every process but the engine's own, and the data folder.
test.setTimeout(180_000);

/** Like nothing else in a process. */
const passPhrase = 'pass-phrase-73914682-harebell';

const named = (name: string, text: string): Record<string, Buffer> => ({
  [`${name} in latin1`]: Buffer.from(text, 'latin1'),
  [`${name} in utf16`]: Buffer.from(text, 'utf16le'),
});

test('no key, pass phrase or plaintext is in main, in a window or in the data folder', async ({ launch }, testInfo) => {
  const files = new EncryptedFiles();
  const plaintext = randomBytes(64).toString('hex');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: passPhrase });
  const jwe = await new jose.CompactEncrypt(Buffer.from(plaintext))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(publicKey);
  const userData = testInfo.outputPath('data');
  // Lets the same user read the memory of sandboxed processes, which otherwise only root may.
  const keydock = await launch({ userData, args: ['--allow-sandbox-debugging'] });
  const page = new DecryptPage(keydock);
  await page.drop(files.gcm('harebell.bin.enc', plaintext), files.write('notes.jwe', jwe));
  await page.keyFile('harebell.bin.enc', files.keyFile);
  const asked = await SecretWindow.after(keydock.app, () => page.keyFile('notes.jwe', files.write('key.pem', pem)));
  await asked.enter(passPhrase);
  await page.window.getByRole('button', { name: 'Decrypt all 2' }).click();
  for (const name of ['harebell.bin.enc', 'notes.jwe']) await expect(page.row(name)).toContainText('Authentic, saved');

  const secrets: Record<string, Buffer> = {
    'key bytes': files.key,
    ...named('key in hex', files.key.toString('hex')),
    'private exponent': Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').subarray(8, 72),
    ...named('pass phrase', passPhrase),
    ...named('plaintext', plaintext),
  };
  const control = named('control', 'harebell.bin.enc');
  const nothing = Object.fromEntries(Object.keys(secrets).map((name) => [name, 0]));
  for (const { pid, what } of await searchable(keydock)) {
    await test.step(`the memory of ${what}`, () => {
      const found = countInMemory(pid, { ...secrets, ...control });
      const { 'control in latin1': latin1, 'control in utf16': utf16, ...rest } = found;
      if (what !== 'another') expect((latin1 ?? 0) + (utf16 ?? 0), 'what it knows is found').toBeGreaterThan(0);
      expect(rest).toEqual(nothing);
    });
  }
  await keydock.close();
  await test.step('the data folder', () => {
    const kept = readdirSync(userData, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
    const content = Buffer.concat(kept);
    expect(content.includes('harebell.bin.enc'), 'the journal is found').toBe(true);
    for (const [name, octets] of Object.entries(secrets)) expect(content.includes(octets), name).toBe(false);
  });
});

/** Every process but the engine's: it forbids others to look. */
async function searchable({ app }: Keydock) {
  const processes = await app.evaluate(({ app: running }) =>
    running.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name })),
  );
  return processes
    .filter(({ type, name }) => name !== 'Keydock decryption' && ['Browser', 'Tab', 'Utility'].includes(type))
    .map(({ pid, type }) => ({ pid, what: type === 'Browser' ? 'main' : type === 'Tab' ? 'the window' : 'another' }));
}
