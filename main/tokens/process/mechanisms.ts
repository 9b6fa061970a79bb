/**
 * The mechanisms Keydock uses, by the number that goes into a call. The binding's own list ends at PKCS#11 2.40.
 * @see PKCS#11 3.1 pkcs11t.h; the vendor numbers are AWS CloudHSM's
 */
export const mechanisms = {
  RSA_PKCS_KEY_PAIR_GEN: 0x0000,
  RSA_PKCS: 0x0001,
  RSA_X_509: 0x0003,
  RSA_PKCS_OAEP: 0x0009,
  RSA_PKCS_PSS: 0x000d,
  SHA256_RSA_PKCS: 0x0040,
  SHA_1: 0x0220,
  SHA256: 0x0250,
  SHA256_HMAC: 0x0251,
  SHA384: 0x0260,
  SHA512: 0x0270,
  GENERIC_SECRET_KEY_GEN: 0x0350,
  CONCATENATE_BASE_AND_KEY: 0x0360,
  CONCATENATE_BASE_AND_DATA: 0x0362,
  CONCATENATE_DATA_AND_BASE: 0x0363,
  XOR_BASE_AND_DATA: 0x0364,
  EXTRACT_KEY_FROM_KEY: 0x0365,
  SHA256_KEY_DERIVATION: 0x0393,
  EC_KEY_PAIR_GEN: 0x1040,
  ECDSA: 0x1041,
  ECDSA_SHA256: 0x1044,
  ECDH1_DERIVE: 0x1050,
  ECDH_AES_KEY_WRAP: 0x1053,
  RSA_AES_KEY_WRAP: 0x1054,
  AES_KEY_GEN: 0x1080,
  AES_ECB: 0x1081,
  AES_CBC: 0x1082,
  AES_CBC_PAD: 0x1085,
  AES_CTR: 0x1086,
  AES_GCM: 0x1087,
  AES_KEY_WRAP: 0x2109,
  AES_KEY_WRAP_PAD: 0x210a,
  AES_KEY_WRAP_KWP: 0x210b,
  AES_KEY_WRAP_PKCS7: 0x210c,
  HKDF_DERIVE: 0x402a,
  CLOUDHSM_AES_KEY_WRAP_NO_PAD: 0x8000_2109,
  CLOUDHSM_AES_KEY_WRAP_PKCS5_PAD: 0x8000_210a,
  CLOUDHSM_AES_KEY_WRAP_ZERO_PAD: 0x8000_216f,
} as const;

const names = new Map<number, string>(Object.entries(mechanisms).map(([name, number]) => [number, name]));

/** The name of a mechanism as the standard writes it, or its number. */
export function mechanismName(mechanism: number): string {
  const name = names.get(mechanism);
  return name === undefined ? `0x${mechanism.toString(16)}` : `CKM_${name}`;
}

/** What CK_MECHANISM_INFO's flags say a mechanism is for, in words. @see PKCS#11 3.1 section 3.7 */
export const mechanismUses = [
  [0x0000_0100, 'encrypt'],
  [0x0000_0200, 'decrypt'],
  [0x0000_0400, 'digest'],
  [0x0000_0800, 'sign'],
  [0x0000_2000, 'verify'],
  [0x0000_8000, 'generate'],
  [0x0001_0000, 'generate pair'],
  [0x0002_0000, 'wrap'],
  [0x0004_0000, 'unwrap'],
  [0x0008_0000, 'derive'],
] as const;
