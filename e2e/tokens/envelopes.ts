import {
  type CipherGCMTypes,
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { CompactEncrypt } from 'jose';
import type { WrappedForm } from '../../app/crypto/wrapped-form.ts';
import { type ExportableKeyType, exportableKeys } from '../../main/tokens/exportable-keys.ts';

/**
 * The platform's envelope, made by others' code than ours: jose for the outer JWE, OpenSSL (through Node) for the wraps.
 */

/** A key as the platform holds it. */
export interface PlatformKey {
  readonly keyName: string;
  readonly keyType: ExportableKeyType;
  /** Raw octets or PKCS#8. */
  readonly plain: Buffer;
  readonly privateKey: KeyObject | undefined;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer | undefined;
}

export function makeKey(keyType: ExportableKeyType, keyName: string = keyType): PlatformKey {
  const type = exportableKeys[keyType];
  if (type.material === 'aes') {
    return { keyName, keyType, plain: randomBytes(type.keyLength), privateKey: undefined, publicKey: undefined };
  }
  const pair =
    type.material === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: type.modulusBits })
      : generateKeyPairSync('ec', { namedCurve: type.curve });
  return {
    keyName,
    keyType,
    plain: pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
    privateKey: pair.privateKey,
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }),
  };
}

/** OpenSSL's own KWP, or its KW over PKCS#5 padding. */
export function wrap(form: WrappedForm, kek: Buffer, plain: Buffer): Buffer {
  const padding = 8 - (plain.length % 8);
  const [algorithm, iv, input] =
    form === 'kwp'
      ? ['id-aes256-wrap-pad', 'a65959a6', plain]
      : ['id-aes256-wrap', 'a6a6a6a6a6a6a6a6', Buffer.concat([plain, Buffer.alloc(padding, padding)])];
  const cipher = createCipheriv(algorithm as CipherGCMTypes, kek, Buffer.from(iv, 'hex'));
  return Buffer.concat([cipher.update(input), cipher.final()]);
}

/** One answer of `/distributions/products/{id}/wrappedkeys`. */
export async function makeEnvelope(
  clientSpki: Uint8Array,
  keys: readonly PlatformKey[],
  form: WrappedForm,
): Promise<string> {
  return (await seal(clientSpki, keys, form)).jwe;
}

/** The same, with the KEK, for those who look for it where it must not be. */
export async function seal(
  clientSpki: Uint8Array,
  keys: readonly PlatformKey[],
  form: WrappedForm,
): Promise<{ readonly jwe: string; readonly kek: Buffer }> {
  const clientKey = createPublicKey({ key: Buffer.from(clientSpki), type: 'spki', format: 'der' });
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const z = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: clientKey });
  const kek = Buffer.from(hkdfSync('sha256', z, Buffer.alloc(0), 'jwe-key-wrapping', 32));
  const payload = {
    name: 'Gateway G2',
    wrappedKeysContainer: {
      ephemeralPublicKey: ephemeral.publicKey.export({ type: 'spki', format: 'der' }).subarray(-65).toString('base64'),
      wrappedKeys: keys.map(({ keyName, keyType, plain }, index) => ({
        keyName,
        keyType,
        tokenID: `token-${index}`,
        cipherText: wrap(form, kek, plain).toString('base64'),
      })),
    },
  };
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM' })
    .encrypt(clientKey);
  return { jwe, kek };
}
