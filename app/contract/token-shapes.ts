import { z } from 'zod';
import { Grade, TokenKind } from '../exposure.ts';
import { FactGroups, Warning } from '../facts.ts';
import { Failure } from '../result.ts';

/** Opaque names that main gives to modules, tokens and objects: they say nothing and can be used for nothing else (rule R1). */
export const LocalId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export type LocalId = z.output<typeof LocalId>;

const Iso = z.string().max(40);
const Short = z.string().max(300);

/** How near a token is to locking, as it tells and as the app has counted. */
export const PinStanding = z.strictObject({
  state: z.enum(['untouched', 'low', 'final-try', 'locked', 'unset']),
  /** Wrong PINs that this app has seen since the last right one. Some tokens tell late or never. */
  wrongHere: z.number().int().nonnegative(),
  /** The reader has keys of its own for the PIN; the binding cannot use them. */
  hasPad: z.boolean(),
});

/** What the probe found, in words; `null` while it was never run on this very module, token and firmware. */
export const ProbeSummary = z.strictObject({
  at: Iso,
  kind: TokenKind,
  findings: z
    .array(
      z.strictObject({
        /** "ECDH whose secret stays sensitive". */
        what: Short,
        works: z.boolean(),
        /** Why not, or how it is used here. */
        note: z.string().max(400),
      }),
    )
    .max(64),
});

export const TokenRow = z.strictObject({
  id: LocalId,
  module: LocalId,
  moduleName: Short,
  label: Short,
  model: Short,
  manufacturer: Short,
  serial: Short,
  hardware: Short,
  firmware: Short,
  kind: TokenKind,
  isInitialised: z.boolean(),
  isWritable: z.boolean(),
  isRemovable: z.boolean(),
  needsLogin: z.boolean(),
  isLoggedIn: z.boolean(),
  /** When the login ends by itself if nothing is done; null while nobody is logged in. */
  locksAt: Iso.nullable(),
  pin: PinStanding,
  probedAt: Iso.nullable(),
});
export type TokenRow = z.output<typeof TokenRow>;

export const ModuleRow = z.strictObject({
  id: LocalId,
  name: Short,
  /** For reading only: nothing that the window sends is ever a path. */
  path: z.string().max(4096),
  /** Settings that go with it, such as NSS's folder. */
  parameters: z.string().max(4096).nullable(),
  sha256: z.string().max(64).nullable(),
  /** "usual place", "p11-kit registry", "added by you". */
  foundBy: Short,
  /**
   * `offered` found, never allowed, nothing of it was loaded; `allowed` may be loaded; `changed` the file is another one
   * than was allowed; `missing` the file is gone.
   */
  state: z.enum(['offered', 'allowed', 'changed', 'missing']),
  /** What it says about itself once it was loaded. */
  about: z.strictObject({ description: Short, manufacturer: Short, version: Short, cryptoki: Short }).nullable(),
  /** Why it does not answer; the words of the error say what to do. */
  failure: Failure.nullable(),
  tokens: z.array(TokenRow).max(256),
});
export type ModuleRow = z.output<typeof ModuleRow>;

export const TokensOverview = z.strictObject({
  modules: z.array(ModuleRow).max(64),
  /** False until every allowed module has answered once or failed. */
  isSettled: z.boolean(),
  readAt: Iso,
});
export type TokensOverview = z.output<typeof TokensOverview>;

export const ObjectRow = z.strictObject({
  id: LocalId,
  class: z.enum(['data', 'certificate', 'public-key', 'private-key', 'secret-key', 'other']),
  label: z.string().max(1024),
  /** CKA_ID in hex. */
  ckaId: z.string().max(512),
  /** "AES-256", "EC P-256", "RSA 2048", or what the token calls it. */
  type: Short,
  /** Made by Keydock and never finished: to be offered for destruction. */
  isLeftover: z.boolean(),
  /** What it may be used for, in words: "decrypt", "sign", "derive". */
  uses: z.array(z.string().max(40)).max(16),
  warnings: z.array(Warning).max(8),
  groups: FactGroups,
});
export type ObjectRow = z.output<typeof ObjectRow>;

export const MechanismRow = z.strictObject({
  name: z.string().max(64),
  /** "CKM_AES_GCM" in words: "AES in Galois/counter mode"; empty where we know none. */
  means: Short,
  uses: z.array(z.string().max(32)).max(16),
});

/** One token with all that can be read of it now. Objects and probe need a login on most tokens. */
export const TokenPage = z.strictObject({
  token: TokenRow,
  objects: z.strictObject({ rows: z.array(ObjectRow).max(2_000), total: z.number().int().nonnegative() }),
  /** Why there are none of them. */
  objectsFailure: Failure.nullable(),
  mechanisms: z.array(MechanismRow).max(2_000),
  probe: ProbeSummary.nullable(),
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
  readAt: Iso,
});
export type TokenPage = z.output<typeof TokenPage>;

/** A grade as the window draws it: shape, letter and a phrase that is true of this kind of token. */
export const GradeShown = z.strictObject({ grade: Grade, phrase: z.string().max(80) });
export type GradeShown = z.output<typeof GradeShown>;
