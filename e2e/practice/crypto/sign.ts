import { createSign, type KeyObject, sign } from 'node:crypto';

/**
 * The platform's side of the signing operations: the result is the detached signature. Real formats (HAB, RAUC, U-Boot)
 * wrap it each in its own way; nothing in Keydock reads them.
 */
export async function signFile(key: KeyObject, file: AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (key.type !== 'private') throw new Error('keyNotFound');
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec') {
    const signer = createSign('sha256');
    for await (const piece of file) signer.update(piece);
    return signer.sign(key);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of file) pieces.push(piece);
  return sign(null, Buffer.concat(pieces), key);
}

/** Lengths of SHA-256, SHA-384 and SHA-512. */
export const digestLengths: readonly number[] = [32, 48, 64];
