import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { HashName, Primitives } from '../../app/crypto/primitives.ts';

const hashes = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

/**
 * The primitives of app/crypto from node:crypto. AES in ECB is the one AES that Node (OpenSSL) and Electron (BoringSSL)
 * offer alike for single blocks; key wrap as such is missing in Electron.
 */
export const nodePrimitives: Primitives = {
  aes(key) {
    const algorithm = `aes-${key.length * 8}-ecb`;
    const encryptor = createCipheriv(algorithm, key, null).setAutoPadding(false);
    const decryptor = createDecipheriv(algorithm, key, null).setAutoPadding(false);
    return { encrypt: (block) => plain(encryptor.update(block)), decrypt: (block) => plain(decryptor.update(block)) };
  },
  hash(name: HashName, ...parts) {
    const hash = createHash(hashes[name]);
    for (const part of parts) hash.update(part);
    return plain(hash.digest());
  },
  hmac(name: HashName, key, ...parts) {
    const hmac = createHmac(hashes[name], key);
    for (const part of parts) hmac.update(part);
    return plain(hmac.digest());
  },
};

/** The same memory without Buffer's own methods, whose `slice` is a view where every other array's is a copy. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
