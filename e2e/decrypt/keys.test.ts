import { execFileSync } from 'node:child_process';
import { constants, createCipheriv, createHash, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import * as jose from 'jose';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { AesMode } from '../../app/platform/modes.ts';
import { encryption } from '../practice/crypto/encrypt.ts';
import { DecryptLab, recordText } from './engine.ts';
import { vector } from './parser-cases.ts';
import { platformNonce } from './platform-nonce.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const text = 'content of the file';
const toRsa = await new jose.CompactEncrypt(Buffer.from(text))
  .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
  .encrypt(rsa.publicKey);
const toEc = await new jose.CompactEncrypt(Buffer.from(text))
  .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
  .encrypt(ec.publicKey);

const pem = (type: 'pkcs8' | 'pkcs1' | 'sec1', key = rsa.privateKey) =>
  key.export({ type: type as 'pkcs8', format: 'pem' }).toString();
const der = (type: 'pkcs8' | 'pkcs1' | 'sec1', key = rsa.privateKey) =>
  key.export({ type: type as 'pkcs8', format: 'der' });
const locked = { type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'käse' } as const;

describe('a private key opens its file as', () => {
  test.each([
    ['PEM PKCS#8', pem('pkcs8'), toRsa],
    ['PEM PKCS#1', pem('pkcs1'), toRsa],
    ['DER PKCS#8', der('pkcs8'), toRsa],
    ['DER PKCS#1', der('pkcs1'), toRsa],
    ['JWK', JSON.stringify(rsa.privateKey.export({ format: 'jwk' })), toRsa],
    ['EC PEM SEC1', pem('sec1', ec.privateKey), toEc],
    ['EC DER SEC1', der('sec1', ec.privateKey), toEc],
    ['EC DER PKCS#8', der('pkcs8', ec.privateKey), toEc],
  ])('%s', async (_, key, file) => {
    const { plaintext } = await lab.decrypt(`${file}\n`, await lab.key(key));
    expect(Buffer.from(plaintext ?? []).toString()).toBe(text);
  });

  test.each([
    ['encrypted PEM', rsa.privateKey.export({ ...locked, format: 'pem' })],
    ['encrypted DER', rsa.privateKey.export({ ...locked, format: 'der' })],
    [
      'encrypted PEM of openssl',
      Buffer.from(
        execFileSync('openssl', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-passout', 'pass:käse'], {
          input: pem('pkcs8'),
        }),
      ),
    ],
  ])('%s, with its pass phrase only', async (_, key) => {
    const { plaintext } = await lab.decrypt(toRsa, await lab.key(key, 'käse'));
    expect(Buffer.from(plaintext ?? []).toString()).toBe(text);
    const file = lab.file('key.pem', key);
    expect(await lab.engine.openKey(file)).toMatchObject({ ok: false, error: { code: 'decrypt.key-locked' } });
    expect(await lab.engine.openKey(file, Buffer.from('kase'))).toMatchObject({
      ok: false,
      error: { code: 'decrypt.key-locked' },
    });
  });
});

test.each([
  ['an AES key for a JWE to RSA', randomBytes(32), toRsa, 'an RSA private key'],
  ['an EC key for a JWE to RSA', pem('pkcs8', ec.privateKey), toRsa, 'an RSA private key'],
  ['an RSA key for a GCM file', pem('pkcs8'), randomBytes(100), 'a key of 16 or 24 or 32 bytes'],
  [
    'an AES key for an AWS message',
    randomBytes(32),
    vector('aws-ecdh/raw-p256-static-0478-frame4096.esdk'),
    'an EC private key',
  ],
])('%s is said before anything is tried', async (_, key, file, needs) => {
  const { result, files } = await lab.decrypt(file, await lab.key(key));
  expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.key-wrong-kind', facts: { needs } } });
  expect(files).toEqual([]);
});

const dek = randomBytes(32);
const dekInJwe = await new jose.CompactEncrypt(dek)
  .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM' })
  .encrypt(rsa.publicKey);

describe('an envelope', () => {
  const recipe = vector('openssl/1-default-sha256.enc');
  const plaintext = Buffer.from(vector('openssl/encrypt.me'));

  test.each(['sha256', 'sha1'])('of the AWS recipe with %s opens the Salted__ file', async (hash) => {
    const key = await lab.key(vector('openssl/rsa.pem'));
    const opened = await lab.decrypt(recipe, key, {
      envelope: lab.file('key.b64.enc', vector(`openssl/key.b64.enc-${hash}`)),
    });
    expect(plaintext.equals(opened.plaintext ?? Buffer.alloc(0))).toBe(true);
  });

  const nonce = platformNonce();
  const cipher = createCipheriv('aes-256-gcm', dek, nonce);
  const data = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const kek = randomBytes(32);
  // RFC 5649 and RFC 3394 by OpenSSL, whose default initial values are those of the RFCs only when they are given.
  const wrap = (algorithm: string, iv: string) =>
    execFileSync('openssl', ['enc', `-${algorithm}`, '-K', kek.toString('hex'), '-iv', iv], { input: dek });
  test.each([
    [
      'RSA-OAEP',
      pem('pkcs8'),
      publicEncrypt({ key: rsa.publicKey, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING }, dek),
    ],
    ['AES-KWP', kek, wrap('id-aes256-wrap-pad', 'A65959A6')],
    ['AES-KW', kek, wrap('id-aes256-wrap', 'A6A6A6A6A6A6A6A6')],
    ['AES-KWP in base64', kek, `${wrap('id-aes256-wrap-pad', 'A65959A6').toString('base64')}\n`],
    ['a JWE', pem('pkcs8'), dekInJwe],
  ])('by %s holds the data key beside the data', async (_, key, envelope) => {
    const opened = await lab.decrypt(data, await lab.key(key), { envelope: lab.file('dek.enc', envelope) });
    expect(Buffer.from(opened.plaintext ?? []).toString()).toBe(text);
    const changed = Buffer.from(envelope);
    changed[20] = (changed[20] ?? 0) ^ 1;
    const refused = await lab.decrypt(data, await lab.key(key), { envelope: lab.file('dek.enc', changed) });
    expect(refused.result).toMatchObject({ ok: false });
    expect(refused.files).toEqual([]);
  });
});

describe('compressed content', () => {
  const key = randomBytes(32);
  /** As jose writes it, but of any content: a header with zip, and what DEFLATE makes of the content. */
  const zipped = (content: Uint8Array) => {
    const header = Buffer.from('{"alg":"dir","enc":"A256GCM","zip":"DEF"}').toString('base64url');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(header));
    const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
    return [
      header,
      '',
      nonce.toString('base64url'),
      ciphertext.toString('base64url'),
      cipher.getAuthTag().toString('base64url'),
    ].join('.');
  };

  test('made by jose is inflated', async () => {
    const content = Buffer.from('again and again '.repeat(50_000));
    const jwe = await new jose.CompactEncrypt(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })
      .encrypt(key);
    const { plaintext } = await lab.decrypt(jwe, await lab.key(key));
    expect(content.equals(plaintext ?? Buffer.alloc(0))).toBe(true);
  });

  test('that grows beyond its limit is stopped', async () => {
    const { result, files } = await lab.decrypt(
      zipped(deflateRawSync(Buffer.alloc(80 * 1024 * 1024))),
      await lab.key(key),
    );
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.too-much-output' } });
    expect(files).toEqual([]);
  });

  test.each([
    ['is no DEFLATE', Buffer.from('this is not compressed')],
    ['breaks off', deflateRawSync(randomBytes(1000)).subarray(0, 500)],
  ])('that %s is called broken', async (_, content) => {
    const { result, files } = await lab.decrypt(zipped(content), await lab.key(key));
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.malformed' } });
    expect(files).toEqual([]);
  });

  test('under another key is a wrong key, not broken compression', async () => {
    const { result } = await lab.decrypt(zipped(deflateRawSync(randomBytes(1000))), await lab.key(randomBytes(32)));
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.not-authentic' } });
  });
});

describe('what nothing can prove', () => {
  const key = randomBytes(16);
  const iv = randomBytes(16);
  const cbc = execFileSync('openssl', ['enc', '-aes-128-cbc', '-K', key.toString('hex'), '-iv', iv.toString('hex')], {
    input: text,
  });

  test('is not tried because a tag failed', async () => {
    const { result, files } = await lab.decrypt(cbc, await lab.key(key), { iv: iv.toString('base64') });
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.not-authentic' } });
    expect(files).toEqual([]);
  });

  test('opens when it is named, and says that it is not proven', async () => {
    const { result, plaintext } = await lab.decrypt(cbc, await lab.key(key), {
      iv: iv.toString('base64'),
      format: 'AES-CBC-128',
    });
    expect(result).toMatchObject({ ok: true, value: { authenticated: false, provenBy: null } });
    expect(Buffer.from(plaintext ?? []).toString()).toBe(text);
  });

  test('needs its IV', async () => {
    const { result } = await lab.decrypt(cbc, await lab.key(key), { format: 'AES-CBC-128' });
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.iv-needed' } });
  });

  test('a floor above a key file refuses', async () => {
    const { result, files } = await lab.decrypt(randomBytes(100), await lab.key(key), { floor: 'K' });
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'decrypt.below-floor', facts: { grade: 'C', floor: 'K' } },
    });
    expect(files).toEqual([]);
  });
});

describe('openssl enc without a word about its key derivation', () => {
  const passPhrase = randomBytes(32).toString('base64');
  const made = (args: readonly string[], length: number) =>
    execFileSync('openssl', ['enc', ...args, '-pass', `pass:${passPhrase}`], {
      input: Buffer.alloc(length, 1),
      stdio: ['pipe', 'pipe', 'ignore'],
    });

  test.each([
    ['the default', ['-aes-256-cbc']],
    ['md5', ['-aes-256-cbc', '-md', 'md5']],
    ['PBKDF2', ['-aes-256-cbc', '-pbkdf2']],
    ['PBKDF2 with 100,000 rounds of SHA-512', ['-aes-256-cbc', '-pbkdf2', '-iter', '100000', '-md', 'sha512']],
    ['AES-128', ['-aes-128-cbc']],
    ['AES-192 and MD5', ['-aes-192-cbc', '-md', 'md5']],
    ['base64', ['-aes-256-cbc', '-a']],
    ['base64 in one line', ['-aes-256-cbc', '-a', '-A']],
  ])('%s is found', async (_, args) => {
    for (const length of [5, 13, 16, 100, 5000]) {
      const { result } = await lab.decrypt(made(args, length), await lab.key(passPhrase));
      expect(result).toMatchObject({ ok: true, value: { bytes: length, authenticated: false } });
    }
  });

  test('a wrong pass phrase finds nothing but by chance', async () => {
    let byChance = 0;
    for (let i = 0; i < 40; i++) {
      const { result, files } = await lab.decrypt(
        made(['-aes-256-cbc'], 100),
        await lab.key(randomBytes(30).toString('base64')),
        { kdf: { digest: 'md5' } },
      );
      if (result.ok) byChance++;
      else {
        expect(result.error.code).toBe('decrypt.padding');
        expect(files).toEqual([]);
      }
    }
    // Once in 250: five of forty happens in one of a hundred million runs.
    expect(byChance).toBeLessThan(5);
  });
});

describe.each([16, 32])('a file of the practice platform under a key of %i bytes', (length) => {
  const productKey = randomBytes(length);
  const kekIv = randomBytes(16);
  const kinds = ['GCM', 'CBC'].flatMap((kind) => [`AES-${kind}-${length * 8}`, `AES-${kind}-${length * 8}-PSKEK`]);

  test.each(kinds)('in mode %s opens with its record', async (name) => {
    const mode = AesMode.parse(name);
    const aad = Buffer.from(name.includes('GCM') ? 'firmware-version=v1.6.44' : '');
    const { encrypt, provided } = encryption(mode, productKey, kekIv, aad);
    const pieces: Buffer[] = [];
    for await (const piece of encrypt(Readable.from([Buffer.from(text)]))) pieces.push(piece);
    const originalSHA256 = createHash('sha256').update(text).digest('hex');
    const record = lab.file(
      'record',
      recordText({ ...Object.assign({}, ...provided), kekIv: kekIv.toString('base64'), originalSHA256 }),
    );
    const { result, plaintext } = await lab.decrypt(Buffer.concat(pieces), await lab.key(productKey), { record });
    expect(result).toMatchObject({ ok: true, value: { authenticated: true } });
    expect(Buffer.from(plaintext ?? []).toString()).toBe(text);
  });
});
