import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto';
import type { EncryptedKey, PassPhraseKdf } from '../../../app/formats/encrypted-key.ts';

/**
 * The PKCS#8 inside an encrypted one, which the caller wipes.
 * @returns undefined when the pass phrase does not fit; a wrong one passes for right once in 250, and then this is no DER
 */
export function decryptPrivateKey(encrypted: EncryptedKey, passPhrase: Uint8Array): Uint8Array | undefined {
  const { kdf, cipher, iv, ciphertext } = encrypted;
  const key = derive(kdf, passPhrase, cipher.keyLength);
  const decipher = createDecipheriv(cipher.name, key, iv);
  const front = decipher.update(ciphertext);
  try {
    const back = decipher.final();
    const octets = new Uint8Array(front.length + back.length);
    octets.set(front);
    octets.set(back, front.length);
    back.fill(0);
    return octets;
  } catch {
    return undefined; // the padding does not fit
  } finally {
    front.fill(0);
    key.fill(0);
  }
}

function derive(kdf: PassPhraseKdf, passPhrase: Uint8Array, length: number): Uint8Array {
  if (kdf.kind === 'pbkdf2') return pbkdf2Sync(passPhrase, kdf.salt, kdf.rounds, length, kdf.hash);
  const { salt, n, r, p } = kdf;
  return scryptSync(passPhrase, salt, length, { N: n, r, p, maxmem: 128 * r * (n + p + 2) });
}
