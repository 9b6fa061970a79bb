import { z } from 'zod';
import type { CurveName } from '../../app/crypto/curves.ts';
import type { Material } from './strategies/rungs.ts';

/** The key types that the platform wraps, by its own names, and what each is. platform-api.md section 4. */
export const exportableKeys = {
  AES128: { material: 'aes', name: 'AES-128', keyLength: 16 },
  AES256: { material: 'aes', name: 'AES-256', keyLength: 32 },
  RSA2048: { material: 'rsa', name: 'RSA 2048', modulusBits: 2048 },
  RSA3072: { material: 'rsa', name: 'RSA 3072', modulusBits: 3072 },
  RSA4096: { material: 'rsa', name: 'RSA 4096', modulusBits: 4096 },
  ECDSAP256: { material: 'ec', name: 'ECDSA P-256', curve: 'P-256' },
  ECDSAP384: { material: 'ec', name: 'ECDSA P-384', curve: 'P-384' },
  ECDSAP521: { material: 'ec', name: 'ECDSA P-521', curve: 'P-521' },
} as const satisfies Record<
  string,
  { material: Material; name: string; keyLength?: number; modulusBits?: number; curve?: CurveName }
>;

export type ExportableKeyType = keyof typeof exportableKeys;
export const ExportableKeyType = z.enum(Object.keys(exportableKeys) as [ExportableKeyType, ...ExportableKeyType[]]);
