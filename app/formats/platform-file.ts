import { gcmNonceLength, gcmTagLength } from '../platform/modes.ts';
import { malformed } from './malformed.ts';
import { inARow, type Region } from './regions.ts';

/** NIST SP 800-38D section 5.2.1.1: AES-GCM takes at most 2^39 - 256 bits of plaintext. Bytes. */
export const longestGcmPlaintext = 2 ** 36 - 32;
export const aesBlock = 16;

/** Where the parts of a `nonce ‖ ciphertext ‖ tag` stretch lie. Offsets in the file. */
export interface AeadStretch {
  readonly nonceAt: number;
  readonly ciphertextAt: number;
  readonly ciphertextLength: number;
  readonly tagAt: number;
}

/**
 * Splits a stretch of a file as `nonce(12) ‖ ciphertext ‖ tag(16)`.
 * @param format named in the failure
 * @param start,end the stretch in the file, bytes
 * @throws Malformed when it is too short to hold nonce and tag, or longer than GCM can be
 * @see platform-api.md section 5
 */
export function aeadStretch(format: string, start: number, end: number): AeadStretch {
  const ciphertextLength = end - start - gcmNonceLength - gcmTagLength;
  if (ciphertextLength < 0) malformed(format, 'it is too short to hold a nonce and a tag');
  if (ciphertextLength > longestGcmPlaintext) malformed(format, 'it is longer than one message of this cipher can be');
  const ciphertextAt = start + gcmNonceLength;
  return { nonceAt: start, ciphertextAt, ciphertextLength, tagAt: ciphertextAt + ciphertextLength };
}

/** The layout of the platform's GCM files. @param size bytes of the file */
export function gcmRegions(size: number): readonly Region[] {
  const { ciphertextLength } = aeadStretch('platform-gcm', 0, size);
  return inARow([
    ['nonce', 'nonce', gcmNonceLength],
    ['ciphertext', 'ciphertext', ciphertextLength],
    ['tag', 'tag', gcmTagLength],
  ]);
}

/**
 * Whether a length can be CBC with PKCS#7: whole blocks, at least one.
 * @throws Malformed
 */
export function cbcLength(format: string, length: number): number {
  if (length === 0 || length % aesBlock !== 0)
    malformed(format, 'its ciphertext is not a whole number of 16-byte blocks');
  return length;
}
