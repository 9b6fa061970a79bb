import { z } from 'zod';
import { Base64, listOf, maybe, Name, NameValue, PemText, textOrEmpty, Word } from './fields.ts';

/** `GET /distributions/products/{id}/secrets` and `/wrappedkeys`: a compact JWE to the client's registered key. */
export const SerializedJwe = z.object({
  serializedJWE: z
    .string()
    .min(1)
    .max(16 * 1024 * 1024)
    .regex(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]*\.[\w-]+$/, 'not a compact JWE'),
});

/** One key on the wire. 24 bytes is an AES-128 key in AES-KWP; an RSA 4096 key in PKCS#8 stays below 4 KiB. */
export const WrappedKey = z.object({
  keyName: Name,
  keyType: Word,
  tokenID: z.string().max(256),
  cipherText: Base64(8, 16_384),
});
export type WrappedKey = z.infer<typeof WrappedKey>;

const Container = z.object({
  /** The 65-byte uncompressed P-256 point, one per answer. */
  ephemeralPublicKey: Base64(65, 65),
  wrappedKeys: z.array(WrappedKey).max(10_000),
});

/**
 * The payload of `/wrappedkeys` inside its JWE. The container's fields may also stand at the top level.
 * @see platform-api.md section 6, the scheme
 */
export const WrappedKeys = z
  .union([z.object({ wrappedKeysContainer: Container }).transform((answer) => answer.wrappedKeysContainer), Container])
  .readonly();
export type WrappedKeys = z.infer<typeof WrappedKeys>;

/** The payload of `/secrets` inside its JWE. Secret: never shown without a confirmation, never logged. */
export const ProductSecrets = z.object({
  productConfigItems: listOf(NameValue, 1_000),
  caInfo: maybe(z.unknown()),
  tokenInfo: listOf(
    z.object({
      name: Name,
      description: textOrEmpty(z.string().max(16_384)),
      keyType: Word,
      publicKey: maybe(PemText),
    }),
    10_000,
  ),
});
export type ProductSecrets = z.infer<typeof ProductSecrets>;
