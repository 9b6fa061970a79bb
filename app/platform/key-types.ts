import type { keyTypes } from './wire/products.ts';

type KeyType = (typeof keyTypes)[number];

/** The key types of operations in the words people use. */
const keyTypeWords = {
  PASSPHRASE32: '32-character passphrase',
  AES128: 'AES-128',
  AES256: 'AES-256',
  RSA1024: 'RSA-1024',
  RSA2048: 'RSA-2048',
  RSA3072: 'RSA-3072',
  RSA4096: 'RSA-4096',
  ECDSAP224: 'EC P-224',
  ECDSAP256: 'EC P-256',
  ECDSAP384: 'EC P-384',
  ECDSAP521: 'EC P-521',
  MLDSA44: 'ML-DSA-44',
  MLDSA65: 'ML-DSA-65',
  MLDSA87: 'ML-DSA-87',
} as const satisfies Record<KeyType, string>;

const words: ReadonlyMap<string, string> = new Map(Object.entries(keyTypeWords));

/** "AES-256" for AES256; a type this version does not know is shown as it is. */
export function keyTypeText(keyType: string): string {
  return words.get(keyType) ?? keyType;
}
