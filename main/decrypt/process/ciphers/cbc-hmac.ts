import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ContentEncryption } from '../../../../app/formats/jose-tables.ts';
import { Stopped } from '../stopped.ts';
import { cbcCipher } from './aes.ts';
import type { StreamCipher } from './stream-cipher.ts';

const hmacNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

/**
 * AES-CBC with HMAC-SHA2 of JWE: MAC key in the front half, encryption key in the back half. The tag is judged before
 * the padding, so that a padding oracle has nothing to say.
 * @see RFC 7518 section 5.2.2.2
 */
export function cbcHmacCipher(
  row: Extract<ContentEncryption, { kind: 'cbc-hmac' }>,
  key: Uint8Array,
  iv: Uint8Array,
  aad: Uint8Array,
  tag: Uint8Array,
): StreamCipher {
  const half = row.keyLength / 2;
  const hmac = createHmac(hmacNames[row.hash], key.subarray(0, half)).update(aad).update(iv);
  const cbc = cbcCipher(key.slice(half), iv);
  const { updateInto } = cbc;
  return {
    update(piece) {
      hmac.update(piece);
      return cbc.update(piece);
    },
    ...(updateInto !== undefined && {
      updateInto(piece: Uint8Array, into: Uint8Array) {
        hmac.update(piece);
        return updateInto(piece, into);
      },
    }),
    final() {
      const bits = Buffer.alloc(8);
      bits.writeBigUInt64BE(BigInt(aad.length) * 8n);
      const expected = hmac.update(bits).digest().subarray(0, row.tagLength);
      if (!timingSafeEqual(expected, tag)) throw new Stopped('decrypt.not-authentic', { aadLength: aad.length });
      return cbc.final();
    },
    dispose() {
      cbc.dispose();
      key.fill(0);
    },
  };
}
