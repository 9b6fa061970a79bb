import { bool, type CkLayout, layOut, pointer, ulong } from './ck-layout.ts';
import { mechanisms } from './mechanisms.ts';

/**
 * Parameters that hold pointers, which the binding cannot build. `bytes` goes to the binding; `holds` are the buffers it
 * points into: the caller keeps them reachable until the call has returned.
 */
export interface PointerParameter {
  readonly bytes: Buffer;
  readonly holds: readonly Uint8Array[];
}

/** Where a buffer lies in memory; native/keydock.c in the product. */
export type AddressOf = (bytes: Uint8Array) => bigint;

const CKF_HKDF_SALT_NULL = 1;
const CKF_HKDF_SALT_DATA = 2;

/**
 * CK_HKDF_PARAMS for extract and expand with SHA-256.
 * @param salt empty for none
 * @see PKCS#11 3.1 section 6.62.3
 */
export function hkdfParameter(
  layout: CkLayout,
  addressOf: AddressOf,
  salt: Uint8Array,
  info: Uint8Array,
): PointerParameter {
  const bytes = layOut(layout, [
    bool(true), // bExtract
    bool(true), // bExpand
    ulong(mechanisms.SHA256), // prfHashMechanism
    ulong(salt.length === 0 ? CKF_HKDF_SALT_NULL : CKF_HKDF_SALT_DATA), // ulSaltType
    pointer(salt.length === 0 ? 0n : addressOf(salt)), // pSalt
    ulong(salt.length), // ulSaltLen
    ulong(0), // hSaltKey
    pointer(info.length === 0 ? 0n : addressOf(info)), // pInfo
    ulong(info.length), // ulInfoLen
  ]);
  return { bytes, holds: [salt, info] };
}

/**
 * CK_KEY_DERIVATION_STRING_DATA, of CONCATENATE_BASE_AND_DATA, CONCATENATE_DATA_AND_BASE and XOR_BASE_AND_DATA.
 * @see PKCS#11 3.1 section 6.43.2
 */
export function stringDataParameter(layout: CkLayout, addressOf: AddressOf, data: Uint8Array): PointerParameter {
  return { bytes: layOut(layout, [pointer(addressOf(data)), ulong(data.length)]), holds: [data] };
}

/** The OAEP hashes, with the numbers PKCS#11 gives the hash and its MGF1. */
export const oaepHashes = {
  'SHA-1': { hash: mechanisms.SHA_1, mgf: 1 },
  'SHA-256': { hash: mechanisms.SHA256, mgf: 2 },
  'SHA-384': { hash: mechanisms.SHA384, mgf: 3 },
  'SHA-512': { hash: mechanisms.SHA512, mgf: 4 },
} as const;

/** CKZ_DATA_SPECIFIED: the only source there is. Modules refuse 0. */
export const oaepDataSpecified = 1;

/**
 * CK_RSA_AES_KEY_WRAP_PARAMS around its CK_RSA_PKCS_OAEP_PARAMS, without a label.
 * @param aesKeyBits of the temporary AES key
 * @see PKCS#11 3.1 section 6.1.15
 */
export function rsaAesKeyWrapParameter(
  layout: CkLayout,
  addressOf: AddressOf,
  aesKeyBits: 128 | 192 | 256,
  hash: keyof typeof oaepHashes,
): PointerParameter {
  const oaep = layOut(layout, [
    ulong(oaepHashes[hash].hash), // hashAlg
    ulong(oaepHashes[hash].mgf), // mgf
    ulong(oaepDataSpecified), // source
    pointer(0n), // pSourceData
    ulong(0), // ulSourceDataLen
  ]);
  return { bytes: layOut(layout, [ulong(aesKeyBits), pointer(addressOf(oaep))]), holds: [oaep] };
}
