import { spawn } from 'node:child_process';
import { createCipheriv, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Result } from '../../app/result.ts';
import { nodeTokenWorld } from '../../main/cli/node-world.ts';
import { type OpenToken, openToken } from '../../main/cli/token-keys.ts';
import type { DecryptJob } from '../../main/decrypt/protocol.ts';
import { nativeAddonPath } from '../../main/tokens/native-addon.ts';
import { nss, type Provider, softhsm } from '../tokens/providers.ts';
import { DecryptLab } from './engine.ts';
import { vector } from './parser-cases.ts';
import { platformNonce } from './platform-nonce.ts';
import { putOnToken } from './token-objects.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const root = path.join(import.meta.dirname, '../..');
const productKey = randomBytes(32);
const kek = randomBytes(32);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (name: string) => createPrivateKey(Buffer.from(vector(name)));

const objects = [
  { label: 'product', key: productKey },
  { label: 'kek', key: kek, use: 'unwrap' },
  { label: 'kek1', key: vector('cosmian/kek1.raw'), use: 'unwrap' },
  { label: 'rsa', key: rsa.privateKey },
  { label: 'recipe', key: pemOf('openssl/rsa.pem') },
  { label: 'ec', key: ec.privateKey },
  { label: 'bob', key: pemOf('aws-ecdh/raw-p256-static-0478-frame4096.bob.pem') },
  { label: 'bob384', key: pemOf('aws-ecdh/raw-p384-ephemeral-0578-multiframe.bob.pem') },
] as const;

const aad = { kind: 'text', text: 'firmware-version=v1.6.44' } as const;
const iv = randomBytes(16);
function gcm(plaintext: Uint8Array): Buffer {
  const nonce = platformNonce();
  const cipher = createCipheriv('aes-256-gcm', productKey, nonce).setAAD(Buffer.from(aad.text));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}
function cbc(plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-cbc', productKey, iv);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}
const jwe = (alg: string, enc: string, key: jose.KeyObject | Uint8Array, plaintext: Uint8Array) =>
  new jose.CompactEncrypt(plaintext)
    .setProtectedHeader({ alg, enc })
    .encrypt(key)
    .then((text) => Buffer.from(text));

const plaintext = randomBytes(3_000_001);
const named = { format: 'AES-CBC-256', iv: iv.toString('base64') };

describe.each([
  ['SoftHSM', () => softhsm('KEYDOCK-TEST')],
  ['NSS', () => nss()],
] as const)('with the key on %s', (name, make) => {
  let provider: Provider;
  let count = 0;

  beforeAll(() => {
    provider = make();
    putOnToken(provider, objects, root);
    // Where the command line looks for a person's NSS database.
    fs.mkdirSync(path.join(provider.folder, 'home/.pki'), { recursive: true });
    if (name === 'NSS') fs.symlinkSync(provider.folder, path.join(provider.folder, 'home/.pki/nssdb'));
    process.env['HOME'] = home();
  });
  afterAll(async () => {
    const open = await token;
    if (open?.ok) open.value.end();
    lab.close();
    provider.remove();
  });

  /** The command line itself. */
  async function keydock(file: Uint8Array, args: readonly string[], pin = provider.pin) {
    const folder = path.join(provider.folder, `job-${++count}`);
    const out = path.join(folder, 'out');
    fs.mkdirSync(out, { recursive: true });
    const source = path.join(folder, 'firmware.bin.enc');
    fs.writeFileSync(source, file);
    const module = name === 'NSS' ? [] : ['--module', provider.module.path];
    const child = spawn(
      process.execPath,
      [
        path.join(root, 'main/cli/keydock.ts'),
        'decrypt',
        source,
        '--out',
        out,
        '--token',
        provider.labels[0]!,
        ...module,
        '--pin-fd',
        '3',
        '--json',
        ...args,
      ],
      { env: { ...provider.env, HOME: home() }, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
    );
    let json = '';
    child.stdout?.on('data', (piece: Buffer) => {
      json += piece;
    });
    const pipe = child.stdio[3];
    if (pipe instanceof Object && 'end' in pipe) pipe.end(`${pin}\n`);
    await new Promise((resolve) => {
      child.on('close', resolve);
    });
    const { results } = JSON.parse(json) as {
      results: { output: string | null; grade: string | null; error: { code: string } | null }[];
    };
    const result = results[0]!;
    return {
      result,
      files: fs.readdirSync(out),
      opened: result.output === null ? undefined : fs.readFileSync(result.output),
    };
  }

  const home = () => path.join(provider.folder, 'home');
  const lab = new DecryptLab({ inMemory: true });
  let token: Promise<Result<OpenToken>> | undefined;

  /** What the command line does to reach a token, without starting it anew for every file. */
  function openedToken(key?: string): Promise<Result<OpenToken>> {
    const pinFile = path.join(provider.folder, 'typed');
    fs.writeFileSync(pinFile, provider.pin);
    const module = name === 'NSS' ? undefined : provider.module.path;
    const world = nodeTokenWorld(path.join(root, 'main/tokens/process/main.ts'), nativeAddonPath(root));
    const wish = { kind: 'token', label: provider.labels[0]!, module, key } as const;
    return openToken(wish, fs.openSync(pinFile, 'r'), lab.engine, world);
  }

  async function decrypt(file: Uint8Array, label: string, job: Partial<DecryptJob> = {}) {
    token ??= openedToken();
    const open = await token;
    if (!open.ok) throw new Error(open.error.code);
    const { key } = open.value.keys.find((candidate) => candidate.label === label)!;
    return lab.decrypt(file, key, job);
  }

  test.each([
    [
      'a GCM file of the platform, decrypted on the token',
      'T',
      'product',
      async () => gcm(plaintext),
      { aad, floor: 'T' },
    ],
    [
      'a CBC file of the platform, decrypted on the token piece by piece',
      'T',
      'product',
      async () => cbc(plaintext),
      { ...named, floor: 'T' },
    ],
    ['a JWE for the token alone', 'T', 'product', () => jwe('dir', 'A256GCM', productKey, plaintext), {}],
    ['a JWE by RSA-OAEP', 'K', 'rsa', () => jwe('RSA-OAEP', 'A256GCM', rsa.publicKey, plaintext), {}],
    ['a JWE by RSA-OAEP-256', 'K', 'rsa', () => jwe('RSA-OAEP-256', 'A128CBC-HS256', rsa.publicKey, plaintext), {}],
    ['a JWE by ECDH-ES', 'K', 'ec', () => jwe('ECDH-ES', 'A256GCM', ec.publicKey, plaintext), {}],
    ['a JWE by ECDH-ES+A256KW', 'K', 'ec', () => jwe('ECDH-ES+A256KW', 'A256GCM', ec.publicKey, plaintext), {}],
    ['a JWE by AES key wrap', 'K', 'kek', () => jwe('A256KW', 'A256CBC-HS512', kek, plaintext), {}],
  ] as const)('%s opens at grade %s', async (_, grade, key, made, job) => {
    const { result, plaintext: got } = await decrypt(await made(), key, job);
    expect(result).toMatchObject({ ok: true, value: { grade } });
    expect(plaintext.equals(got ?? Buffer.alloc(0))).toBe(true);
  });

  test.each([0, 1, 15, 16, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 16])(
    'CBC of %i bytes is joined at its seams',
    async (length) => {
      const content = randomBytes(length);
      const { result, plaintext: got } = await decrypt(cbc(content), 'product', named);
      expect(result).toMatchObject({ ok: true, value: { grade: 'T', bytes: length } });
      expect(content.equals(got ?? Buffer.from('none'))).toBe(true);
    },
  );

  const aws = (message: string) => [`aws-ecdh/${message}.esdk`, `aws-ecdh/${message}.plain`] as const;
  test.each([
    ['Cosmian, DEK by RFC 5649', 'kek1', 'cosmian/rfc5649--aes-gcm--1000.enc', 'cosmian/k1000.plain'],
    ['Cosmian, ChaCha20-Poly1305', 'kek1', 'cosmian/rfc5649--chacha20-poly1305.enc', 'cosmian/small.plain'],
    ['AWS, P-256', 'bob', ...aws('raw-p256-static-0478-frame4096')],
    ['AWS, P-384', 'bob384', ...aws('raw-p384-ephemeral-0578-multiframe')],
  ] as const)('a vector of %s opens at grade K', async (_, key, file, expected) => {
    const { result, plaintext: got } = await decrypt(vector(file), key);
    expect(result).toMatchObject({ ok: true, value: { grade: 'K', authenticated: true } });
    expect(Buffer.from(got ?? []).equals(vector(expected))).toBe(true);
  });

  test.each(['sha256', 'sha1'])('the pass phrase of the AWS recipe comes out of its envelope (%s)', async (hash) => {
    const envelope = path.join(root, `e2e/vectors/openssl/key.b64.enc-${hash}`);
    const { result, plaintext: got } = await decrypt(vector('openssl/1-default-sha256.enc'), 'recipe', { envelope });
    expect(result).toMatchObject({ ok: true, value: { grade: 'K', authenticated: false } });
    expect(Buffer.from(got ?? []).equals(vector('openssl/encrypt.me'))).toBe(true);
  });

  test.each([
    [
      'a wrong AAD',
      async () => gcm(plaintext),
      'product',
      { aad: { ...aad, text: `${aad.text}\n` } },
      'decrypt.not-authentic',
    ],
    ['another key of the token', () => jwe('A256KW', 'A256GCM', kek, plaintext), 'kek1', {}, 'decrypt.key-check'],
    [
      'another RSA key',
      () => jwe('RSA-OAEP-256', 'A256GCM', rsa.publicKey, plaintext),
      'recipe',
      {},
      'decrypt.key-check',
    ],
    [
      'an encrypted key that is a number beyond the modulus',
      async () => {
        const [header, , ...rest] = String(await jwe('RSA-OAEP-256', 'A256GCM', rsa.publicKey, plaintext)).split('.');
        return [header, Buffer.alloc(256, 0xff).toString('base64url'), ...rest].join('.');
      },
      'rsa',
      {},
      'decrypt.key-check',
    ],
    [
      'a floor that only the token itself would meet',
      () => jwe('RSA-OAEP', 'A256GCM', rsa.publicKey, plaintext),
      'rsa',
      { floor: 'T' },
      'decrypt.below-floor',
    ],
    ['a key of another kind', async () => gcm(plaintext), 'rsa', {}, 'decrypt.key-wrong-kind'],
    [
      'more than a token takes at once',
      async () => gcm(Buffer.alloc(64 * 1024 * 1024 + 1)),
      'product',
      { aad },
      'decrypt.token-too-large',
    ],
  ] as const)('%s leaves no file', async (_, made, key, job, code) => {
    const content = await made();
    const { result, files } = await decrypt(typeof content === 'string' ? Buffer.from(content) : content, key, job);
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(files).toEqual([]);
  });

  test('a key that is not there is said', async () => {
    expect(await openedToken('nowhere')).toMatchObject({ ok: false, error: { code: 'decrypt.token-no-key' } });
  });

  test('the command line tries the keys that fit when none is named', async () => {
    const { result, opened: got } = await keydock(await jwe('A256KW', 'A256GCM', kek, Buffer.from('found')), []);
    expect(result).toMatchObject({ error: null, grade: 'K' });
    expect(got?.toString()).toBe('found');
  }, 30_000);

  test('a wrong PIN is said, and nothing is tried', async () => {
    const { result, files } = await keydock(gcm(plaintext), ['--key', 'product'], '000000');
    expect(result.error?.code).toBe('token.pin-wrong');
    expect(files).toEqual([]);
  }, 30_000);
});
