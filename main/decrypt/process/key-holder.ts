import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto';
import type { HashName } from '../../../app/crypto/primitives.ts';
import type { Grade } from '../../../app/exposure.ts';
import { readEncryptedKey } from '../../../app/formats/encrypted-key.ts';
import type { KeyNeed } from '../../../app/formats/formats.ts';
import type { KeyFile, PrivateKeyText } from '../../../app/formats/key-file.ts';
import { fail, ok, type Result } from '../../../app/result.ts';
import type { Turn } from '../../tokens/file-key-shapes.ts';
import { unwrapAes } from './aes-unwrap.ts';
import { decryptPrivateKey } from './encrypted-key.ts';

/** The other side's public key of a key agreement. */
export interface PublicPoint {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string | undefined;
}

/** A cipher that runs on the token itself: grade T. */
export interface TokenCipher {
  /** @param data ciphertext and tag */
  gcm(iv: Uint8Array, aad: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
  /** Whole blocks; padding stays. */
  cbc(iv: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
}

/**
 * A key that opens files, wherever it lives. What it gives out is a content key for one file; the key itself is only
 * there where it came from a file.
 */
export interface KeyHolder {
  readonly kinds: ReadonlySet<KeyNeed>;
  /** What it is, for people: `AES-256`, `RSA 3072`. Empty where main knows it better. */
  readonly type: string;
  /** How exposed a content key is that was reached through this holder. */
  readonly grade: Grade;
  /** Where the key lives, in words for the result line. */
  readonly where: string;
  /** The key's own bytes; undefined for private keys and for keys on a token. Not to be zeroed by the reader. */
  readonly symmetric: Uint8Array | undefined;
  readonly passPhrase: Uint8Array | undefined;
  /**
   * RSA-OAEP.
   * @param hashes in the order in which they are tried, more than one where the file does not tell
   * @param turn of ciphertexts of which one is for this key; the first and only one unless it is given
   * @returns the message, or undefined when it does not decode
   */
  oaep(hashes: readonly HashName[], ciphertext: Uint8Array, turn?: Turn): Promise<Uint8Array | undefined>;
  /** AES key wrap, or the same with padding. @returns the key inside; undefined when its check fails or this is no such key */
  unwrap(scheme: 'kw' | 'kwp', wrapped: Uint8Array): Promise<Uint8Array | undefined>;
  /** Key agreement. @returns the shared x-coordinate at full length; undefined when the curves differ or the point is none */
  agree(peer: PublicPoint): Promise<Uint8Array | undefined>;
  /** The holder's own public key, for formats that name both sides. */
  readonly publicPoint: PublicPoint | undefined;
  /** SubjectPublicKeyInfo in DER, of a private key that came from a file. */
  readonly publicKey?: Uint8Array;
  /** Present when the key is on a token. */
  readonly token: TokenCipher | undefined;
  /** The same key, of a token, which asks for this job: a person may have to be told for which file. */
  forJob?(job: number): KeyHolder;
  dispose(): void;
}

const hashNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

/**
 * The holder of a key that came as bytes.
 * @param grade C for a key file; K for a key that was unwrapped on a token for one file
 * @param passPhrase of an encrypted private key
 */
export function holderOf(
  file: KeyFile,
  grade: Grade,
  where: string,
  passPhrase: Uint8Array | undefined,
): Result<KeyHolder> {
  const key = file.privateKey === undefined ? ok(undefined) : privateKeyOf(file.privateKey, passPhrase);
  if (!key.ok) return key;
  const privateKey = key.value;
  const { symmetric } = file;
  const kinds = new Set<KeyNeed>();
  if (symmetric !== undefined && symmetric.octets.length <= 32) kinds.add('aes');
  if (symmetric !== undefined && symmetric.octets.length >= 48) kinds.add('xts').add('aes');
  if (privateKey?.asymmetricKeyType === 'rsa') kinds.add('rsa');
  if (privateKey?.asymmetricKeyType === 'ec' || privateKey?.asymmetricKeyType === 'x25519') kinds.add('ec');
  if (privateKey === undefined && file.passPhrase.length > 0) kinds.add('pass-phrase');
  return ok({
    kinds,
    type: typeOf(symmetric?.octets.length, privateKey),
    grade,
    where,
    symmetric: symmetric?.octets,
    passPhrase: privateKey === undefined ? file.passPhrase : undefined,
    async oaep(hashes, ciphertext) {
      if (privateKey?.asymmetricKeyType !== 'rsa') return undefined;
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      for (const hash of hashes) {
        try {
          return plain(privateDecrypt({ key: privateKey, oaepHash: hashNames[hash], padding }, ciphertext));
        } catch {
          // Not this hash, or not for this key.
        }
      }
      return undefined;
    },
    async unwrap(scheme, wrapped) {
      const kek = symmetric?.octets;
      return kek !== undefined && [16, 24, 32].includes(kek.length) ? unwrapAes(scheme, kek, wrapped) : undefined;
    },
    async agree(peer) {
      if (privateKey === undefined || !kinds.has('ec')) return undefined;
      try {
        const publicKey = createPublicKey({
          key: { kty: peer.kty, crv: peer.crv, x: peer.x, ...(peer.y === undefined ? {} : { y: peer.y }) },
          format: 'jwk',
        });
        return plain(diffieHellman({ privateKey, publicKey }));
      } catch {
        return undefined;
      }
    },
    ...(privateKey === undefined
      ? {}
      : { publicKey: plain(createPublicKey(privateKey).export({ type: 'spki', format: 'der' })) }),
    publicPoint: privateKey !== undefined && kinds.has('ec') ? pointOf(privateKey) : undefined,
    token: undefined,
    dispose() {
      symmetric?.octets.fill(0);
      file.passPhrase.fill(0);
    },
  });
}

function typeOf(length: number | undefined, key: KeyObject | undefined): string {
  if (length !== undefined) return length <= 32 ? `AES-${length * 8}` : `key of ${length} bytes`;
  if (key === undefined) return 'pass phrase';
  const { modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return modulusLength === undefined ? 'RSA' : `RSA ${modulusLength}`;
  return `EC ${pointOf(key)?.crv ?? ''}`.trim().slice(0, 60);
}

function privateKeyOf(text: PrivateKeyText, passPhrase: Uint8Array | undefined): Result<KeyObject> {
  // The same memory, which its owner wipes: a copy would lie in the pool that Node's small buffers share.
  const passphrase = passPhrase === undefined ? {} : { passphrase: sameMemory(passPhrase) };
  if (text.form === 'pem' && text.encrypted && passPhrase === undefined) return fail('decrypt.key-locked');
  if (text.form === 'jwk') return attempt(() => createPrivateKey({ key: text.jwk, format: 'jwk' }));
  if (text.form === 'pem') {
    const read = attempt(() => createPrivateKey({ key: text.text, format: 'pem', ...passphrase }));
    return !read.ok && text.encrypted ? fail('decrypt.key-locked') : read;
  }
  const encrypted = readEncryptedKey(text.octets);
  if (encrypted === 'costly') {
    const problem = 'its pass phrase asks for so much work by scrypt that everything else would stop';
    return fail('decrypt.key-unreadable', { problem });
  }
  if (encrypted !== undefined) {
    const inside = passPhrase === undefined ? undefined : decryptPrivateKey(encrypted, passPhrase);
    if (inside === undefined) return fail('decrypt.key-locked');
    const read = attempt(() => createPrivateKey({ key: sameMemory(inside), format: 'der', type: 'pkcs8' }));
    inside.fill(0);
    if (!read.ok) return fail('decrypt.key-locked');
    text.octets.fill(0);
    return read;
  }
  const key = sameMemory(text.octets);
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    const read = attempt(() => createPrivateKey({ key, format: 'der', type, ...passphrase }));
    if (!read.ok) continue;
    text.octets.fill(0);
    return read;
  }
  return isEncryptedPkcs8(key)
    ? fail('decrypt.key-locked')
    : fail('decrypt.key-unreadable', { problem: 'it is DER, but holds no private key' });
}

function sameMemory(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}

function attempt(read: () => KeyObject): Result<KeyObject> {
  try {
    return ok(read());
  } catch {
    return fail('decrypt.key-unreadable', { problem: 'its private key is damaged or of an unknown kind' });
  }
}

/** RFC 5958 section 3: EncryptedPrivateKeyInfo begins with an AlgorithmIdentifier, a plain one with a version. */
function isEncryptedPkcs8(der: Uint8Array): boolean {
  const header = (der[1] ?? 0) < 0x80 ? 2 : 2 + ((der[1] ?? 0) & 0x7f);
  return der[header] === 0x30;
}

function pointOf(key: KeyObject): PublicPoint | undefined {
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return kty === undefined || crv === undefined || x === undefined ? undefined : { kty, crv, x, y };
}

/** The same memory without Buffer's own methods. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
