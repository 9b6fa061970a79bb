import { ascii, concat, copyOf, uint32 } from './octets.ts';
import { type HashName, hashLength, type Primitives } from './primitives.ts';

/**
 * The OtherInfo of JWE's key agreement: algorithm, both parties' info, and the key's length, each as JWE spells it.
 * @param algorithm the value of "alg" (or of "enc" for ECDH-ES alone)
 * @param apu,apv the decoded header fields, empty when absent
 * @param keyBits bits of the derived key
 * @see RFC 7518 section 4.6.2
 */
export function jweOtherInfo(algorithm: string, apu: Uint8Array, apv: Uint8Array, keyBits: number): Uint8Array {
  const id = ascii(algorithm);
  return concat(uint32(id.length), id, uint32(apu.length), apu, uint32(apv.length), apv, uint32(keyBits));
}

/** The counter that stands before the secret in the first and, for keys up to one digest, only round. */
export const firstRound = uint32(1);

/**
 * The single-step key derivation of NIST SP 800-56A (hash option), as JWE uses it.
 * @param secret Z, the shared secret
 * @param keyLength octets wanted, at most 255 digests
 * @returns the key; the caller zeroes it
 * @see NIST SP 800-56A rev. 3 section 5.8.2.1, RFC 7518 section 4.6.2
 */
export function concatKdf(
  primitives: Primitives,
  hash: HashName,
  secret: Uint8Array,
  otherInfo: Uint8Array,
  keyLength: number,
): Uint8Array {
  const rounds = Math.ceil(keyLength / hashLength[hash]);
  if (rounds < 1 || rounds > 255) throw new RangeError('no key of this length is derived');
  const blocks = Array.from({ length: rounds }, (_, i) => primitives.hash(hash, uint32(i + 1), secret, otherInfo));
  const whole = concat(...blocks);
  const key = copyOf(whole, 0, keyLength);
  for (const used of [whole, ...blocks]) used.fill(0);
  return key;
}
