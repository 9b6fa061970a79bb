import { createCipheriv, randomBytes } from 'node:crypto';
import { type AesMode, gcmNonceLength, modes } from '../../../app/platform/modes.ts';

/** An encryption about to happen: what to do to the bytes, and what to tell about it. */
export interface Encryption {
  /** The encrypted file, piece by piece. */
  encrypt(plaintext: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer>;
  /** Single-key objects, spelled as in `optionalParameters`. */
  readonly provided: readonly Readonly<Record<string, string>>[];
}

/**
 * The platform's side of all eight modes.
 * @param productKey 16 or 32 bytes, as the mode says
 * @param kekIv the product's 16 bytes
 * @param aad for GCM modes
 * @see platform-api.md section 5, the table of layouts; app/platform/assumptions.ts for what is assumed
 */
export function encryption(mode: AesMode, productKey: Buffer, kekIv: Buffer, aad: Buffer): Encryption {
  const { keyBits, cipher, pskek } = modes[mode];
  if (productKey.length * 8 !== keyBits) throw new Error('keyNotFound');
  const told: Record<string, string>[] = [{ aesMode: mode }];
  if (aad.length > 0) told.push({ aad: aad.toString('base64') });

  const dataKey = pskek ? randomBytes(keyBits / 8) : productKey;
  const dataIv = pskek ? randomBytes(16) : kekIv;
  if (pskek) {
    told.push({ sealedKey: sealed(dataKey, productKey, kekIv) });
    if (cipher === 'cbc') told.push({ sealedKeyIV: sealed(dataIv, productKey, kekIv) });
  }
  return {
    provided: told,
    encrypt: (plaintext) => (cipher === 'gcm' ? gcmFile(dataKey, aad, plaintext) : cbcFile(dataKey, dataIv, plaintext)),
  };
}

/** nonce ‖ ciphertext ‖ tag */
async function* gcmFile(key: Buffer, aad: Buffer, plaintext: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const nonce = randomBytes(gcmNonceLength);
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  cipher.setAAD(aad);
  yield nonce;
  for await (const piece of plaintext) yield cipher.update(piece);
  cipher.final();
  yield cipher.getAuthTag();
}

/** The ciphertext, padded by PKCS#7. */
async function* cbcFile(key: Buffer, iv: Buffer, plaintext: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-cbc' : 'aes-256-cbc', key, iv);
  for await (const piece of plaintext) yield cipher.update(piece);
  yield cipher.final();
}

/** One-time key or IV under the product's key. @see assumptions.pskekLayout */
function sealed(secret: Buffer, productKey: Buffer, kekIv: Buffer): string {
  const cipher = createCipheriv(productKey.length === 16 ? 'aes-128-cbc' : 'aes-256-cbc', productKey, kekIv);
  return Buffer.concat([cipher.update(secret), cipher.final()]).toString('base64');
}
