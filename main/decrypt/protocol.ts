import { z } from 'zod';
import { longestJwe } from '../../app/crypto/jwe.ts';
import { Grade } from '../../app/exposure.ts';
import { longestAad } from '../../app/formats/aad-octets.ts';
import { FormatId } from '../../app/formats/format-id.ts';
import { WrappedKeys } from '../../app/platform/wire/distributions.ts';
import { Failure } from '../../app/result.ts';
import { TokenAsk } from './token-ask.ts';

/*
 * What crosses between main (or the command line) and the decryption process. Paths go in, because both are ours;
 * key bytes do not: the process reads key files itself, and keys on a token reach it by a port of its own.
 */

const Path = z.string().min(1).max(32_768);
const Id = z.number().int().nonnegative();
const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

const KeyKind = z.enum(['aes', 'xts', 'rsa', 'ec', 'pass-phrase']);

export const AadWish = z.strictObject({
  kind: z.enum(['text', 'base64', 'hex', 'template']),
  text: z.string().max(longestAad * 2),
});

export const KdfWish = z.strictObject({
  digest: z.enum(['md5', 'sha1', 'sha256', 'sha384', 'sha512']).optional(),
  pbkdf2: z.boolean().optional(),
  rounds: z.number().int().positive().optional(),
});

/** One file to decrypt. */
export const DecryptJob = z.strictObject({
  source: Path,
  /** Where the result goes. */
  folder: Path,
  overwrite: z.boolean(),
  /** Of a key that was opened before. */
  key: Id,
  /** A file with a wrapped key that is opened with that key, for this file alone. */
  envelope: Path.optional(),
  aad: AadWish.optional(),
  /** base64 of 16 bytes. */
  iv: z.string().max(64).optional(),
  /** An id of the table of formats, an `aesMode`, or `openssl-aes-128-cbc` and its like. */
  format: z.string().max(64).optional(),
  kdf: KdfWish.optional(),
  /** The record to use instead of the one beside the file. */
  record: Path.optional(),
  /** The weakest grade that is allowed. */
  floor: Grade,
});
export type DecryptJob = z.output<typeof DecryptJob>;

/** What became of a file. */
export const DecryptResult = z.strictObject({
  /** Where it is now. */
  output: Path,
  format: FormatId,
  grade: Grade,
  /** True when a tag, a signature or a recorded digest has proven the plaintext. */
  authenticated: z.boolean(),
  /** What proved it, in words; null when nothing did. */
  provenBy: z.string().max(300).nullable(),
  sha256: Sha256Hex,
  bytes: z.number().int().nonnegative(),
  /** The way from the key to the data, in words. */
  /** True when it equals the SHA-256 that the record has of the original; null where none is recorded. */
  equalsOriginal: z.boolean().nullable(),
  chain: z.array(z.string().max(300)).max(10),
  caution: z.string().max(500).nullable(),
});
export type DecryptResult = z.output<typeof DecryptResult>;

/** What is known of a file before a key is tried. */
export const Inspection = z.strictObject({
  name: z.string().max(1024),
  size: z.number().int().nonnegative(),
  candidates: z.array(z.strictObject({ format: FormatId, sureness: z.enum(['named', 'marked', 'expected']) })).max(20),
  alsoPossible: z.array(FormatId).max(20),
  regions: z
    .array(
      z.strictObject({
        role: z.enum(['header', 'salt', 'nonce', 'wrapped-key', 'ciphertext', 'tag', 'check']),
        label: z.string().max(120),
        offset: z.number().int().nonnegative(),
        length: z.number().int().nonnegative(),
      }),
    )
    .max(50),
  /** Header fields, as text that may be shown. */
  fields: z.array(z.strictObject({ label: z.string().max(120), value: z.string().max(2048) })).max(100),
  /** The broken structure, when the file has a mark but cannot be read. */
  fault: Failure.nullable(),
  /** Whether a record lies beside it, and what it says. */
  record: z
    .strictObject({
      aesMode: z.string().max(64),
      aadLength: z.number().int().nonnegative(),
      /** base64; at most 64 KiB of octets. */
      aad: z.string().max(90_000),
      hasIv: z.boolean(),
      originalSHA256: Sha256Hex.optional(),
      productName: z.string().max(300).optional(),
      keyName: z.string().max(300).optional(),
      /** All that it says, for people. */
      fields: z.array(z.strictObject({ label: z.string().max(120), value: z.string().max(2048) })).max(40),
    })
    .nullable(),
});
export type Inspection = z.output<typeof Inspection>;

/** What a key turned out to be. */
export const OpenedKey = z.strictObject({
  kinds: z.array(KeyKind).max(5),
  /** What it is: `AES-256`, `RSA 3072`, `EC P-256`, `pass phrase`. */
  type: z.string().max(60),
  grade: Grade,
  where: z.string().max(300),
  /** SubjectPublicKeyInfo in DER, of a private key. */
  publicKey: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 8_192).optional(),
  /**
   * SHA-256 of the file's octets, of a key that may be moved onto a token, so that a swapped file is noticed. Of other
   * files none: from that of a pass phrase the words could be guessed.
   */
  fileSHA256: Sha256Hex.optional(),
});
export type OpenedKey = z.output<typeof OpenedKey>;

const Octets = (least: number, most: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length >= least && value.length <= most);

/** A key on its way to a token: ciphertext, and a known answer that proves it there. */
export const WrappedKey = z.strictObject({
  /** AES key wrap with padding (RFC 5649). */
  wrapped: Octets(24, 40),
  keyLength: z.union([z.literal(16), z.literal(32)]),
  /** AES-GCM under the key itself: what `proveKey` asks of the token. */
  answer: z.strictObject({ iv: Octets(12, 12), aad: Octets(0, 64), sealed: Octets(16, 64) }),
});
export type WrappedKey = z.output<typeof WrappedKey>;

const failed = z.strictObject({ ok: z.literal(false), error: Failure });
const resultOf = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), value }), failed]);

/** To the decryption process. */
export const Order = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    /** The native addon, when there is one. */
    addon: Path.optional(),
    /** Where it remembers files it has begun. */
    stateFolder: Path,
  }),
  z.strictObject({
    kind: z.literal('open-key'),
    id: Id,
    key: Id,
    file: Path,
    /** Of an encrypted private key. The sender zeroes its copy. */
    passPhrase: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
    /** The port on which the pass phrase comes, one message a try: from a window of ours, past main. */
    passPhrasePort: Id.optional(),
  }),
  /** Comes with one end of a channel, on which secrets come or go. */
  z.strictObject({ kind: z.literal('port'), port: Id }),
  z.strictObject({ kind: z.literal('close-port'), port: Id }),
  /** Wraps a key of a key file under a new KEK, which goes out on the port: for a token process, past main. */
  z.strictObject({ kind: z.literal('wrap-key'), id: Id, key: Id, port: Id }),
  /** Opens an envelope of the platform with a client key from a file. */
  z.strictObject({ kind: z.literal('open-envelope'), id: Id, key: Id, jwe: z.string().max(longestJwe) }),
  /** Makes the KEK of an envelope and sends it out on the port: to a token process, past main. */
  z.strictObject({ kind: z.literal('send-kek'), id: Id, key: Id, peerPoint: Octets(65, 65), port: Id }),
  /** Opens a compact JWE, given whole, whose content may go to the parent: a product's secrets, or wrapped keys. */
  z.strictObject({
    kind: z.literal('open-jwe'),
    id: Id,
    key: Id,
    jwe: z
      .string()
      .max(longestJwe)
      .regex(/^[\w.-]*$/),
  }),
  /** Comes with the engine's end of a channel to the token process. */
  z.strictObject({
    kind: z.literal('open-token-key'),
    key: Id,
    kinds: z.array(KeyKind).max(5),
    where: z.string().max(300),
    publicPoint: z
      .strictObject({ kty: z.string().max(8), crv: z.string().max(16), x: z.string().max(100), y: z.string().max(100) })
      .optional(),
  }),
  /** Whether the token did what the engine asked; what it gave comes on the key's port. */
  z.strictObject({ kind: z.literal('token-answer'), id: Id, result: resultOf(z.null()) }),
  z.strictObject({ kind: z.literal('close-key'), key: Id }),
  z.strictObject({
    kind: z.literal('inspect'),
    id: Id,
    source: Path,
    format: z.string().max(64).optional(),
    record: Path.optional(),
  }),
  z.strictObject({ kind: z.literal('decrypt'), id: Id, job: DecryptJob }),
  z.strictObject({ kind: z.enum(['pause', 'resume', 'cancel']), id: Id }),
]);
export type Order = z.output<typeof Order>;

/** From the decryption process. */
export const Report = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({
    kind: z.literal('progress'),
    id: Id,
    done: z.number().nonnegative(),
    total: z.number().nonnegative(),
  }),
  /** `job`: the file that it is for, as far as it is one. */
  z.strictObject({ kind: z.literal('token-ask'), id: Id, key: Id, job: Id.optional(), ask: TokenAsk }),
  z.strictObject({ kind: z.literal('key-opened'), id: Id, result: resultOf(OpenedKey) }),
  z.strictObject({ kind: z.literal('key-wrapped'), id: Id, result: resultOf(WrappedKey) }),
  z.strictObject({ kind: z.literal('jwe-opened'), id: Id, result: resultOf(z.string().max(longestJwe)) }),
  /** What is in the envelope: ciphertext and names. */
  z.strictObject({ kind: z.literal('envelope-opened'), id: Id, result: resultOf(WrappedKeys) }),
  z.strictObject({ kind: z.literal('kek-sent'), id: Id, result: resultOf(z.null()) }),
  z.strictObject({ kind: z.literal('inspected'), id: Id, result: resultOf(Inspection) }),
  z.strictObject({ kind: z.literal('decrypted'), id: Id, result: resultOf(DecryptResult) }),
]);
export type Report = z.output<typeof Report>;
