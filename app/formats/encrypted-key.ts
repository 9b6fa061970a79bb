import { DerError, DerReader, tags } from '../crypto/der.ts';
import { toHex } from '../crypto/octets.ts';

/** How a pass phrase becomes the key of an encrypted private key. Lengths in bytes. */
export type PassPhraseKdf =
  | {
      readonly kind: 'pbkdf2';
      readonly hash: 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
      readonly salt: Uint8Array;
      readonly rounds: number;
    }
  | { readonly kind: 'scrypt'; readonly salt: Uint8Array; readonly n: number; readonly r: number; readonly p: number };

/** A private key under PBES2, taken apart. */
export interface EncryptedKey {
  readonly kdf: PassPhraseKdf;
  readonly cipher: (typeof ciphers)[keyof typeof ciphers];
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
}

// Object identifiers as the octets of their DER. RFC 8018 appendix C, RFC 7914 section 7.1, NIST's register of algorithms.
const pbes2 = '2a864886f70d01050d';
const pbkdf2 = '2a864886f70d01050c';
const scrypt = '2b06010401da47040b';
const hashes = {
  '2a864886f70d0207': 'sha1',
  '2a864886f70d0208': 'sha224',
  '2a864886f70d0209': 'sha256',
  '2a864886f70d020a': 'sha384',
  '2a864886f70d020b': 'sha512',
} as const;
const ciphers = {
  '608648016503040102': { name: 'aes-128-cbc', keyLength: 16, ivLength: 16 },
  '608648016503040116': { name: 'aes-192-cbc', keyLength: 24, ivLength: 16 },
  '60864801650304012a': { name: 'aes-256-cbc', keyLength: 32, ivLength: 16 },
  '2a864886f70d0307': { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 },
} as const;

/** scrypt works so many blocks of 128 bytes; OpenSSL's own default is a sixteenth. */
const mostScryptBlocks = 2 ** 21;

/**
 * Takes an EncryptedPrivateKeyInfo under PBES2 apart. The crypto of Electron knows neither scrypt nor PBKDF2 with SHA-384
 * and SHA-512 there, and says of such a key what it says of a wrong pass phrase.
 * @param octets DER
 * @returns undefined for keys in the clear and for other schemes, which are left to the platform's crypto; 'costly' for
 *   scrypt with more work or memory than anybody waits for
 * @see RFC 5958 section 3, RFC 8018 appendix A.4, RFC 7914 section 7.1
 */
export function readEncryptedKey(octets: Uint8Array): EncryptedKey | 'costly' | undefined {
  try {
    const info = new DerReader(octets).enter(tags.sequence, 'EncryptedPrivateKeyInfo');
    const algorithm = info.enter(tags.sequence, 'algorithm');
    if (oid(algorithm) !== pbes2) return undefined;
    const parameters = algorithm.enter(tags.sequence, 'parameters');
    const kdf = kdfOf(parameters.enter(tags.sequence, 'key derivation'));
    const scheme = parameters.enter(tags.sequence, 'encryption');
    const cipher = row(ciphers, oid(scheme));
    const iv = scheme.take(tags.octetString, 'IV');
    if (kdf?.kind === 'scrypt' && kdf.n * kdf.r * kdf.p > mostScryptBlocks) return 'costly';
    if (kdf === undefined || cipher === undefined || iv.length !== cipher.ivLength) return undefined;
    return { kdf, cipher, iv, ciphertext: info.take(tags.octetString, 'ciphertext') };
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function kdfOf(reader: DerReader): PassPhraseKdf | undefined {
  const name = oid(reader);
  if (name !== pbkdf2 && name !== scrypt) return undefined;
  const parameters = reader.enter(tags.sequence, 'parameters');
  const salt = parameters.take(tags.octetString, 'salt');
  if (name === scrypt) {
    const [n, r, p] = [number(parameters), number(parameters), number(parameters)];
    return n > 1 && r > 0 && p > 0 ? { kind: 'scrypt', salt, n, r, p } : undefined;
  }
  const rounds = number(parameters);
  if (parameters.peek() === tags.integer) number(parameters);
  const isDefault = parameters.peek() === undefined;
  const hash = isDefault ? 'sha1' : row(hashes, oid(parameters.enter(tags.sequence, 'PRF')));
  return hash === undefined || rounds < 1 ? undefined : { kind: 'pbkdf2', hash, salt, rounds };
}

function oid(reader: DerReader): string {
  return toHex(reader.take(tags.oid, 'identifier'));
}

function number(reader: DerReader): number {
  return reader.unsigned('a number', 4).reduce((value, octet) => value * 256 + octet, 0);
}

function row<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
