import { createCipheriv, createECDH, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';

/** How keys lie on the wire: AES-KWP, or the form behind AWS CloudHSM. */
export type WrapForm = 'kwp' | 'cloudhsm';

/** One ECDH for one answer. */
export interface Wrapping {
  /** The ephemeral public key: 65 bytes, uncompressed. */
  readonly point: Buffer;
  wrap(key: Buffer): Buffer;
}

const kekInfo = 'jwe-key-wrapping';

/**
 * Begins an answer to one client.
 * @param clientKey the registered EC P-256 public key
 * @see platform-api.md section 6, the scheme
 */
export function wrappingFor(clientKey: KeyObject, form: WrapForm): Wrapping {
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: clientKey });
  const kek = Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), kekInfo, 32));
  const { x = '', y = '' } = ephemeral.publicKey.export({ format: 'jwk' });
  return {
    point: Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]),
    wrap: form === 'kwp' ? (key) => keyWrapWithPadding(kek, key) : (key) => keyWrap(kek, padded(key)),
  };
}

/** AES-KWP, RFC 5649. */
function keyWrapWithPadding(kek: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap-pad', kek, Buffer.from('A65959A6', 'hex'));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** AES-KW, RFC 3394. */
function keyWrap(kek: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** PKCS#5 to eight bytes, as CKM_CLOUDHSM_AES_KEY_WRAP_PKCS5_PAD pads: always at least one byte. */
function padded(key: Buffer): Buffer {
  const count = 8 - (key.length % 8);
  return Buffer.concat([key, Buffer.alloc(count, count)]);
}

/** Points that no honest answer holds. */
export const wrongPoints = {
  /** 65 bytes that satisfy no curve equation. */
  'off-curve': () => Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]),
  /** The encoding of the point at infinity is one zero byte; stretched here to the length of a point. */
  infinity: () => Buffer.alloc(65),
  /** A point of another curve: 97 bytes. */
  'p-384': () => createECDH('secp384r1').generateKeys(),
} as const satisfies Record<string, () => Buffer>;
