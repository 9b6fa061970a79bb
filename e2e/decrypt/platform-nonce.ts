import { randomBytes } from 'node:crypto';

/**
 * The 12 bytes that a file of the platform in AES-GCM begins with. One random nonce in 80 begins as a file of Cosmian does,
 * and one in 256 as JSON; what is then said of the file is other words, and true ones. None of the others begins with this
 * byte, so that a test knows what it will hear.
 */
export function platformNonce(): Buffer {
  const nonce = randomBytes(12);
  nonce[0] = 0xf5;
  return nonce;
}
