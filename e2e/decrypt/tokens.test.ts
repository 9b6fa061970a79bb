import { spawn } from 'node:child_process';
import { createCipheriv, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nss, type Provider, softhsm } from '../tokens/providers.ts';
import { vector } from './parser-cases.ts';
import { putOnToken } from './token-objects.ts';

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

const aad = 'firmware-version=v1.6.44';
const iv = randomBytes(16);
function gcm(plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', productKey, nonce).setAAD(Buffer.from(aad));
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
const cbcArgs = ['--format', 'AES-CBC-256', '--iv-base64', iv.toString('base64')];

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
  });
  afterAll(() => provider.remove());

  async function decrypt(file: Uint8Array, key: string | undefined, args: readonly string[] = [], pin = provider.pin) {
    const folder = path.join(provider.folder, `job-${++count}`);
    fs.mkdirSync(path.join(folder, 'out'), { recursive: true });
    const source = path.join(folder, 'firmware.bin.enc');
    fs.writeFileSync(source, file);
    const module = name === 'NSS' ? [] : ['--module', provider.module.path];
    const command = [
      path.join(root, 'main/cli/keydock.ts'),
      'decrypt',
      source,
      '--out',
      path.join(folder, 'out'),
      '--token',
      provider.labels[0]!,
      ...module,
    ];
    const child = spawn(
      process.execPath,
      [...command, ...(key === undefined ? [] : ['--key', key]), '--pin-fd', '3', '--json', ...args],
      {
        env: { ...provider.env, HOME: path.join(provider.folder, 'home') },
        stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      },
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
      results: {
        output: string | null;
        grade: string | null;
        authenticated: boolean;
        error: { code: string } | null;
      }[];
    };
    const result = results[0]!;
    const files = fs.readdirSync(path.join(folder, 'out'));
    return { result, files, opened: result.output === null ? undefined : fs.readFileSync(result.output) };
  }

  test.each([
    [
      'a GCM file of the platform, decrypted on the token',
      'T',
      'product',
      async () => gcm(plaintext),
      ['--aad-text', aad, '--min-grade', 'T'],
    ],
    [
      'a CBC file of the platform, decrypted on the token piece by piece',
      'T',
      'product',
      async () => cbc(plaintext),
      [...cbcArgs, '--min-grade', 'T'],
    ],
    ['an empty CBC file', 'T', 'product', async () => cbc(new Uint8Array(0)), cbcArgs],
    ['a JWE for the token alone', 'T', 'product', () => jwe('dir', 'A256GCM', productKey, plaintext), []],
    ['a JWE by RSA-OAEP', 'K', 'rsa', () => jwe('RSA-OAEP', 'A256GCM', rsa.publicKey, plaintext), []],
    ['a JWE by RSA-OAEP-256', 'K', 'rsa', () => jwe('RSA-OAEP-256', 'A128CBC-HS256', rsa.publicKey, plaintext), []],
    ['a JWE by ECDH-ES', 'K', 'ec', () => jwe('ECDH-ES', 'A256GCM', ec.publicKey, plaintext), []],
    ['a JWE by ECDH-ES+A256KW', 'K', 'ec', () => jwe('ECDH-ES+A256KW', 'A256GCM', ec.publicKey, plaintext), []],
    ['a JWE by AES key wrap', 'K', 'kek', () => jwe('A256KW', 'A256CBC-HS512', kek, plaintext), []],
  ] as const)('%s opens at grade %s', async (what, grade, key, made, args) => {
    const { result, opened } = await decrypt(await made(), key, args);
    expect(result.error).toBeNull();
    expect(result.grade).toBe(grade);
    expect(opened?.equals(what.includes('empty') ? Buffer.alloc(0) : plaintext)).toBe(true);
  });

  test.each([
    ['Cosmian, DEK by RFC 5649', 'kek1', 'cosmian/rfc5649--aes-gcm--1000.enc', 'cosmian/k1000.plain'],
    ['Cosmian, ChaCha20-Poly1305', 'kek1', 'cosmian/rfc5649--chacha20-poly1305.enc', 'cosmian/small.plain'],
    [
      'AWS, P-256',
      'bob',
      'aws-ecdh/raw-p256-static-0478-frame4096.esdk',
      'aws-ecdh/raw-p256-static-0478-frame4096.plain',
    ],
    [
      'AWS, P-384',
      'bob384',
      'aws-ecdh/raw-p384-ephemeral-0578-multiframe.esdk',
      'aws-ecdh/raw-p384-ephemeral-0578-multiframe.plain',
    ],
  ])('a vector of %s opens at grade K', async (_, key, file, expected) => {
    const { result, opened } = await decrypt(vector(file), key);
    expect(result).toMatchObject({ error: null, grade: 'K', authenticated: true });
    expect(opened?.equals(vector(expected))).toBe(true);
  });

  test.each(['sha256', 'sha1'])('the pass phrase of the AWS recipe comes out of its envelope (%s)', async (hash) => {
    const envelope = path.join(root, `e2e/vectors/openssl/key.b64.enc-${hash}`);
    const { result, opened } = await decrypt(vector('openssl/1-default-sha256.enc'), 'recipe', [
      '--envelope',
      envelope,
    ]);
    expect(result).toMatchObject({ error: null, grade: 'K', authenticated: false });
    expect(opened?.equals(vector('openssl/encrypt.me'))).toBe(true);
  });

  test('without a name the keys that fit are tried', async () => {
    const { result, opened } = await decrypt(await jwe('A256KW', 'A256GCM', kek, Buffer.from('found')), undefined);
    expect(result).toMatchObject({ error: null, grade: 'K' });
    expect(opened?.toString()).toBe('found');
  });

  test.each([
    ['a wrong AAD', async () => gcm(plaintext), 'product', ['--aad-text', `${aad}\n`], 'decrypt.not-authentic'],
    ['another key of the token', () => jwe('A256KW', 'A256GCM', kek, plaintext), 'kek1', [], 'decrypt.key-check'],
    [
      'another RSA key',
      () => jwe('RSA-OAEP-256', 'A256GCM', rsa.publicKey, plaintext),
      'recipe',
      [],
      'decrypt.key-check',
    ],
    [
      'a floor that only the token itself would meet',
      () => jwe('RSA-OAEP', 'A256GCM', rsa.publicKey, plaintext),
      'rsa',
      ['--min-grade', 'T'],
      'decrypt.below-floor',
    ],
    ['a key that is not there', async () => gcm(plaintext), 'nowhere', [], 'decrypt.token-no-key'],
    ['a key of another kind', async () => gcm(plaintext), 'rsa', [], 'decrypt.key-wrong-kind'],
    [
      'more than a token takes at once',
      async () => gcm(Buffer.alloc(64 * 1024 * 1024 + 1)),
      'product',
      ['--aad-text', aad],
      'decrypt.token-too-large',
    ],
  ] as const)('%s leaves no file', async (_, made, key, args, code) => {
    const { result, files } = await decrypt(await made(), key, args);
    expect(result.error?.code).toBe(code);
    expect(files).toEqual([]);
  });

  test('a wrong PIN is said, and nothing is tried', async () => {
    const { result, files } = await decrypt(gcm(plaintext), 'product', [], '000000');
    expect(result.error?.code).toBe('token.pin-wrong');
    expect(files).toEqual([]);
  });
});
