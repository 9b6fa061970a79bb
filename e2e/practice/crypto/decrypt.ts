import { createDecipheriv } from 'node:crypto';

/**
 * Opens a file the platform made, from the description alone and without the code that made it: what tests compare
 * the original with. The whole file is in memory.
 * @param provided the request's serviceProvidedParameters
 * @throws Error when the tag or the padding does not fit
 */
export function decryptFile(
  file: Buffer,
  productKey: Buffer,
  kekIv: Buffer,
  provided: readonly Readonly<Record<string, unknown>>[],
): Buffer {
  const told = Object.assign({}, ...provided) as Record<string, unknown>;
  const [, cipher, bits, pskek] = /^AES-(GCM|CBC)-(128|256)(-PSKEK)?$/.exec(String(told['aesMode'])) ?? [];
  if (cipher === undefined) throw new Error('no mode told');
  const unseal = (name: string) => {
    const decipher = createDecipheriv(`aes-${bits}-cbc`, productKey, kekIv);
    return Buffer.concat([decipher.update(Buffer.from(String(told[name]), 'base64')), decipher.final()]);
  };
  const key = pskek === undefined ? productKey : unseal('sealedKey');
  if (cipher === 'CBC') {
    const decipher = createDecipheriv(`aes-${bits}-cbc`, key, pskek === undefined ? kekIv : unseal('sealedKeyIV'));
    return Buffer.concat([decipher.update(file), decipher.final()]);
  }
  if (file.length < 28) throw new Error('shorter than nonce and tag');
  const decipher = createDecipheriv(bits === '128' ? 'aes-128-gcm' : 'aes-256-gcm', key, file.subarray(0, 12));
  decipher.setAAD(Buffer.from(String(told['aad'] ?? ''), 'base64'));
  decipher.setAuthTag(file.subarray(-16));
  return Buffer.concat([decipher.update(file.subarray(12, -16)), decipher.final()]);
}
