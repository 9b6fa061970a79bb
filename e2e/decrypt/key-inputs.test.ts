import { execFileSync } from 'node:child_process';
import { createCipheriv, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import * as jose from 'jose';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { DecryptLab } from './engine.ts';
import { matrix } from './matrix.ts';
import { platformNonce } from './platform-nonce.ts';

// Runs in Electron's Node too. Starts processes, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

const text = 'content of the file';
const openssl = (args: readonly string[], input: Uint8Array | string = '') =>
  execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'ignore'] });

async function expectText(file: Uint8Array | string, key: number) {
  const { result, plaintext } = await lab.decrypt(Buffer.from(file), key);
  expect(result).toMatchObject({ ok: true });
  expect(Buffer.from(plaintext ?? []).toString()).toBe(text);
}

/** A file that a key of so many bytes opens. */
async function fileUnder(key: Uint8Array): Promise<Uint8Array | string> {
  const encryption = { 48: 'A192CBC-HS384', 64: 'A256CBC-HS512' }[key.length];
  if (encryption !== undefined) {
    const content = new jose.CompactEncrypt(Buffer.from(text));
    return content.setProtectedHeader({ alg: 'dir', enc: encryption }).encrypt(key);
  }
  const algorithm = { 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' }[key.length] ?? '';
  const nonce = platformNonce();
  const cipher = createCipheriv(algorithm as 'aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

describe.each([16, 24, 32, 48, 64])('a key of %i bytes opens its file', (length) => {
  test.each([
    ['raw', (key: Buffer) => key],
    ['in hex', (key: Buffer) => key.toString('hex')],
    ['in capital hex with a Windows line break', (key: Buffer) => `${key.toString('hex').toUpperCase()}\r\n`],
    ['in base64', (key: Buffer) => key.toString('base64')],
    ['in base64 with a line break', (key: Buffer) => `${key.toString('base64')}\n`],
    ['in base64url', (key: Buffer) => key.toString('base64url')],
    ['as JWK', (key: Buffer) => JSON.stringify({ kty: 'oct', k: key.toString('base64url'), kid: 'product' })],
    [
      'as JWK over several lines',
      (key: Buffer) => JSON.stringify({ kty: 'oct', k: key.toString('base64url') }, null, 2),
    ],
  ])('%s', async (_, written) => {
    const key = randomBytes(length);
    await expectText(await fileUnder(key), await lab.key(written(key)));
  });
});

test('a key of 64 bytes in hex and base64 opens what AES-XTS wrapped', async () => {
  const sample = matrix.find(({ name }) => name === 'Cosmian aes-xts--aes-gcm, 1000 bytes')!;
  const key = Buffer.from(sample.key as Uint8Array);
  for (const written of [key.toString('hex'), `${key.toString('base64')}\n`]) {
    const { plaintext } = await lab.decrypt(sample.encrypted, await lab.key(written), sample.job);
    expect(Buffer.from(plaintext ?? []).equals(sample.plaintext)).toBe(true);
  }
});

const curve = (name: string) => openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`]);
const keys = {
  'RSA 2048': openssl(['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']),
  'RSA 3072': openssl(['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072']),
  'EC P-256': curve('P-256'),
  'EC P-384': curve('P-384'),
  'EC P-521': curve('P-521'),
};
const phrase = ['-passout', 'pass:käse'];

/** What `openssl` writes of a private key. @see openssl-pkcs8(1), openssl-pkey(1) */
const writings: readonly (readonly [as: string, args: readonly string[], locked: boolean])[] = [
  ['PEM, PKCS#8', ['pkey'], false],
  ['DER, PKCS#8', ['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], false],
  ['PEM of its own kind', ['pkey', '-traditional'], false],
  ['DER of its own kind', ['pkey', '-traditional', '-outform', 'DER'], false],
  ['PEM encrypted by AES-256 with SHA-256', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', ...phrase], true],
  [
    'PEM encrypted by AES-128 with SHA-512',
    ['pkcs8', '-topk8', '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512', ...phrase],
    true,
  ],
  ['PEM encrypted with scrypt', ['pkcs8', '-topk8', '-scrypt', '-scrypt_N', '1024', ...phrase], true],
  ['DER encrypted by AES-256', ['pkcs8', '-topk8', '-outform', 'DER', '-v2', 'aes-256-cbc', ...phrase], true],
  ['PEM of its own kind, encrypted', ['pkey', '-traditional', '-aes256', ...phrase], true],
];

async function fileFor(key: KeyObject): Promise<string> {
  const jwk = key.export({ format: 'jwk' });
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = jwk;
  const header = { alg: jwk.kty === 'RSA' ? 'RSA-OAEP-256' : 'ECDH-ES', enc: 'A256GCM' };
  const publicKey = await jose.importJWK(publicJwk as jose.JWK, header.alg);
  return new jose.CompactEncrypt(Buffer.from(text)).setProtectedHeader(header).encrypt(publicKey);
}

describe.each(Object.entries(keys))('a private key %s opens its file', (_kind, pem) => {
  test.each(writings)('%s', async (_as, args, locked) => {
    const file = await fileFor(createPrivateKey(pem));
    const written = openssl(args, pem);
    await expectText(file, await lab.key(written, locked ? 'käse' : undefined));
    if (!locked) return;
    const path = lab.file('locked', written);
    for (const wrong of [undefined, Buffer.from('kase')])
      expect(await lab.engine.openKey(path, wrong)).toMatchObject({ ok: false, error: { code: 'decrypt.key-locked' } });
  });

  test('JWK', async () => {
    const key = createPrivateKey(pem);
    await expectText(await fileFor(key), await lab.key(JSON.stringify(key.export({ format: 'jwk' }))));
  });
});

test('what stands before a key in PEM is passed over: parameters of a curve, names of a bag', async () => {
  const withParameters = openssl(['ecparam', '-name', 'prime256v1', '-genkey']);
  expect(withParameters.toString()).toMatch(/^-----BEGIN EC PARAMETERS-----/);
  await expectText(await fileFor(createPrivateKey(withParameters)), await lab.key(withParameters));
  const inBag = `Bag Attributes\n    friendlyName: product\nKey Attributes: <No Attributes>\n${keys['RSA 2048']}`;
  await expectText(await fileFor(createPrivateKey(keys['RSA 2048'])), await lab.key(inBag));
});

test.each([
  ['one line', 'sesame'],
  ['a first line', 'sesame\nand more\n'],
  ['44 characters of base64, which are a key to other formats', `${randomBytes(32).toString('base64')}\n`],
  ['64 characters of hex', `${randomBytes(32).toString('hex')}\n`],
  ['text beyond ASCII', 'Käse für Žofie\n'],
  ['a Windows line break, whose first half openssl takes along', 'sesame\r\n'],
  ['a brace', '{sesame\n'],
])('a pass phrase file with %s opens what openssl made with it', async (_, content) => {
  const file = lab.file('pass', content);
  const encrypted = openssl(['enc', '-aes-256-cbc', '-md', 'sha384', '-pass', `file:${file}`], text);
  const { result, plaintext } = await lab.decrypt(encrypted, await lab.key(content), { kdf: { digest: 'sha384' } });
  expect(result).toMatchObject({ ok: true, value: { authenticated: false } });
  expect(Buffer.from(plaintext ?? []).toString()).toBe(text);
});
