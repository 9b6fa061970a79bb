import { z } from 'zod';
import { fromUtf8 } from '../crypto/octets.ts';
import { fail, ok, type Result } from '../result.ts';
import { fromBase64 } from './text.ts';

/** The longest record that is read: an AAD of 64 KiB in base64, and some names. Bytes. */
export const longestRecord = 262_144;

const base64 = (most: number) =>
  z
    .string()
    .max(Math.ceil(most / 3) * 4)
    .refine((text) => fromBase64(text) !== undefined);
const Sha256 = z
  .string()
  .regex(/^[0-9A-Fa-f]{64}$/)
  .transform((hex) => hex.toLowerCase());

/** What the app knows of an encrypt request and saves beside its download, so that the file can be opened years later without the platform. */
export const RequestRecord = z.object({
  keydock: z.literal('request-record'),
  version: z.literal(1),
  /** Name of the plaintext as it was submitted. */
  fileName: z.string().max(1024).optional(),
  requestId: z.string().max(128).optional(),
  productName: z.string().max(300).optional(),
  operationName: z.string().max(300).optional(),
  keyName: z.string().max(300).optional(),
  /** The platform's `aesMode`. Kept as text: a mode of tomorrow is said, not crashed on. */
  aesMode: z.string().max(64),
  aad: base64(65_536).optional(),
  /** The product's KEK-IV, for the CBC and PSKEK modes. It is not a secret. */
  kekIv: base64(16).optional(),
  sealedKey: base64(1024).optional(),
  sealedKeyIV: base64(1024).optional(),
  originalSHA256: Sha256.optional(),
  modifiedSHA256: Sha256.optional(),
});
export type RequestRecord = z.output<typeof RequestRecord>;

/** Name of the record that belongs to an encrypted file, in the same folder. */
export function recordNameOf(fileName: string): string {
  return `${fileName}.keydock.json`;
}

/** Reads a record. @returns 'decrypt.record-unreadable' with the place of the first fault */
export function readRecord(octets: Uint8Array): Result<RequestRecord> {
  const text = octets.length > longestRecord ? undefined : fromUtf8(octets);
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch {
    return fail('decrypt.record-unreadable', { problem: 'it is not JSON' });
  }
  const record = RequestRecord.safeParse(json);
  if (record.success) return ok(record.data);
  return fail('decrypt.record-unreadable', {
    problem: `see ${record.error.issues[0]?.path.join('.') || 'its top level'}`,
  });
}
