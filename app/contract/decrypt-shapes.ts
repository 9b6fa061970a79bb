import { z } from 'zod';
import { Grade, TokenKind } from '../exposure.ts';
import { Warning } from '../facts.ts';
import { Failure } from '../result.ts';
import { GradeShown, LocalId } from './token-shapes.ts';

const Short = z.string().max(300);
const Name = z.string().max(1024);

export const AadInput = z.strictObject({
  kind: z.enum(['text', 'base64', 'hex', 'template']),
  text: z.string().max(16_384),
});
export type AadInput = z.output<typeof AadInput>;

/** A stretch of a file, for the bar. */
export const Region = z.strictObject({
  role: z.enum(['header', 'salt', 'nonce', 'wrapped-key', 'ciphertext', 'tag', 'check']),
  label: z.string().max(120),
  offset: z.number().nonnegative(),
  length: z.number().nonnegative(),
});

export const FileState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('looking') }),
  /** Something is missing: a key, an AAD, an IV, a choice. `what` says it. */
  z.strictObject({
    kind: z.literal('needs'),
    what: z.enum(['key', 'aad', 'iv', 'format', 'choice', 'pin']),
    words: Short,
  }),
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('waiting') }),
  z.strictObject({
    kind: z.enum(['running', 'paused']),
    done: z.number().nonnegative(),
    total: z.number().nonnegative(),
    /** Bytes a second, of the last seconds. */
    speed: z.number().nonnegative(),
    secondsLeft: z.number().nonnegative().nullable(),
  }),
  z.strictObject({
    kind: z.literal('done'),
    output: Name,
    /** Name of the folder it is in. */
    folder: Name,
    bytes: z.number().nonnegative(),
    sha256: z.string().max(64),
    authenticated: z.boolean(),
    /** "proven by its tag"; "not authenticated". */
    words: Short,
    /** SHA-256 equals the one that the platform recorded for the original; null where none is known. */
    equalsOriginal: z.boolean().nullable(),
    grade: GradeShown,
    chain: z.array(z.string().max(300)).max(10),
    caution: z.string().max(500).nullable(),
    seconds: z.number().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('failed'), failure: Failure, canRetry: z.boolean() }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);
export type FileState = z.output<typeof FileState>;

export const FileRow = z.strictObject({
  id: LocalId,
  name: Name,
  /** Name of the folder it lies in, to tell two files of one name apart. */
  folder: Name,
  size: z.number().nonnegative(),
  /** "Platform AES-GCM-256"; null while it is not known. */
  format: Short.nullable(),
  /** `named` by record or person, `marked` in the file, `expected` until a tag has proven it. */
  sureness: z.enum(['named', 'marked', 'expected']).nullable(),
  /** "AES key of 32 bytes", "RSA private key". */
  keyNeeded: Short.nullable(),
  key: LocalId.nullable(),
  /** The grade that its key reaches on its format, before that has been tried; null once it has, or while one is missing. */
  expected: GradeShown.nullable(),
  state: FileState,
});
export type FileRow = z.output<typeof FileRow>;

/** A key that files may be opened with. */
export const KeyRow = z.strictObject({
  id: LocalId,
  /** "Key for image encryption on Line 3 HSM", or the file's name. */
  where: Short,
  /** What it is: "AES-256", "RSA 3072", "pass phrase". */
  type: Short,
  /** Null for a token's keys: what is done with them depends on the file, see `expected` there. */
  grade: GradeShown.nullable(),
  tokenKind: TokenKind.nullable(),
  /** A key file can be moved onto a token. */
  isFile: z.boolean(),
});
export type KeyRow = z.output<typeof KeyRow>;

/** Everything on the screen but the details. */
export const DecryptBatch = z.strictObject({
  files: z.array(FileRow).max(2_000),
  keys: z.array(KeyRow).max(200),
  /** Name of the folder that results go to; null: beside each file. */
  folder: Name.nullable(),
  overwrite: z.boolean(),
  floor: Grade,
  /** How many files of a drop were left out because there were too many. */
  leftOut: z.number().int().nonnegative(),
});
export type DecryptBatch = z.output<typeof DecryptBatch>;

/** One file before and after: it teaches what the format is. */
export const FileDetails = z.strictObject({
  id: LocalId,
  name: Name,
  size: z.number().nonnegative(),
  format: Short.nullable(),
  /** What it is and what authenticates it, in a few sentences. */
  about: z.string().max(2_000),
  regions: z.array(Region).max(50),
  fields: z.array(z.strictObject({ label: z.string().max(120), value: z.string().max(2_048) })).max(100),
  /** The first and last bytes of small regions, in hex, for the bar's legend. */
  aad: z
    .strictObject({
      /** Exactly what is used. */
      base64: z.string().max(90_000),
      utf8: z.string().max(65_536).nullable(),
      bytes: z.number().int().nonnegative(),
      from: z.enum(['record', 'person', 'none']),
    })
    .nullable(),
  /** What the person has chosen, to fill the inputs again. */
  chosen: z.strictObject({
    aad: AadInput.nullable(),
    iv: z.string().max(64).nullable(),
    format: z.string().max(64).nullable(),
  }),
  /** Formats that could be named for this file, as ids and words. */
  formats: z.array(z.strictObject({ id: z.string().max(64), name: Short, isAuthenticated: z.boolean() })).max(64),
  /** AADs that were right before, and templates. */
  rememberedAads: z.array(AadInput).max(30),
  /** From the key to the data, with a grade for each step. */
  chain: z.array(z.strictObject({ words: z.string().max(300), grade: GradeShown.nullable() })).max(10),
  /** The record beside the file; null where there is none. */
  record: z
    .array(z.strictObject({ label: z.string().max(120), value: z.string().max(2_048) }))
    .max(40)
    .nullable(),
  warnings: z.array(Warning).max(8),
  fault: Failure.nullable(),
});
export type FileDetails = z.output<typeof FileDetails>;
