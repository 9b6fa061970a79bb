import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { CommandLine } from './command-line.ts';
import { recordText } from './engine.ts';
import { vector } from './parser-cases.ts';
import { platformNonce } from './platform-nonce.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const line = new CommandLine();
afterAll(() => line.remove());

const text = 'firmware of the gateway';
const sha256 = createHash('sha256').update(text).digest('hex');
const key = randomBytes(32);
line.write('product.key', key.toString('base64'));
line.write('pass', 'sesame\n');
const iv = randomBytes(16).toString('base64');

function gcm(aad: string): Uint8Array {
  const nonce = platformNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { input: text, stdio: ['pipe', 'pipe', 'ignore'] });
const cbc = openssl('enc', '-aes-256-cbc', '-K', key.toString('hex'), '-iv', Buffer.from(iv, 'base64').toString('hex'));
const salted = (...args: string[]) => openssl('enc', '-aes-256-cbc', ...args, '-pass', 'pass:sesame');
const bareRecord = { aesMode: 'AES-CBC-256', kekIv: iv };
line.write('bare.json', recordText(bareRecord));
line.write('promise.json', recordText({ ...bareRecord, originalSHA256: sha256 }));
line.write('rsa.pem', vector('openssl/rsa.pem'));
line.write('key.b64.enc', vector('openssl/key.b64.enc-sha1'));

const product = ['--key-file', 'product.key'];
const pass = ['--key-file', 'pass'];

describe('each option does on real files what it says', () => {
  test.each([
    ['--aad-text', gcm('v1 é'), [...product, '--aad-text', 'v1 é'], true],
    ['--aad-base64', gcm('\u0001\u0002'), [...product, '--aad-base64', 'AQI='], true],
    ['--aad-hex', gcm('\u0001\u0002'), [...product, '--aad-hex', '0102'], true],
    ['--aad-template', gcm('v=template.bin'), [...product, '--aad-template', 'v={name}'], true],
    ['--iv-base64 and --format', cbc, [...product, '--iv-base64', iv, '--format', 'AES-CBC-256'], false],
    ['--record without a digest', cbc, [...product, '--record', 'bare.json'], false],
    ['--record with a digest', cbc, [...product, '--record', 'promise.json'], true],
    ['--md', salted('-md', 'md5'), [...pass, '--md', 'md5'], false],
    ['--pbkdf2', salted('-pbkdf2'), [...pass, '--pbkdf2'], false],
    ['--iter', salted('-pbkdf2', '-iter', '2000', '-md', 'sha1'), [...pass, '--md', 'sha1', '--iter', '2000'], false],
  ] as const)('%s', async (option, encrypted, args, authenticated) => {
    const name = option.includes('template') ? 'template.bin' : `${option.replaceAll(/\W+/g, '-')}.bin`;
    const file = line.write(`${name}.enc`, encrypted);
    const out = line.place(`out-of-${name}`);
    const { code, out: json } = await line.run(['decrypt', file, '--out', out, ...args, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      results: [{ file, output: path.join(out, name), authenticated, sha256, bytes: text.length, error: null }],
    });
    expect(code).toBe(0);
    expect(fs.readFileSync(path.join(out, name), 'utf8')).toBe(text);
  });

  test('--envelope', async () => {
    const file = line.write('encrypt.me.enc', vector('openssl/1-default-sha256.enc'));
    const args = ['--key-file', 'rsa.pem', '--envelope', 'key.b64.enc', '--md', 'sha256'];
    expect((await line.run(['decrypt', file, ...args])).code).toBe(0);
    expect(fs.readFileSync(path.join(line.folder, 'encrypt.me'))).toEqual(Buffer.from(vector('openssl/encrypt.me')));
  });

  test('--overwrite replaces, and nothing else does', async () => {
    const file = line.write('again.bin.enc', gcm(''));
    const older = line.write('again.bin', 'older');
    const { code, out } = await line.run(['decrypt', file, ...product, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ results: [{ error: { code: 'decrypt.output-exists' } }] });
    expect(fs.readFileSync(older, 'utf8')).toBe('older');
    expect((await line.run(['decrypt', file, ...product, '--overwrite'])).code).toBe(0);
    expect(fs.readFileSync(older, 'utf8')).toBe(text);
  });

  test.each(['T', 'K'])('--min-grade %s refuses a key file', async (grade) => {
    const file = line.write(`floor-${grade}.bin.enc`, gcm(''));
    const { code, out } = await line.run(['decrypt', file, ...product, '--min-grade', grade, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ results: [{ error: { code: 'decrypt.below-floor' } }] });
    expect(fs.existsSync(path.join(line.folder, `floor-${grade}.bin`))).toBe(false);
  });

  test('--pin-fd that is not open is a mistake in the command line', async () => {
    const { code, err } = await line.run(['decrypt', 'x.enc', ...product, '--pin-fd', '99']);
    expect(code).toBe(2);
    expect(err).toContain('--pin-fd 99 is not open');
    expect(err).not.toContain('    at ');
  });
});

describe('on a terminal', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const passphrase = 'sesam-7313';
  line.write('locked.pem', privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }));
  const question = 'Pass phrase of the private key: ';

  test('a pass phrase is asked for, not shown, and may be corrected', async () => {
    const jwe = await new jose.CompactEncrypt(Buffer.from(text))
      .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM' })
      .encrypt(publicKey);
    line.write('letter.jwe', jwe);
    const args = ['decrypt', 'letter.jwe', '--key-file', 'locked.pem'];
    // Three wrong letters, and the key that takes them back.
    const { code, shown } = await line.onTerminal(args, [[question, `sesam-abc\u007f\u007f\u007f7313\r`]]);
    expect(shown).toContain('proven by its tag');
    expect(code).toBe(0);
    expect(shown).not.toContain('sesam');
    expect(fs.readFileSync(path.join(line.folder, 'letter'), 'utf8')).toBe(text);
  });

  test('Ctrl+C at the question opens nothing', async () => {
    const { code, shown } = await line.onTerminal(
      ['decrypt', 'x.enc', '--key-file', 'locked.pem'],
      [[question, '\u0003']],
    );
    expect(code).toBe(1);
    expect(shown).toContain('decrypt.key-locked');
  });

  test('how far a long file is stands in one line that goes away', async () => {
    const nonce = platformNonce();
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const content = Buffer.alloc(256 * 1024 * 1024);
    line.write('long.bin.enc', Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]));
    const { code, shown } = await line.onTerminal(['decrypt', 'long.bin.enc', ...product]);
    expect(code).toBe(0);
    expect(shown).toMatch(/long\.bin\.enc {2}\d+ % {2}\d+ MB\/s {2}\d+ s left/);
    expect(shown.slice(shown.lastIndexOf('\u001b[2K'))).toContain('proven by its tag');
  });
});
