import { concat } from '../../../app/crypto/octets.ts';
import { hostLayout, layOut, ulong } from './ck-layout.ts';
import { mechanisms } from './mechanisms.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

const zeros = new Uint8Array(16);

/** CK_AES_CTR_PARAMS: the counter's bits, then its 16 octets. PKCS#11 3.1 section 6.13.9. It has no pointers. */
const counterParameter = concat(layOut(hostLayout, [ulong(128)]), zeros);

/**
 * The AES encryption of a zero block, by decrypting zeros in counter mode from zero: a key that may only decrypt gives
 * the same check value that others make by encrypting. The block tells nothing about the key but which one it is.
 * @returns 16 octets
 */
export function checkBlock(session: TokenSession, key: ObjectHandle): Uint8Array {
  const mechanism = { mechanism: mechanisms.AES_CTR, parameter: { kind: 'bytes', bytes: counterParameter } as const };
  const block = session.decrypt(mechanism, key, zeros);
  if (block.length !== zeros.length) throw new Error('the token gave a check block of another length');
  return block;
}

/** Octets of the check value that is shown and recorded: three, as HSMs print it. */
export const checkValueLength = 3;
