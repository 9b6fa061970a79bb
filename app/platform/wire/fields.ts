import { z } from 'zod';

/**
 * The building blocks of every answer: strict on size and type, lenient on what is absent.
 * The platform may send null for what it has not got, and may add fields at any time.
 */

/** An id that can stand in a path: no separator, no "..", nothing that needs escaping. */
export const Id = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?!\.+$)[A-Za-z0-9._~:-]+$/, 'not an id');

/** A short name made by people, shown to people. */
export const Name = z.string().max(1_024);
export const Description = z.string().max(16_384);
/** A word of an open list (operation type, key type, error code): unknown ones are shown as they are. */
export const Word = z.string().max(256);
/** A time as the platform writes it. Shown as it is when it cannot be read as a date. */
export const Time = z.string().max(64);
/** `oid:<uuid>`, `appid:<uuid>`, `sub:<id>`, or a bare id. @see assumptions.requester */
export const IdentityText = z.string().max(256);
/** A digest as the platform writes it. @see assumptions.digestSpelling */
export const DigestText = z.string().max(128);
/** PEM text of keys and certificates, or chains of them. */
export const PemText = z.string().max(262_144);
/** A link to the object store. It carries a signature: never log it. Its host is checked before it is used. */
export const PresignedUrl = z
  .string()
  .max(8_192)
  .regex(/^https?:\/\//, 'not a web address');

/**
 * Standard base64 without line breaks that decodes to between `min` and `max` bytes.
 * Strict, so that two readers cannot understand the same text differently.
 */
export function Base64(min: number, max: number) {
  return z
    .string()
    .max(4 * Math.ceil(max / 3))
    .refine(isBase64, 'not base64')
    .refine((text) => {
      const bytes = decodedLength(text);
      return bytes >= min && bytes <= max;
    }, `not ${min} to ${max} bytes`);
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function isBase64(text: string): boolean {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return false;
  // RFC 4648 section 3.5: the bits that padding leaves over must be zero, else two texts decode alike.
  const padding = paddingOf(text);
  if (padding === 0) return true;
  const last = base64Alphabet.indexOf(text.charAt(text.length - padding - 1));
  return padding === 1 ? (last & 0b11) === 0 : (last & 0b1111) === 0;
}

function paddingOf(text: string): number {
  return text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
}

function decodedLength(text: string): number {
  return (text.length / 4) * 3 - paddingOf(text);
}

/** A field that may be absent or null; both become undefined. */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A text that may be absent or null, where an empty one says the same. */
export function textOrEmpty(schema: z.ZodString) {
  return schema.nullish().transform((value) => value ?? '');
}

/** A list of at most `max` that may be absent or null, where an empty one says the same. */
export function listOf<Schema extends z.ZodType>(schema: Schema, max: number) {
  return z
    .array(schema)
    .max(max)
    .nullish()
    .transform((value) => value ?? []);
}

/** Name and value, as metadata and configuration items are written. */
export const NameValue = z.object({ name: Name, value: z.string().max(262_144) });
export type NameValue = z.infer<typeof NameValue>;

/** Directory ids of groups. */
export const GroupIds = listOf(z.string().max(128), 1_000);
