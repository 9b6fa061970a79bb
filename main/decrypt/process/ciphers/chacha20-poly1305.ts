import { timingSafeEqual } from 'node:crypto';
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { Stopped } from '../stopped.ts';
import { nothing, type StreamCipher } from './stream-cipher.ts';

const block = 64;

/**
 * ChaCha20-Poly1305 as a stream: Electron's crypto has no such cipher, and the library's own takes a message whole.
 * Its ChaCha20 and Poly1305 are put together here as the standard says.
 * @param key 32 bytes @param nonce 12 bytes @param tag 16 bytes
 * @see RFC 8439 section 2.8
 */
export function chacha20Poly1305Cipher(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  tag: Uint8Array,
): StreamCipher {
  const macKey = chacha20(key, nonce, new Uint8Array(32));
  const mac = poly1305.create(macKey);
  macKey.fill(0);
  mac.update(aad).update(new Uint8Array(-aad.length & 15));
  let held = nothing;
  let counter = 1;
  let length = 0;
  const decrypt = (octets: Uint8Array) => {
    const plaintext = chacha20(key, nonce, octets, undefined, counter);
    counter += octets.length / block;
    return plaintext;
  };
  return {
    update(piece) {
      mac.update(piece);
      length += piece.length;
      const octets = held.length === 0 ? piece : Buffer.concat([held, piece]);
      const whole = octets.length - (octets.length % block);
      held = Uint8Array.from(octets.subarray(whole));
      return whole === 0 ? nothing : decrypt(octets.subarray(0, whole));
    },
    final() {
      const lengths = Buffer.alloc(16);
      lengths.writeBigUInt64LE(BigInt(aad.length), 0);
      lengths.writeBigUInt64LE(BigInt(length), 8);
      const expected = mac
        .update(new Uint8Array(-length & 15))
        .update(lengths)
        .digest();
      if (!timingSafeEqual(expected, tag)) throw new Stopped('decrypt.not-authentic', { aadLength: aad.length });
      return held.length === 0 ? nothing : decrypt(held);
    },
    dispose: () => key.fill(0),
  };
}
