import { createDecipheriv } from 'node:crypto';
import { Stopped } from '../stopped.ts';
import type { StreamCipher } from './stream-cipher.ts';
import { roomBeyond, type SystemCipher, systemCipher } from './system-cipher.ts';

/**
 * AES-GCM.
 * @param key 16, 24 or 32 bytes
 * @param nonce 12 bytes @param tag 16 bytes
 */
export function gcmCipher(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, tag: Uint8Array): StreamCipher {
  const refuse = () => new Stopped('decrypt.not-authentic', { aadLength: aad.length });
  const fast = systemCipher({ name: 'gcm', aad, tag }, key, nonce);
  if (fast !== undefined) return bySystem(fast, key, refuse);
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
  return byNode(decipher, key, refuse);
}

/** AES-CBC with PKCS#7. @param key 16, 24 or 32 bytes @param iv 16 bytes */
export function cbcCipher(key: Uint8Array, iv: Uint8Array): StreamCipher {
  const refuse = () => new Stopped('decrypt.padding');
  const fast = systemCipher({ name: 'cbc' }, key, iv);
  if (fast !== undefined) return bySystem(fast, key, refuse);
  return byNode(createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv), key, refuse);
}

function bySystem(cipher: SystemCipher, key: Uint8Array, refuse: () => Stopped): StreamCipher {
  return {
    update(piece) {
      const into = new Uint8Array(piece.length + roomBeyond);
      return into.subarray(0, cipher.update(piece, into));
    },
    updateInto: (piece, into) => cipher.update(piece, into),
    final() {
      const last = cipher.finish();
      if (last === undefined) throw refuse();
      return last;
    },
    dispose() {
      cipher.close();
      key.fill(0);
    },
  };
}

interface NodeDecipher {
  update(piece: Uint8Array): Uint8Array;
  final(): Uint8Array;
}

function byNode(decipher: NodeDecipher, key: Uint8Array, refuse: () => Stopped): StreamCipher {
  return {
    update: (piece) => decipher.update(piece),
    final() {
      try {
        return decipher.final();
      } catch {
        throw refuse();
      }
    },
    dispose: () => key.fill(0),
  };
}
