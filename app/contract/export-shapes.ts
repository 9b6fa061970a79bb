import { z } from 'zod';
import { Grade, TokenKind } from '../exposure.ts';
import { FactGroups, Warning } from '../facts.ts';
import { Failure } from '../result.ts';
import { ClientKey } from './client-shapes.ts';
import { ItemId } from './shapes.ts';
import { GradeShown, LocalId } from './token-shapes.ts';

const Iso = z.string().max(40);
const Short = z.string().max(300);

/** The steps of the wizard, in order. */
export const ExportStep = z.enum(['product', 'client-key', 'token', 'preview', 'run', 'record']);
export type ExportStep = z.output<typeof ExportStep>;

/** What one token would do with one key. */
export const GradeAt = z.strictObject({
  token: LocalId,
  label: Short,
  kind: TokenKind,
  /** Null where it cannot take the key at all; `why` says so. */
  grade: GradeShown.nullable(),
  why: z.string().max(400),
});
export type GradeAt = z.output<typeof GradeAt>;

/** One wrapped key of the envelope, before anything is written. */
export const PreviewKey = z.strictObject({
  /** Its place in the envelope, from 0: how the window names it. */
  index: z.number().int().nonnegative(),
  name: Short,
  /** "AES-256". */
  type: Short,
  platformTokenId: Short,
  /** "AES-KWP, 40 bytes". */
  arrivesAs: Short,
  /** "sensitive, not extractable" / "decrypt only · token object". */
  storedAs: z.array(Short).max(4),
  label: Short,
  ckaId: z.string().max(128),
  /** Of the chosen target; null where it cannot be taken. */
  grade: GradeShown.nullable(),
  /** Why it cannot be exported: no rung, below the floor, unknown type. Null when it can. */
  refused: z.string().max(400).nullable(),
  /** An object with this name or material is on the target already. */
  alreadyThere: Short.nullable(),
  otherTokens: z.array(GradeAt).max(32),
  /** What was looked at and not taken, best first. */
  passed: z.array(z.strictObject({ what: Short, grade: Grade, why: z.string().max(400) })).max(20),
});
export type PreviewKey = z.output<typeof PreviewKey>;

export const ExportPreview = z.strictObject({
  madeAt: Iso,
  keys: z.array(PreviewKey).max(1_000),
  /** Of opening the envelope itself. */
  envelopeGrade: GradeShown,
  floor: Grade,
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
});
export type ExportPreview = z.output<typeof ExportPreview>;

export const RunKey = z.strictObject({
  index: z.number().int().nonnegative(),
  name: Short,
  type: Short,
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('waiting') }),
    z.strictObject({ kind: z.literal('running') }),
    z.strictObject({ kind: z.literal('skipped'), why: Short }),
    z.strictObject({ kind: z.literal('failed'), failure: Failure }),
    z.strictObject({
      kind: z.literal('stored'),
      grade: GradeShown,
      /** `proven` by a known answer, or honestly `integrity-checked, not compared`. */
      verification: z.enum(['proven', 'integrity-checked']),
      how: Short,
      checkValue: z.string().max(16).nullable(),
      label: Short,
      warnings: z.array(Warning).max(8),
    }),
  ]),
});
export type RunKey = z.output<typeof RunKey>;

export const ExportRun = z.strictObject({
  startedAt: Iso,
  endedAt: Iso.nullable(),
  isCancelled: z.boolean(),
  keys: z.array(RunKey).max(1_000),
});
export type ExportRun = z.output<typeof ExportRun>;

export const RecordRow = z.strictObject({
  id: LocalId,
  at: Iso,
  product: Short,
  token: Short,
  keys: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  /** The weakest grade of those that were stored. */
  grade: Grade.nullable(),
  /** `pinned`: its key was pinned in the journal when it was made; `unsigned` says so itself. */
  signature: z.enum(['pinned', 'self-asserted', 'unsigned']),
});
export type RecordRow = z.output<typeof RecordRow>;

/** How keys would come onto one token, as far as its last probe tells. */
export const ExpectedOnToken = z.strictObject({
  token: LocalId,
  ways: z
    .array(
      z.strictObject({
        /** "AES keys and EC private keys". */
        keys: z.string().max(300),
        /** Null where it has no way for them. */
        grade: GradeShown.nullable(),
        /** It has no way, or one below the floor of the profile. */
        isRefused: z.boolean(),
      }),
    )
    .max(4),
});
export type ExpectedOnToken = z.output<typeof ExpectedOnToken>;

/** The record of one ceremony, as kept. */
export const RecordPage = z.strictObject({
  row: RecordRow,
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
  /** kid of the record-signing key, RFC 7638; null for an unsigned record. */
  thumbprint: z.string().max(64).nullable(),
  /** The JWS or the JSON as kept, indented; for reading. */
  written: z.string().max(1_000_000),
  verified: z.strictObject({ isGood: z.boolean(), how: z.string().max(400) }),
  /** The audit trail's line for this fetch, or why there is none. */
  audit: z.strictObject({
    words: z.string().max(600),
    /** When the platform says it happened; null where it named no time that can be read, or there is no line. */
    at: Iso.nullable(),
  }),
});
export type RecordPage = z.output<typeof RecordPage>;

/** One export, from its first step to its record. Main keeps it without any secret, so it can be left and taken up again. */
export const ExportDraft = z.strictObject({
  id: LocalId,
  startedAt: Iso,
  changedAt: Iso,
  step: ExportStep,
  product: z.strictObject({ id: ItemId, name: Short }).nullable(),
  clientKey: ClientKey.nullable(),
  /** The registered client of that key for this product; `isReady` once the platform has approved it. */
  client: z
    .strictObject({ id: ItemId, name: Short, stateName: Short, isReady: z.boolean(), warning: Short.nullable() })
    .nullable(),
  target: z
    .strictObject({
      token: LocalId,
      label: Short,
      kind: TokenKind,
      serial: Short,
      isPresent: z.boolean(),
      isLoggedIn: z.boolean(),
    })
    .nullable(),
  preview: ExportPreview.nullable(),
  run: ExportRun.nullable(),
  record: LocalId.nullable(),
  /** What stands in the way of the step it is at. */
  failure: Failure.nullable(),
  /** Something is being read or done now, in words; null when it waits for the person. */
  doing: Short.nullable(),
});
export type ExportDraft = z.output<typeof ExportDraft>;

/** An object that an interrupted export left on a token. */
export const Leftover = z.strictObject({
  token: LocalId,
  tokenLabel: Short,
  object: LocalId,
  label: z.string().max(1024),
});

export const ExportsOverview = z.strictObject({
  drafts: z
    .array(
      z.strictObject({
        id: LocalId,
        product: Short.nullable(),
        target: Short.nullable(),
        step: ExportStep,
        changedAt: Iso,
      }),
    )
    .max(50),
  records: z.array(RecordRow).max(500),
  leftovers: z.array(Leftover).max(200),
});
export type ExportsOverview = z.output<typeof ExportsOverview>;
