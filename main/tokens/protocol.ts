import { z } from 'zod';
import { longestJwe } from '../../app/crypto/jwe.ts';
import { Grade, TokenKind } from '../../app/exposure.ts';
import { longestSecretsJwe } from '../../app/formats/secrets-jwe.ts';
import { gcmPlaintextLimit, gcmTagLength } from '../../app/platform/modes.ts';
import { WrappedKeys } from '../../app/platform/wire/distributions.ts';
import { Failure } from '../../app/result.ts';
import { Capabilities } from './capabilities.ts';
import { ExportableKeyType } from './exportable-keys.ts';
import { FileKeyWay, Piece, PieceCipher } from './file-key-shapes.ts';
import {
  Bytes,
  Hex,
  KeyAttributes,
  MechanismDescription,
  ModuleDescription,
  ObjectDescription,
  ObjectRef,
  TokenDescription,
  TokenRef,
} from './token-shapes.ts';

/**
 * Everything that passes between main and a token process (rule R6): ciphertext, public values, and names of tokens and
 * objects. PINs and KEKs never do; they come on ports of their own and are only named here, by the number of their port.
 */

/** The number of a port on which a secret came. */
export const PortId = z.number().int().positive().max(0xffff_ffff);

const seconds = (count: number) => count * 1000;

export const KeyUse = z.enum(['decrypt', 'sign', 'derive']);
export type KeyUse = z.output<typeof KeyUse>;

const KeyOnToken = z.object({ token: TokenRef, key: ObjectRef });

/** A rung that was looked at and not taken, or that failed. */
const Tried = z.object({ id: z.string().max(120), grade: Grade, why: z.string().max(300) });
export type Tried = z.output<typeof Tried>;

/** Rule R3: a known answer, or honestly none. */
export const Verification = z.object({
  state: z.enum(['proven', 'integrity-checked']),
  /** What was done, for the record: `signature checked with the public key of the platform`. */
  how: z.string().max(200),
});
export type Verification = z.output<typeof Verification>;

/** Where the KEK comes from: this process's own client key, or a port on which another token process sent it. */
const KekSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('client-key'), client: KeyOnToken, peerPoint: Bytes(65, 65) }),
  z.object({ kind: z.literal('port'), port: PortId }),
]);

/** The platform's largest AES-GCM file, without its nonce: ciphertext and tag. Octets. */
const longestProof = gcmPlaintextLimit + gcmTagLength;

const ImportParams = z.object({
  kek: KekSource,
  token: TokenRef,
  wrapped: Bytes(16, 4104),
  keyType: ExportableKeyType,
  /** What the object will be called and identified by. */
  label: z.string().min(1).max(200),
  id: Bytes(1, 64),
  uses: z.array(KeyUse).min(1).max(3),
  /** The rungs that were confirmed, per form the key may be in. No other is tried (rule R4). */
  rungs: z.object({ kwp: z.string().max(120).optional(), cloudhsm: z.string().max(120).optional() }),
  floor: Grade,
  /** SubjectPublicKeyInfo of a private key, where the platform told it. */
  publicKey: Bytes(1, 2048).optional(),
  allowDuplicate: z.boolean(),
});
export type ImportParams = z.output<typeof ImportParams>;

export const Imported = z.object({
  object: ObjectRef,
  attributes: KeyAttributes,
  form: z.enum(['kwp', 'cloudhsm']),
  rung: z.string().max(120),
  grade: Grade,
  verification: Verification,
  /** Six hexadecimal digits, for AES keys on tokens that can make one. */
  checkValue: Hex(3).optional(),
  /** `copied`: proven first, then stored. `in-place`: stored under an unfinished name, proven, then named. */
  placed: z.enum(['copied', 'in-place']),
  /** The token had ignored part of the template, which was then set right and read again. */
  wasTightened: z.boolean(),
  tried: z.array(Tried).max(20),
});
export type Imported = z.output<typeof Imported>;

const Nothing = z.object({});

/** One row a job: what it takes, what it gives, and how long it may take before the process is ended. */
export const jobs = {
  describe: { params: Nothing, result: ModuleDescription, deadline: seconds(5) },
  /** `pin: null` for readers with a PIN pad: the person then has this long to type. */
  login: {
    params: z.object({ token: TokenRef, pin: PortId.nullable() }),
    result: TokenDescription,
    deadline: seconds(60),
  },
  logout: { params: z.object({ token: TokenRef }), result: Nothing, deadline: seconds(5) },
  objects: {
    params: z.object({ token: TokenRef }),
    result: z.array(ObjectDescription).max(10_000),
    deadline: seconds(30),
  },
  mechanisms: {
    params: z.object({ token: TokenRef }),
    result: z.array(MechanismDescription).max(2000),
    deadline: seconds(10),
  },
  probe: {
    params: z.object({ token: TokenRef, clientKey: ObjectRef.optional() }),
    result: z.object({ capabilities: Capabilities, kind: TokenKind }),
    deadline: seconds(60),
  },
  /** `client`: EC P-256 that only derives. `record`: EC P-256 that only signs. Both never leave the token. */
  makeKeyPair: {
    params: z.object({
      token: TokenRef,
      purpose: z.enum(['client', 'record']),
      label: z.string().min(1).max(200),
      id: Bytes(1, 64),
    }),
    result: z.object({ key: ObjectRef, publicKey: Bytes(1, 2048) }),
    deadline: seconds(60),
  },
  /** The SubjectPublicKeyInfo of a private key, from its public object. */
  publicKey: { params: KeyOnToken, result: Bytes(1, 2048), deadline: seconds(10) },
  /** ES256 over a SHA-256 digest: r ‖ s. */
  signDigest: {
    params: KeyOnToken.extend({ digest: Bytes(32, 32) }),
    result: Bytes(64, 64),
    deadline: seconds(30),
  },
  openEnvelope: {
    params: z.object({ client: KeyOnToken, jwe: z.string().max(longestJwe), floor: Grade }),
    result: z.object({
      keys: WrappedKeys,
      rung: z.string().max(120),
      grade: Grade,
      tried: z.array(Tried).max(20),
    }),
    deadline: seconds(30),
  },
  /**
   * The secrets of a product, opened with a production PC's key: their text, since they are to be shown. The content key
   * stays in this process, or on the token.
   */
  openSecrets: {
    params: KeyOnToken.extend({ jwe: z.string().max(longestSecretsJwe) }),
    result: z.object({ text: z.string().max(longestSecretsJwe), rung: z.string().max(120) }),
    deadline: seconds(30),
  },
  importKey: { params: ImportParams, result: Imported, deadline: seconds(30) },
  /** Makes the KEK with the client key of this token and sends it to another token process, by a port. */
  sendKek: {
    params: z.object({ client: KeyOnToken, peerPoint: Bytes(65, 65), port: PortId }),
    result: z.object({ rung: z.string().max(120), grade: Grade }),
    deadline: seconds(30),
  },
  /**
   * The key of one file, sent to the decryption process by a port: grade K. A key that wants its PIN at every use gets it
   * by `pin`, as for `login`, and with it the same time for a person at a PIN pad.
   */
  fileKey: {
    params: KeyOnToken.extend({ way: FileKeyWay, port: PortId, pin: PortId.nullable().optional() }),
    result: Nothing,
    deadline: seconds(60),
  },
  /** A stretch of a file decrypted on the token, its plaintext sent to the decryption process by a port: grade T. */
  decryptPiece: {
    params: KeyOnToken.extend({ cipher: PieceCipher, data: Piece, port: PortId }),
    result: Nothing,
    deadline: seconds(120),
  },
  /**
   * Whether a file of the platform (AES-GCM, one record) opens with a key on the token: the known answer that makes an AES
   * key proven. The plaintext is wiped where it appears.
   */
  proveKey: {
    params: KeyOnToken.extend({ iv: Bytes(12, 12), aad: Bytes(0, 65_536), sealed: Bytes(16, longestProof) }),
    result: z.object({ isProven: z.boolean() }),
    deadline: seconds(60),
  },
  /** Wipes a secret that came by a port. */
  forget: { params: z.object({ port: PortId }), result: Nothing, deadline: seconds(5) },
  destroyObject: { params: KeyOnToken, result: Nothing, deadline: seconds(10) },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType; deadline: number }>;

export type JobName = keyof typeof jobs;
export const JobName = z.enum(Object.keys(jobs) as [JobName, ...JobName[]]);
export type JobParams<Name extends JobName> = z.output<(typeof jobs)[Name]['params']>;
export type JobResult<Name extends JobName> = z.output<(typeof jobs)[Name]['result']>;

/** The module a token process serves, told once, before any job. */
export const ModuleSpec = z.object({
  path: z.string().min(1).max(4096),
  /** SHA-256 of the file, in hex: what was allowed. The process loads nothing else. */
  sha256: Hex(32).length(64),
  /** NSS's own parameter string. */
  parameters: z.string().max(4096).optional(),
});
export type ModuleSpec = z.output<typeof ModuleSpec>;

export const ToProcess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), module: ModuleSpec, nativeAddon: z.string().max(4096) }),
  z.object({ kind: z.literal('job'), id: z.number().int(), name: JobName, params: z.unknown() }),
  /** Comes with a port, on which secrets go or come. */
  z.object({ kind: z.literal('port'), port: PortId }),
]);
export type ToProcess = z.output<typeof ToProcess>;

export const FromProcess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('not-started'), error: Failure }),
  z.object({ kind: z.literal('done'), id: z.number().int(), value: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.number().int(), error: Failure }),
  /** A mistake of ours, for the log. */
  z.object({ kind: z.literal('bug'), id: z.number().int(), text: z.string().max(4000) }),
  /** A secret lies ready under this port's number. */
  z.object({ kind: z.literal('secret'), port: PortId }),
  z.object({ kind: z.literal('port-closed'), port: PortId }),
]);
export type FromProcess = z.output<typeof FromProcess>;
