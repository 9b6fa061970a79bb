import { z } from 'zod';
import {
  Description,
  DigestText,
  Id,
  IdentityText,
  listOf,
  maybe,
  Name,
  NameValue,
  PresignedUrl,
  Time,
  textOrEmpty,
  Word,
} from './fields.ts';
import { page } from './page.ts';
import { State } from './state.ts';

/**
 * Encrypt and sign requests. The API calls all of them image signings, whatever the operation.
 * @see platform-api.md section 5
 */

/** `GET /imagesignings/presigneduploadlinks`. */
export const UploadLink = z.object({ s3ResourceID: z.string().min(1).max(1_024), s3Url: PresignedUrl });
export type UploadLink = z.infer<typeof UploadLink>;

/** The longest parameter we send or read, in characters: an AAD of 64 KiB in base64 is 87,384. */
const parameterLimit = 131_072;

/** One property per element: `{"aesMode":"AES-GCM-256"}`, `{"aad":"<base64>"}`. */
const Parameter = z
  .record(z.string().min(1).max(128), z.string().max(parameterLimit))
  .refine((parameter) => Object.keys(parameter).length === 1, 'one property per element');

/** The value of a parameter in a list of single-property elements. */
export function parameterOf(
  parameters: readonly Readonly<Record<string, unknown>>[],
  name: string,
): string | undefined {
  for (const parameter of parameters) {
    const value = Object.hasOwn(parameter, name) ? parameter[name] : undefined;
    if (typeof value === 'string') return value;
  }
  return undefined;
}

const PayloadRequest = z.object({
  name: Name.min(1),
  s3ResourceID: z.string().min(1).max(1_024),
  s3Etag: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^"]*$/, 'the quotes of the ETag are not part of it'),
  metadata: z.array(NameValue).max(100).optional(),
  optionalParameters: z.array(Parameter).max(50),
});

/** `POST /imagesignings`. The plaintext never goes in this call: it lies in the object store. */
export const ImageSigningRequest = z.object({
  name: Name.min(1),
  description: Description,
  productId: Id,
  idProductOperation: Id,
  callBackURL: z.string().max(2_048).optional(),
  payload: PayloadRequest.optional(),
  payloads: z.array(PayloadRequest).min(1).max(100).optional(),
});
export type ImageSigningRequest = z.infer<typeof ImageSigningRequest>;

/** The 202 answer: the request begins in state 1, and nobody can decide it yet. */
export const ImageSigningAccepted = z.object({ id: Id, name: maybe(Name), state: maybe(State) });

/** A parameter as submitted, or only its digest and size in bytes. @see assumptions.storedParameterBlobs */
const StoredParameter = z.object({
  type: Word,
  value: maybe(z.string().max(parameterLimit)),
  sha256: maybe(DigestText),
  size: maybe(z.number().int().min(0)),
});
export type StoredParameter = z.infer<typeof StoredParameter>;

export const Payload = z.object({
  id: maybe(z.string().max(256)),
  name: textOrEmpty(Name),
  metadata: listOf(NameValue, 1_000),
  originalSHA256: maybe(DigestText),
  modifiedSHA256: maybe(DigestText),
  s3Url: maybe(z.union([PresignedUrl, z.literal('')])),
  // Single-key objects; the platform may add keys and kinds of value, so nothing but their number is fixed.
  serviceProvidedParameters: listOf(z.record(z.string().max(128), z.unknown()), 100),
  storedOptionalParameters: listOf(StoredParameter, 100),
  state: maybe(State),
});
export type Payload = z.infer<typeof Payload>;

/** `GET /imagesignings/{id}` and `/imagesignings/approvals/{id}`. */
export const ImageSigning = z.object({
  id: Id,
  idProduct: Id,
  idProductOperation: Id,
  name: Name,
  description: textOrEmpty(Description),
  callBackURL: maybe(z.string().max(2_048)),
  state: State,
  errorStatus: maybe(Word),
  errorDetail: maybe(z.string().max(65_536)),
  payload: maybe(Payload),
  payloads: listOf(Payload, 100),
  storedOptionalParameters: listOf(StoredParameter, 100),
});
export type ImageSigning = z.infer<typeof ImageSigning>;

/** One row of `GET /imagesignings` and of its queue: enough for an inbox row without another call. */
export const ImageSigningRow = z.object({
  id: Id,
  name: Name,
  description: textOrEmpty(Description),
  state: State,
  data: z.object({
    idProduct: Id,
    productName: textOrEmpty(Name),
    idProductOperation: Id,
    productOperationName: textOrEmpty(Name),
    operationType: textOrEmpty(Word),
    user: textOrEmpty(IdentityText),
    creationTime: textOrEmpty(Time),
    payload: maybe(Payload),
  }),
});
export type ImageSigningRow = z.infer<typeof ImageSigningRow>;
export const ImageSigningPage = page(ImageSigningRow);

/** The published error codes, worded for people. Any other code is shown as it is. */
export const errorStatuses = {
  aesGcmPayloadTooLarge:
    'The file is larger than the 40,960,000 bytes that GCM can encrypt here. Use CBC, or split the file.',
  caExpired: 'The certificate authority behind this operation has expired.',
  keyNotFound: 'The platform did not find the key of this operation in its HSM.',
  payloadIsNotBase64Encoded: 'The uploaded file was not base64 text.',
  invalidDigestSize: 'The digest to sign has the wrong length for this operation.',
  multiPayloadNotSupported: 'This operation takes one file at a time.',
  requestArchiveInvalid: 'The uploaded archive could not be read.',
} as const satisfies Record<string, string>;
