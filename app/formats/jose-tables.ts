import type { HashName } from '../crypto/primitives.ts';

/** How a JWE's content key is reached, RFC 7518 section 4. */
export type KeyManagement =
  | { readonly kind: 'oaep'; readonly hash: HashName }
  | {
      readonly kind: 'agreement' /** Bytes of the KEK; undefined: the agreed key is the content key. */;
      readonly kekLength?: number;
    }
  | { readonly kind: 'key-wrap'; readonly kekLength: number }
  | { readonly kind: 'pass-phrase'; readonly hash: HashName; readonly kekLength: number }
  | { readonly kind: 'direct' };

/** The values of "alg" that Keydock opens. RSA1_5 is not among them: its padding oracle has no fix in a file format. */
export const jweAlgorithms = {
  'RSA-OAEP': { kind: 'oaep', hash: 'SHA-1' },
  'RSA-OAEP-256': { kind: 'oaep', hash: 'SHA-256' },
  'RSA-OAEP-384': { kind: 'oaep', hash: 'SHA-384' },
  'RSA-OAEP-512': { kind: 'oaep', hash: 'SHA-512' },
  'ECDH-ES': { kind: 'agreement' },
  'ECDH-ES+A128KW': { kind: 'agreement', kekLength: 16 },
  'ECDH-ES+A192KW': { kind: 'agreement', kekLength: 24 },
  'ECDH-ES+A256KW': { kind: 'agreement', kekLength: 32 },
  A128KW: { kind: 'key-wrap', kekLength: 16 },
  A192KW: { kind: 'key-wrap', kekLength: 24 },
  A256KW: { kind: 'key-wrap', kekLength: 32 },
  'PBES2-HS256+A128KW': { kind: 'pass-phrase', hash: 'SHA-256', kekLength: 16 },
  'PBES2-HS384+A192KW': { kind: 'pass-phrase', hash: 'SHA-384', kekLength: 24 },
  'PBES2-HS512+A256KW': { kind: 'pass-phrase', hash: 'SHA-512', kekLength: 32 },
  dir: { kind: 'direct' },
} as const satisfies Record<string, KeyManagement>;

/** How a JWE's content is encrypted, RFC 7518 section 5. Lengths in bytes. */
export type ContentEncryption =
  | { readonly kind: 'gcm'; readonly keyLength: number; readonly ivLength: 12; readonly tagLength: 16 }
  | {
      readonly kind: 'cbc-hmac';
      readonly keyLength: number;
      readonly ivLength: 16;
      readonly tagLength: number;
      readonly hash: HashName;
    };

/** The values of "enc" that Keydock opens. */
export const jweEncryptions = {
  A128GCM: { kind: 'gcm', keyLength: 16, ivLength: 12, tagLength: 16 },
  A192GCM: { kind: 'gcm', keyLength: 24, ivLength: 12, tagLength: 16 },
  A256GCM: { kind: 'gcm', keyLength: 32, ivLength: 12, tagLength: 16 },
  'A128CBC-HS256': { kind: 'cbc-hmac', keyLength: 32, ivLength: 16, tagLength: 16, hash: 'SHA-256' },
  'A192CBC-HS384': { kind: 'cbc-hmac', keyLength: 48, ivLength: 16, tagLength: 24, hash: 'SHA-384' },
  'A256CBC-HS512': { kind: 'cbc-hmac', keyLength: 64, ivLength: 16, tagLength: 32, hash: 'SHA-512' },
} as const satisfies Record<string, ContentEncryption>;

export type JweAlgorithm = keyof typeof jweAlgorithms;
export type JweEncryption = keyof typeof jweEncryptions;

export function isJweAlgorithm(name: string): name is JweAlgorithm {
  return Object.hasOwn(jweAlgorithms, name);
}

export function isJweEncryption(name: string): name is JweEncryption {
  return Object.hasOwn(jweEncryptions, name);
}

/**
 * RFC 7518 section 4.8.1.2 asks for 1,000 rounds or more; a sender may ask for any number, and the receiver pays.
 * A million takes under a second.
 */
export const mostPbes2Rounds = 1_000_000;
/** The same of all recipients of a message together: each is tried, and none of it can be interrupted. */
export const mostPbes2RoundsInAll = 4_000_000;

/** `zip: DEF` may grow to this many times the compressed length, or to 1 MiB: DEFLATE's own limit is near 1,032. */
export const mostInflation = 100;
export const inflationAllowance = 1024 * 1024;
