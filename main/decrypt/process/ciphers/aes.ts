import { createDecipheriv } from 'node:crypto';
import { Stopped } from '../stopped.ts';
import type { StreamCipher } from './stream-cipher.ts';

/**
 * AES-GCM.
 * @param key 16, 24 or 32 bytes
 * @param nonce 12 bytes @param tag 16 bytes
 */
export function gcmCipher(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, tag: Uint8Array): StreamCipher {
  // The length is pinned: a shorter tag would be a weaker proof (NIST SP 800-38D appendix C).
  const options = { authTagLength: 16 };
  const decipher =
    key.length === 16
      ? createDecipheriv('aes-128-gcm', key, nonce, options)
      : key.length === 24
        ? createDecipheriv('aes-192-gcm', key, nonce, options)
        : createDecipheriv('aes-256-gcm', key, nonce, options);
  decipher.setAuthTag(tag);
  decipher.setAAD(aad);
  return {
    update: (piece) => decipher.update(piece),
    final() {
      try {
        return decipher.final();
      } catch {
        throw new Stopped('decrypt.not-authentic', { aadLength: aad.length });
      }
    },
    dispose: () => key.fill(0),
  };
}

/** AES-CBC with PKCS#7. @param key 16, 24 or 32 bytes @param iv 16 bytes */
export function cbcCipher(key: Uint8Array, iv: Uint8Array): StreamCipher {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  return {
    update: (piece) => decipher.update(piece),
    final() {
      try {
        return decipher.final();
      } catch {
        throw new Stopped('decrypt.padding');
      }
    },
    dispose: () => key.fill(0),
  };
}
