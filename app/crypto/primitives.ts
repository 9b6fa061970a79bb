/** The hash functions of RFC 8017, PKCS#11 and JOSE that Keydock meets, by their WebCrypto names. */
export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** Octets of each digest. */
export const hashLength = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const satisfies Record<
  HashName,
  number
>;

/** Octets of the block each hash compresses: the pad length of HMAC (RFC 2104 section 2). */
export const hashBlockLength = { 'SHA-1': 64, 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 } as const satisfies Record<
  HashName,
  number
>;

/** One AES key, one 16-octet block at a time, no padding and no chaining. */
export interface BlockCipher {
  /** @param block 16 octets; they are not changed. @returns 16 octets */
  encrypt(block: Uint8Array): Uint8Array;
  /** @param block 16 octets; they are not changed. @returns 16 octets */
  decrypt(block: Uint8Array): Uint8Array;
}

/**
 * What the algorithms of this folder need from the outside. Node's and Electron's crypto differ in what they offer
 * (Electron has no AES key wrap), but both have these three, so everything above them is written once and here.
 */
export interface Primitives {
  /** @param key 16, 24 or 32 octets */
  aes(key: Uint8Array): BlockCipher;
  /** The digest of the parts in a row. */
  hash(name: HashName, ...parts: Uint8Array[]): Uint8Array;
  /** HMAC (RFC 2104) of the parts in a row. */
  hmac(name: HashName, key: Uint8Array, ...parts: Uint8Array[]): Uint8Array;
}
