import { at, concat, copyOf, sameOctets, zeros } from './octets.ts';
import type { BlockCipher, Primitives } from './primitives.ts';

/**
 * Why a blob did not unwrap.
 * `integrity`: wrong key, damaged blob or wrong padding, which must not be told apart.
 * `length`: no blob of this scheme has that length, whatever the key.
 */
export type KeyWrapFault = 'integrity' | 'length';

/** Thrown by the unwrap functions of this file, and by nothing else. */
export class KeyWrapError extends Error {
  readonly fault: KeyWrapFault;
  constructor(fault: KeyWrapFault) {
    super(fault === 'integrity' ? 'the wrapped key failed its integrity check' : 'no wrapped key has this length');
    this.name = 'KeyWrapError';
    this.fault = fault;
  }
}

/** The longest key, in octets, that is wrapped or unwrapped: an RSA-4096 private key is about 2,400. */
export const longestKey = 4096;

// RFC 3394 section 2.2.3.1 and RFC 5649 section 3.
const kwIntegrity = Uint8Array.of(0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6);
const kwpIntegrity = Uint8Array.of(0xa6, 0x59, 0x59, 0xa6);

/**
 * Wraps by AES-KW.
 * @param kek 16, 24 or 32 octets
 * @param key 16 to 4096 octets, a multiple of 8
 * @returns the key's length + 8 octets
 * @throws KeyWrapError 'length'
 * @see RFC 3394 section 2.2.1
 */
export function wrapKw(primitives: Primitives, kek: Uint8Array, key: Uint8Array): Uint8Array {
  if (key.length < 16 || key.length % 8 !== 0 || key.length > longestKey) throw new KeyWrapError('length');
  return wrapSemiblocks(primitives.aes(kek), kwIntegrity, key);
}

/**
 * Unwraps one AES-KW blob.
 * @param kek 16, 24 or 32 octets
 * @param wrapped 24 to 4104 octets, a multiple of 8
 * @returns the key; the caller zeroes it
 * @throws KeyWrapError 'integrity' for any failure of the check, 'length' for an impossible input
 * @see RFC 3394 section 2.2.2
 */
export function unwrapKw(primitives: Primitives, kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  if (wrapped.length < 24 || wrapped.length % 8 !== 0 || wrapped.length > longestKey + 8) {
    throw new KeyWrapError('length');
  }
  const { register, semiblocks } = unwrapSemiblocks(primitives.aes(kek), wrapped);
  if (!sameOctets(register, kwIntegrity)) {
    semiblocks.fill(0);
    throw new KeyWrapError('integrity');
  }
  return semiblocks;
}

/**
 * Wraps by AES-KWP.
 * @param kek 16, 24 or 32 octets
 * @param key 1 to 4096 octets
 * @returns 16 octets or more, a multiple of 8
 * @throws KeyWrapError 'length'
 * @see RFC 5649 section 4.1
 */
export function wrapKwp(primitives: Primitives, kek: Uint8Array, key: Uint8Array): Uint8Array {
  if (key.length < 1 || key.length > longestKey) throw new KeyWrapError('length');
  const register = concat(kwpIntegrity, zeros(4));
  new DataView(register.buffer).setUint32(4, key.length);
  const padded = zeros(Math.ceil(key.length / 8) * 8);
  padded.set(key);
  const cipher = primitives.aes(kek);
  const wrapped =
    padded.length === 8 ? cipher.encrypt(concat(register, padded)) : wrapSemiblocks(cipher, register, padded);
  padded.fill(0);
  return wrapped;
}

/**
 * Unwraps one AES-KWP blob.
 * @param kek 16, 24 or 32 octets
 * @param wrapped 16 to 4104 octets, a multiple of 8
 * @returns the key, 1 to 4096 octets; the caller zeroes it
 * @throws KeyWrapError 'integrity' for any failure of the check, 'length' for an impossible input
 * @see RFC 5649 section 4.2
 */
export function unwrapKwp(primitives: Primitives, kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  if (wrapped.length < 16 || wrapped.length % 8 !== 0 || wrapped.length > longestKey + 8) {
    throw new KeyWrapError('length');
  }
  const cipher = primitives.aes(kek);
  const { register, semiblocks } =
    wrapped.length === 16 ? unwrapOneBlock(cipher, wrapped) : unwrapSemiblocks(cipher, wrapped);
  const claimed = new DataView(register.buffer, register.byteOffset).getUint32(4);
  // RFC 5649 section 3: the check covers constant, length and padding together. Every part is looked at in every case,
  // and all of them end in the one error, so a wrong length cannot be told from a wrong key.
  let fault = sameOctets(register.subarray(0, 4), kwpIntegrity) ? 0 : 1;
  fault |= claimed > semiblocks.length || claimed + 8 <= semiblocks.length ? 1 : 0;
  for (let i = semiblocks.length - 8; i < semiblocks.length; i++) fault |= i >= claimed ? at(semiblocks, i) : 0;
  if (fault !== 0) {
    semiblocks.fill(0);
    throw new KeyWrapError('integrity');
  }
  const key = copyOf(semiblocks, 0, claimed);
  semiblocks.fill(0);
  return key;
}

/**
 * Wraps as AWS CloudHSM's CKM_CLOUDHSM_AES_KEY_WRAP_PKCS5_PAD does: PKCS#5 padding to 8 octets, then AES-KW.
 * @param key 8 to 4088 octets
 * @throws KeyWrapError 'length'
 */
export function wrapCloudHsm(primitives: Primitives, kek: Uint8Array, key: Uint8Array): Uint8Array {
  if (key.length < 8 || key.length > longestKey - 8) throw new KeyWrapError('length');
  const padding = 8 - (key.length % 8);
  const padded = zeros(key.length + padding).fill(padding);
  padded.set(key);
  const wrapped = wrapKw(primitives, kek, padded);
  padded.fill(0);
  return wrapped;
}

/**
 * Unwraps the CloudHSM form: AES-KW, then the PKCS#5 padding taken off.
 * @param wrapped 24 to 4104 octets, a multiple of 8
 * @returns the key; the caller zeroes it
 * @throws KeyWrapError 'integrity' for a failed check or padding, 'length' for an impossible input
 */
export function unwrapCloudHsm(primitives: Primitives, kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const padded = unwrapKw(primitives, kek, wrapped);
  const padding = at(padded, padded.length - 1);
  let fault = padding < 1 || padding > 8 ? 1 : 0;
  for (let i = 1; i <= 8; i++) fault |= i <= padding ? at(padded, padded.length - i) ^ padding : 0;
  if (fault !== 0) {
    padded.fill(0);
    throw new KeyWrapError('integrity');
  }
  const key = copyOf(padded, 0, padded.length - padding);
  padded.fill(0);
  return key;
}

/** The wrapping function W of RFC 3394 section 2.2.1 over n ≥ 2 semiblocks of 8 octets. */
function wrapSemiblocks(cipher: BlockCipher, integrity: Uint8Array, semiblocks: Uint8Array): Uint8Array {
  const wrapped = concat(integrity, semiblocks);
  const block = zeros(16);
  block.set(integrity);
  const count = semiblocks.length / 8;
  for (let round = 0; round < 6; round++) {
    for (let i = 1; i <= count; i++) {
      block.set(wrapped.subarray(8 * i, 8 * i + 8), 8);
      block.set(cipher.encrypt(block));
      xorCounter(block, count * round + i);
      wrapped.set(block.subarray(8), 8 * i);
    }
  }
  wrapped.set(block.subarray(0, 8));
  block.fill(0);
  return wrapped;
}

/** Its inverse, RFC 3394 section 2.2.2, without the check of the register. */
function unwrapSemiblocks(
  cipher: BlockCipher,
  wrapped: Uint8Array,
): { readonly register: Uint8Array; readonly semiblocks: Uint8Array } {
  const semiblocks = copyOf(wrapped, 8);
  const block = zeros(16);
  block.set(wrapped.subarray(0, 8));
  const count = semiblocks.length / 8;
  for (let round = 5; round >= 0; round--) {
    for (let i = count; i >= 1; i--) {
      xorCounter(block, count * round + i);
      block.set(semiblocks.subarray(8 * i - 8, 8 * i), 8);
      const opened = cipher.decrypt(block);
      block.set(opened);
      opened.fill(0);
      semiblocks.set(block.subarray(8), 8 * i - 8);
    }
  }
  const register = copyOf(block, 0, 8);
  block.fill(0);
  return { register, semiblocks };
}

/** RFC 5649 section 4.2: a key of up to 8 octets is one AES block, without the rounds. */
function unwrapOneBlock(cipher: BlockCipher, wrapped: Uint8Array) {
  const block = cipher.decrypt(wrapped);
  const parts = { register: copyOf(block, 0, 8), semiblocks: copyOf(block, 8) };
  block.fill(0);
  return parts;
}

/** A = A xor t. The counter stays below 2^32: at most 6 * 512 steps. */
function xorCounter(block: Uint8Array, counter: number): void {
  for (let i = 0; i < 4; i++) block[7 - i] = at(block, 7 - i) ^ ((counter >>> (8 * i)) & 0xff);
}
