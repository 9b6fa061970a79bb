import { at, concat, copyOf } from './octets.ts';
import { type HashName, hashBlockLength, hashLength, type Primitives } from './primitives.ts';

/**
 * HKDF, both steps.
 * @param salt may be empty: then it stands for a digest's length of zero octets
 * @param length octets wanted, 1 to 255 digests
 * @returns the key; the caller zeroes it
 * @see RFC 5869 section 2
 */
export function hkdf(
  primitives: Primitives,
  hash: HashName,
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const prk = hkdfExtract(primitives, hash, salt, secret);
  const key = hkdfExpand(primitives, hash, prk, info, length);
  prk.fill(0);
  return key;
}

/** @see RFC 5869 section 2.2 */
export function hkdfExtract(primitives: Primitives, hash: HashName, salt: Uint8Array, secret: Uint8Array): Uint8Array {
  return primitives.hmac(hash, salt.length === 0 ? new Uint8Array(hashLength[hash]) : salt, secret);
}

/** @see RFC 5869 section 2.3 */
export function hkdfExpand(
  primitives: Primitives,
  hash: HashName,
  prk: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const rounds = Math.ceil(length / hashLength[hash]);
  if (rounds < 1 || rounds > 255) throw new RangeError('no key of this length is derived');
  const blocks: Uint8Array[] = [];
  let previous: Uint8Array = new Uint8Array(0);
  for (let i = 1; i <= rounds; i++) {
    previous = primitives.hmac(hash, prk, previous, info, Uint8Array.of(i));
    blocks.push(previous);
  }
  const whole = concat(...blocks);
  const key = copyOf(whole, 0, length);
  for (const used of [whole, ...blocks]) used.fill(0);
  return key;
}

/**
 * The two public blocks that HMAC puts before its inner and its outer hash, for a key that is not secret. A token that
 * can digest a key it keeps (C_DigestKey) but knows no HKDF makes the extract step from them:
 * HMAC(salt, Z) = H(outer ‖ H(inner ‖ Z)).
 * @param salt at most one hash block; empty for none
 * @see RFC 2104 section 2
 */
export function hmacPads(hash: HashName, salt: Uint8Array): { readonly inner: Uint8Array; readonly outer: Uint8Array } {
  const blockLength = hashBlockLength[hash];
  if (salt.length > blockLength) throw new RangeError('a salt longer than a block must be hashed first');
  const inner = new Uint8Array(blockLength).fill(0x36);
  const outer = new Uint8Array(blockLength).fill(0x5c);
  for (let i = 0; i < salt.length; i++) {
    inner[i] = at(inner, i) ^ at(salt, i);
    outer[i] = at(outer, i) ^ at(salt, i);
  }
  return { inner, outer };
}
