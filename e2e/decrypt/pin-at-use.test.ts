import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { softhsm } from '../tokens/providers.ts';
import { CommandLine } from './command-line.ts';
import { putOnToken } from './token-objects.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const line = new CommandLine();
const provider = softhsm('LINE3');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
putOnToken(
  provider,
  [{ label: 'each time', key: privateKey, wantsPin: true }],
  path.join(import.meta.dirname, '../..'),
);
// The command line is run with a home of its own, where SoftHSM finds this.
const home = path.join(line.folder, '.config/softhsm2');
fs.mkdirSync(home, { recursive: true });
fs.copyFileSync(path.join(provider.folder, 'softhsm2.conf'), path.join(home, 'softhsm2.conf'));

const names = ['one', 'two', 'three'] as const;
const files: string[] = [];
beforeAll(async () => {
  for (const name of names) {
    const header = { alg: 'RSA-OAEP', enc: 'A256GCM' };
    const jwe = await new jose.CompactEncrypt(Buffer.from(name)).setProtectedHeader(header).encrypt(publicKey);
    files.push(line.write(`${name}.jwe`, jwe));
  }
});
afterAll(() => {
  provider.remove();
  line.remove();
});

const token = ['--token', 'LINE3', '--module', provider.module.path];
const contents = (out: string) =>
  Object.fromEntries(fs.readdirSync(out).map((name) => [name, fs.readFileSync(path.join(out, name), 'utf8')]));

test('the PIN of a descriptor is given to the key for each file', async () => {
  const out = line.place('given');
  const args = ['decrypt', ...files, '--out', out, ...token, '--pin-fd', '3'];
  const { code, err } = await line.run(args, { input: `${provider.pin}\n` });
  expect(err).not.toContain('failed');
  expect(code).toBe(0);
  expect(contents(out)).toEqual({ one: 'one', two: 'two', three: 'three' });
});

test('on a terminal it is asked for each file, and Ctrl+C stops the rest', async () => {
  const out = line.place('typed');
  const asked = (name: string, turn: number) => `key “each time”, to decrypt ${name}.jwe (file ${turn} of 3):`;
  const { code, shown } = await line.onTerminal(
    ['decrypt', ...files, '--out', out, ...token],
    [
      ['PIN of LINE3:', `${provider.pin}\r`],
      [asked('one', 1), `${provider.pin}\r`],
      [asked('two', 2), '\u0003'],
    ],
  );
  expect(code).toBe(1);
  expect(contents(out)).toEqual({ one: 'one' });
  expect(shown.split('token.pin-stopped')).toHaveLength(3);
  expect(shown).not.toContain(asked('three', 3));
  expect(shown).not.toContain(provider.pin);
});
