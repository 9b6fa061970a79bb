import { at, concat, copyOf, uint32, zeros } from './octets.ts';
import { type HashName, hashLength, type Primitives } from './primitives.ts';

/** One error for every failure: which part was wrong is what Manger's attack asks for. */
export class OaepError extends Error {
  constructor() {
    super('OAEP decoding failed');
    this.name = 'OaepError';
  }
}

/** The parameters of RSAES-OAEP; the label is empty in every protocol Keydock speaks. */
export interface OaepParameters {
  readonly hash: HashName;
  readonly mgfHash: HashName;
  readonly label: Uint8Array;
}

/**
 * Decodes what a token's raw RSA decryption (CKM_RSA_X_509) gave back.
 * The whole block is walked in every case, no branch depends on it before the end, and every failure is the same error.
 * @param encoded the decrypted integer, most significant octet first; tokens may drop leading zeros
 * @param modulusLength octets of the modulus
 * @returns the message; the caller zeroes it
 * @throws OaepError
 * @see RFC 8017 section 7.1.2 step 3
 */
export function decodeOaep(
  primitives: Primitives,
  encoded: Uint8Array,
  modulusLength: number,
  { hash, mgfHash, label }: OaepParameters,
): Uint8Array {
  const digest = hashLength[hash];
  if (encoded.length > modulusLength || modulusLength < 2 * digest + 2) throw new OaepError();
  const block = zeros(modulusLength);
  block.set(encoded, modulusLength - encoded.length);
  const seed = copyOf(block, 1, 1 + digest);
  const data = copyOf(block, 1 + digest);
  xorMask(primitives, mgfHash, data, seed);
  xorMask(primitives, mgfHash, seed, data);

  let fault = at(block, 0);
  const labelHash = primitives.hash(hash, label);
  for (let i = 0; i < digest; i++) fault |= at(data, i) ^ at(labelHash, i);
  // After the label's hash come zeros, then one 01, then the message. `found` is 1 from the 01 on; `start` counts up to it.
  let found = 0;
  let start = digest;
  for (let i = digest; i < data.length; i++) {
    const octet = at(data, i);
    const isOne = isZero(octet ^ 1);
    fault |= (1 - found) & (1 - isZero(octet)) & (1 - isOne);
    found |= isOne;
    start += 1 - found;
  }
  fault |= 1 - found;
  const message = copyOf(data, Math.min(start + 1, data.length));
  for (const used of [block, seed, data]) used.fill(0);
  if (fault !== 0) {
    message.fill(0);
    throw new OaepError();
  }
  return message;
}

/** target ^= MGF1(seed). @see RFC 8017 appendix B.2.1 — here the mask is made from `from`. */
function xorMask(primitives: Primitives, hash: HashName, from: Uint8Array, target: Uint8Array): void {
  const rounds = Math.ceil(target.length / hashLength[hash]);
  const mask = concat(...Array.from({ length: rounds }, (_, i) => primitives.hash(hash, from, uint32(i))));
  for (let i = 0; i < target.length; i++) target[i] = at(target, i) ^ at(mask, i);
  mask.fill(0);
}

/** 1 for zero, 0 for 1 to 255, without a branch. */
function isZero(octet: number): number {
  return ((octet - 1) >>> 31) & 1;
}
