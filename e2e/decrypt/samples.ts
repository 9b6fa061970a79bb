import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import * as jose from 'jose';
import { z } from 'zod';
import type { DecryptJob } from '../../main/decrypt/protocol.ts';
import { recordText } from './engine.ts';
import { vector } from './parser-cases.ts';
import { platformNonce } from './platform-nonce.ts';

/** An encrypted file made by a program that is not ours, and what opens it. */
export interface Sample {
  readonly name: string;
  /** Who made the file. */
  readonly by: string;
  readonly encrypted: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly key: Uint8Array | string;
  /** Another key of the same kind. */
  readonly wrongKey: Uint8Array | string;
  readonly job: Partial<DecryptJob>;
  /** An AAD that is not the right one; undefined where the format has none of its own to give. */
  readonly wrongAad?: DecryptJob['aad'];
  /** A record's text, to lie beside the file. */
  readonly record?: string;
  /** A wrapped key in a file of its own. */
  readonly envelope?: Uint8Array;
  readonly authenticated: boolean;
}

type Make = (plaintext: Uint8Array) => Promise<Sample> | Sample;

const aad = { kind: 'text', text: 'firmware-version=v1.6.44' } as const;
const wrongAad = { kind: 'text', text: 'firmware-version=v1.6.44\n' } as const;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

function openssl(args: readonly string[], input: Uint8Array): Uint8Array {
  return new Uint8Array(
    execFileSync('openssl', args, { input, maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'ignore'] }),
  );
}

function gcm(bits: 128 | 256): Make {
  return (plaintext) => {
    const key = randomBytes(bits / 8);
    const nonce = platformNonce();
    const cipher = createCipheriv(`aes-${bits}-gcm`, key, nonce).setAAD(Buffer.from(aad.text));
    const encrypted = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return {
      name: `platform AES-GCM-${bits}`,
      by: 'OpenSSL in Node',
      encrypted,
      plaintext,
      key,
      wrongKey: randomBytes(bits / 8),
      job: { aad },
      wrongAad,
      authenticated: true,
    };
  };
}

/** With the digest in a record, which makes a format without a tag provable. */
function cbc(bits: 128 | 256): Make {
  return (plaintext) => {
    const key = randomBytes(bits / 8);
    const iv = randomBytes(16);
    const encrypted = openssl(
      ['enc', `-aes-${bits}-cbc`, '-K', key.toString('hex'), '-iv', iv.toString('hex')],
      plaintext,
    );
    const record = recordText({
      aesMode: `AES-CBC-${bits}`,
      kekIv: iv.toString('base64'),
      originalSHA256: sha256(plaintext),
    });
    return {
      name: `platform AES-CBC-${bits}`,
      by: 'openssl enc',
      encrypted,
      plaintext,
      key,
      wrongKey: randomBytes(bits / 8),
      job: {},
      record,
      authenticated: true,
    };
  };
}

function salted(name: string, args: readonly string[], job: Partial<DecryptJob>): Make {
  return (plaintext) => {
    const passPhrase = randomBytes(32).toString('base64');
    const encrypted = openssl(['enc', ...args, '-pass', `pass:${passPhrase}`], plaintext);
    return {
      name,
      by: 'openssl enc',
      encrypted,
      plaintext,
      key: `${passPhrase}\n`,
      wrongKey: 'another\n',
      job,
      authenticated: false,
    };
  };
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof rsa.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const ecPairs = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
};
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface JoseKey {
  readonly encrypt: jose.CryptoKey | jose.KeyObject | Uint8Array;
  readonly key: Uint8Array | string;
  readonly wrongKey: Uint8Array | string;
}

function joseKey(alg: string, enc: string, curve: keyof typeof ecPairs): JoseKey {
  if (alg.startsWith('RSA'))
    return { encrypt: rsa.publicKey, key: pem(rsa.privateKey), wrongKey: pem(otherRsa.privateKey) };
  if (alg.startsWith('ECDH'))
    return {
      encrypt: ecPairs[curve].publicKey,
      key: JSON.stringify(ecPairs[curve].privateKey.export({ format: 'jwk' })),
      wrongKey: pem(otherEc.privateKey),
    };
  if (alg.startsWith('PBES2')) {
    const passPhrase = randomBytes(20).toString('hex');
    return { encrypt: Buffer.from(passPhrase), key: `${passPhrase}\n`, wrongKey: 'another pass phrase' };
  }
  const bytes =
    alg === 'dir'
      ? { A128GCM: 16, A192GCM: 24, A256GCM: 32, 'A128CBC-HS256': 32, 'A192CBC-HS384': 48, 'A256CBC-HS512': 64 }[enc]
      : Number(alg.slice(1, 4)) / 8;
  const key = randomBytes(bytes ?? 0);
  return { encrypt: key, key: key.toString('hex'), wrongKey: randomBytes(bytes ?? 0) };
}

function compact(alg: string, enc: string, curve: keyof typeof ecPairs = 'P-256'): Make {
  return async (plaintext) => {
    const { encrypt, key, wrongKey } = joseKey(alg, enc, curve);
    const text = await new jose.CompactEncrypt(plaintext).setProtectedHeader({ alg, enc }).encrypt(encrypt);
    return {
      name: `JWE ${alg} ${enc}${alg.startsWith('ECDH') ? ` ${curve}` : ''}`,
      by: 'jose',
      encrypted: Buffer.from(text),
      plaintext,
      key,
      wrongKey,
      job: {},
      authenticated: true,
    };
  };
}

const flattened: Make = async (plaintext) => {
  const jwe = await new jose.FlattenedEncrypt(plaintext)
    .setProtectedHeader({ enc: 'A256GCM' })
    .setSharedUnprotectedHeader({ alg: 'RSA-OAEP-256' })
    .setAdditionalAuthenticatedData(Buffer.from('aad of the message'))
    .encrypt(rsa.publicKey);
  return {
    name: 'JWE flattened with AAD',
    by: 'jose',
    encrypted: Buffer.from(JSON.stringify(jwe, null, 1)),
    plaintext,
    key: pem(rsa.privateKey),
    wrongKey: pem(otherRsa.privateKey),
    job: {},
    authenticated: true,
  };
};

const general: Make = async (plaintext) => {
  const jwe = await new jose.GeneralEncrypt(plaintext)
    .setProtectedHeader({ enc: 'A256GCM' })
    .addRecipient(otherRsa.publicKey)
    .setUnprotectedHeader({ alg: 'RSA-OAEP' })
    .addRecipient(ecPairs['P-384'].publicKey)
    .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW' })
    .addRecipient(rsa.publicKey)
    .setUnprotectedHeader({ alg: 'RSA-OAEP-256' })
    .encrypt();
  return {
    name: 'JWE general, third of three recipients',
    by: 'jose',
    encrypted: Buffer.from(JSON.stringify(jwe)),
    plaintext,
    key: pem(rsa.privateKey),
    wrongKey: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    job: {},
    authenticated: true,
  };
};

/** Everything that can be made here of any plaintext. */
export const makers: readonly Make[] = [
  gcm(128),
  gcm(256),
  cbc(128),
  cbc(256),
  salted('openssl aes-256-cbc', ['-aes-256-cbc'], { kdf: { digest: 'sha256' } }),
  salted('openssl aes-256-cbc -md md5 -a', ['-aes-256-cbc', '-md', 'md5', '-a'], { kdf: { digest: 'md5' } }),
  salted('openssl aes-192-cbc -md sha512', ['-aes-192-cbc', '-md', 'sha512'], {
    kdf: { digest: 'sha512' },
    format: 'openssl-aes-192-cbc',
  }),
  salted('openssl aes-128-cbc -pbkdf2', ['-aes-128-cbc', '-pbkdf2'], {
    kdf: { digest: 'sha256', pbkdf2: true },
    format: 'openssl-aes-128-cbc',
  }),
  salted(
    'openssl aes-256-cbc -pbkdf2 -iter 100000 -md sha512',
    ['-aes-256-cbc', '-pbkdf2', '-iter', '100000', '-md', 'sha512'],
    { kdf: { digest: 'sha512', rounds: 100_000 } },
  ),
  compact('RSA-OAEP', 'A256GCM'),
  compact('RSA-OAEP-256', 'A128CBC-HS256'),
  compact('RSA-OAEP-384', 'A256GCM'),
  compact('RSA-OAEP-512', 'A256GCM'),
  compact('ECDH-ES', 'A128GCM'),
  compact('ECDH-ES', 'A256CBC-HS512', 'P-521'),
  compact('ECDH-ES+A128KW', 'A192GCM', 'P-384'),
  compact('ECDH-ES+A192KW', 'A192CBC-HS384'),
  compact('ECDH-ES+A256KW', 'A256GCM'),
  compact('A128KW', 'A128CBC-HS256'),
  compact('A192KW', 'A192GCM'),
  compact('A256KW', 'A256CBC-HS512'),
  compact('PBES2-HS256+A128KW', 'A128GCM'),
  compact('PBES2-HS384+A192KW', 'A256GCM'),
  compact('PBES2-HS512+A256KW', 'A256GCM'),
  compact('dir', 'A256GCM'),
  compact('dir', 'A192CBC-HS384'),
  flattened,
  general,
];

function cosmian(file: string, key: string, plaintext: string, job: Partial<DecryptJob> = {}): Sample {
  const octets = vector(`cosmian/${key}`);
  const authenticated = !file.includes('--aes-xts');
  return {
    name: `Cosmian ${file}`,
    by: 'ckms 5.28.0',
    encrypted: vector(`cosmian/${file}`),
    plaintext: vector(`cosmian/${plaintext}`),
    key: octets,
    wrongKey: randomBytes(octets.length),
    job,
    ...(job.aad === undefined ? {} : { wrongAad }),
    authenticated,
  };
}

function aws(name: string, key: string, wrongKey: string): Sample {
  return {
    name: `AWS ${name} with ${key}`,
    by: 'aws-encryption-sdk 4.0.7',
    encrypted: vector(`aws-ecdh/${name}.esdk`),
    plaintext: vector(`aws-ecdh/${name}.plain`),
    key: vector(`aws-ecdh/${name}.${key}.pem`),
    wrongKey,
    job: {},
    authenticated: true,
  };
}

const PythonVector = z.object({
  name: z.string(),
  by: z.string(),
  aad: z.string().optional(),
  aadHex: z.string().optional(),
  format: z.string().optional(),
  iv: z.string().optional(),
});

/** Made by Python programs (e2e/vectors/python/make.py says how). */
function python({ name, by, aad: text, aadHex, format, iv }: z.output<typeof PythonVector>): Sample {
  const key = vector(`python/${name}.key`);
  const given =
    text === undefined ? (aadHex === undefined ? undefined : { kind: 'hex', text: aadHex }) : { kind: 'text', text };
  return {
    name: `Python ${name}`,
    by,
    encrypted: vector(`python/${name}.enc`),
    plaintext: vector('python/plaintext'),
    key,
    wrongKey: wrongKeyLike(Buffer.from(key)),
    job: {
      ...(given === undefined ? {} : { aad: given as NonNullable<DecryptJob['aad']> }),
      ...(format === undefined ? {} : { format }),
      ...(iv === undefined ? {} : { iv }),
    },
    authenticated: !name.startsWith('cbc'),
  };
}

function wrongKeyLike(key: Buffer): Uint8Array | string {
  const text = key.toString('latin1');
  if (text.includes('PRIVATE KEY')) return pem(text.length > 800 ? otherRsa.privateKey : otherEc.privateKey);
  if (text.includes('"oct"')) return randomBytes(32);
  return text.includes('horse') ? 'another pass phrase' : randomBytes(text.length > 32 ? 32 : key.length);
}

const pythonIndex = z.array(PythonVector).parse(JSON.parse(Buffer.from(vector('python/index.json')).toString()));

/** Files that their own programs made once. */
export const vectors: readonly Sample[] = [
  ...pythonIndex.map(python),
  cosmian('rfc5649--aes-gcm.enc', 'kek1.raw', 'small.plain'),
  cosmian('rfc5649--aes-gcm--empty.enc', 'kek1.raw', 'empty.plain'),
  cosmian('rfc5649--aes-gcm--1000.enc', 'kek1.raw', 'k1000.plain'),
  cosmian('rfc5649--chacha20-poly1305.enc', 'kek1.raw', 'small.plain'),
  cosmian('aes-gcm--aes-gcm.enc', 'kek1.raw', 'small.plain'),
  cosmian('aes-gcm-siv--aes-gcm.enc', 'kek1.raw', 'small.plain'),
  cosmian('chacha20-poly1305--aes-gcm.enc', 'kekcc.raw', 'small.plain'),
  cosmian('aes-xts--aes-gcm.enc', 'kekxts.raw', 'small.plain'),
  cosmian('rfc5649--aes-xts.enc', 'kek1.raw', 'small.plain', { format: 'cosmian-aes-xts' }),
  cosmian('rfc5649--aes-xts--1000.enc', 'kek1.raw', 'k1000.plain', { format: 'cosmian-aes-xts' }),
  cosmian('server-side--aes-gcm.enc', 'kek1.raw', 'small.plain'),
  aws('raw-p256-static-0478-frame4096', 'bob', pem(otherEc.privateKey)),
  aws('raw-p256-static-0478-frame4096', 'alice', pem(otherEc.privateKey)),
  aws('raw-p384-ephemeral-0578-multiframe', 'bob', pem(otherEc.privateKey)),
];
