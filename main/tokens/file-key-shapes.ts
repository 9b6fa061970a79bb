import { z } from 'zod';
import { Bytes } from './token-shapes.ts';

/** What a key on a token is asked to do for one file. Only ciphertext and public values are in it (rule R6). */

/** The most that is sent to a token in one piece: it takes an AES-GCM message whole and buffers it. Bytes. */
export const largestPiece = 64 * 1024 * 1024;

/** A way to the key of one file. What comes out is that key, or the secret it is derived from: grade K. */
export const FileKeyWay = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('oaep'),
    /** In the order in which they are tried; more than one where the file does not tell. */
    hashes: z
      .array(z.enum(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']))
      .min(1)
      .max(4),
    ciphertext: Bytes(64, 2048),
  }),
  /** AES key wrap, or the same with padding. */
  z.object({ kind: z.literal('unwrap'), scheme: z.enum(['kw', 'kwp']), wrapped: Bytes(16, 4104) }),
  /** ECDH with an uncompressed point of the key's own curve. */
  z.object({ kind: z.literal('agree'), curve: z.enum(['P-256', 'P-384', 'P-521']), point: Bytes(65, 133) }),
]);
export type FileKeyWay = z.output<typeof FileKeyWay>;

/** The first of three, say: how often one file may need its key, where a person is asked each time. */
export const Turn = z.strictObject({ which: z.number().int().positive(), of: z.number().int().positive() });
export type Turn = z.output<typeof Turn>;

/** A stretch of a file that the token itself decrypts: grade T. CBC without padding, so that pieces can be joined. */
export const PieceCipher = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gcm'), iv: Bytes(12, 12), aad: Bytes(0, 65_536) }),
  z.object({ kind: z.literal('cbc'), iv: Bytes(16, 16) }),
]);
export type PieceCipher = z.output<typeof PieceCipher>;

/** Ciphertext, with the tag behind it for GCM. */
export const Piece = Bytes(0, largestPiece + 16);
