import { z } from 'zod';
import { FactGroups, Mark, Warning } from '../facts.ts';
import { QueueId } from '../platform/queue-ids.ts';
import { Failure } from '../result.ts';

/** Ids of the platform: opaque, short, and never put into a path without encoding. */
export const ItemId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?!\.+$)[A-Za-z0-9._~:-]+$/);
const Iso = z.string().max(40);
const Short = z.string().max(300);

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.output<typeof Theme>;

/** One page of a list that is sparse by `count`: rows come ten a page, the rest is known by number only. */
export function PageOf<R extends z.ZodType>(row: R) {
  return z.strictObject({
    page: z.number().int().nonnegative(),
    /** Items in the whole list, as the platform counts them now. */
    count: z.number().int().nonnegative(),
    rows: z.array(row).max(200),
    /** When main read it. */
    readAt: Iso,
  });
}
export interface Page<R> {
  readonly page: number;
  readonly count: number;
  readonly rows: readonly R[];
  readonly readAt: string;
}

/** An account and how its session stands. No token, ever. */
export const Account = z.strictObject({
  name: Short,
  username: Short,
  /** The platform's spelling of the identity, `oid:<uuid>`. */
  identity: z.string().max(80),
  oid: z.string().max(64),
  tenantId: z.string().max(64),
  groups: z.array(z.strictObject({ id: z.string().max(64), name: Short.optional() })).max(500),
  /** The sign-in service left the groups out because there are too many (Entra: over 200), so an empty list says nothing. */
  groupsLeftOut: z.boolean(),
});
export type Account = z.output<typeof Account>;

export const Session = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('no-profile') }),
  z.strictObject({ kind: z.literal('signed-out'), lastFailure: Failure.nullable() }),
  z.strictObject({
    kind: z.literal('signing-in'),
    method: z.enum(['browser', 'device-code']),
    /** Present once the sign-in service has given it out. */
    deviceCode: z.strictObject({ userCode: Short, verificationUri: Short }).nullable(),
    /** When the app gives up waiting. */
    givesUpAt: Iso,
    /** The account that has to sign in again, when a session had expired. */
    again: Account.nullable(),
  }),
  z.strictObject({
    kind: z.literal('signed-in'),
    account: Account,
    expiresAt: Iso,
    /** Is the session kept on this machine? Only under real OS encryption. */
    kept: z.enum(['os-encrypted', 'memory-only']),
  }),
  /** The refresh token is dead or was refused; the screens keep what they show. */
  z.strictObject({ kind: z.literal('expired'), account: Account, lastFailure: Failure.nullable() }),
]);
export type Session = z.output<typeof Session>;

export const ProfileSummary = z.strictObject({
  id: z.string().max(64),
  active: z.boolean(),
  name: z.string().max(60),
  note: z.string().max(60).nullable(),
  colour: z.enum(['teal', 'violet', 'blue', 'rose', 'amber', 'slate']),
  apiHost: Short,
  authorityHost: Short,
  objectStoreHosts: z.array(Short).max(16),
  extraCas: z.array(z.strictObject({ subject: Short, sha256: z.string().max(64), notAfter: Iso })).max(16),
  floors: z.strictObject({ export: z.enum(['T', 'K', 'C']), decrypt: z.enum(['T', 'K', 'C']) }),
});
export type ProfileSummary = z.output<typeof ProfileSummary>;

/** Who am I, and what does the platform let me do. */
export const AccountPage = z.strictObject({
  account: Account,
  /** `/user/capabilities`: an open map, so names and rights are shown as they come. */
  rights: z.array(z.strictObject({ resource: Short, rights: z.array(Short).max(50) })).max(200),
  readAt: Iso,
  validForSeconds: z.number().int().nonnegative(),
});
export type AccountPage = z.output<typeof AccountPage>;

export const ApprovalRow = z.strictObject({
  queue: QueueId,
  id: ItemId,
  /** What kind of thing waits, e.g. "Encrypt request". */
  noun: z.string().max(80),
  /** Name of the picture: a Lucide icon the window knows. */
  icon: z.enum(['encrypt', 'sign', 'client', 'product', 'change', 'certificate', 'unknown']),
  title: Short,
  /** "Gateway G2 · Content encryption · Mikael Berg": known parts only, unknown ones are said. */
  subtitle: z.array(Short).max(6),
  marks: z.array(Mark).max(8),
  /** When it was asked; null where the platform does not say. */
  askedAt: Iso.nullable(),
});
export type ApprovalRow = z.output<typeof ApprovalRow>;

/** The last word on how the inbox stands. */
export const ApprovalsSummary = z.strictObject({
  queues: z
    .array(
      z.strictObject({
        queue: QueueId,
        noun: z.string().max(80),
        plural: z.string().max(80),
        count: z.number().int().nonnegative(),
      }),
    )
    .max(20),
  /** Queues the platform counts that this version cannot open; said, not hidden. */
  notShown: z.array(z.strictObject({ key: z.string().max(80), count: z.number().int().nonnegative() })).max(40),
  readAt: Iso.nullable(),
  /** True while this is the last-known inbox of an earlier run or of before the connection broke. */
  stale: z.boolean(),
  failure: Failure.nullable(),
  /** Rows seen on page 0 of the queues since the summary before: what is new, what has left. */
  arrived: z.array(z.strictObject({ queue: QueueId, id: ItemId })).max(200),
  left: z.array(z.strictObject({ queue: QueueId, id: ItemId })).max(200),
});
export type ApprovalsSummary = z.output<typeof ApprovalsSummary>;

export const Decision = z.enum(['APPROVE', 'REJECT']);
export type Decision = z.output<typeof Decision>;

/** An item as main fetched it: ready to draw, nothing to act on but its id. */
export const ApprovalItem = z.strictObject({
  queue: QueueId,
  id: ItemId,
  noun: z.string().max(80),
  icon: ApprovalRow.shape.icon,
  title: Short,
  /** "Mikael Berg asks to encrypt firmware.bin for Gateway G2." without the age, which the window adds. */
  sentence: z.string().max(600),
  askedAt: Iso.nullable(),
  state: z.strictObject({ value: z.number().int(), name: z.string().max(80), final: z.boolean() }),
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
  /** Can it be decided now, and if not, why, in words; `onlyReject` says why it cannot be approved. */
  decidable: z.discriminatedUnion('can', [
    z.strictObject({ can: z.literal(true), onlyReject: z.string().max(2_000).nullable() }),
    z.strictObject({ can: z.literal(false), why: z.string().max(400) }),
  ]),
  /** Parts main was not allowed to read, in words. */
  notReadable: z.array(z.string().max(300)).max(12),
  readAt: Iso,
});
export type ApprovalItem = z.output<typeof ApprovalItem>;

/** What is true after a decision. Never "approved" because of a status code alone. */
export const Outcome = z.strictObject({
  queue: QueueId,
  id: ItemId,
  asked: Decision,
  result: z.discriminatedUnion('kind', [
    /**
     * Sent, answered OK, and read back as it was asked. `ours`: the platform says that it took this decision, else it does
     * not tell whose it took. `retired` counts clients it has retired.
     */
    z.strictObject({
      kind: z.literal('done'),
      stateName: z.string().max(80),
      whose: z.enum(['ours', 'not-told']),
      retired: z.number().int().nonnegative(),
    }),
    /** Read back as it was asked, but no answer said that ours arrived: whose decision counted cannot be told. */
    z.strictObject({ kind: z.literal('as-asked'), stateName: z.string().max(80) }),
    /** Read back: somebody else decided, before or at the same time. */
    z.strictObject({ kind: z.literal('decided-by-other'), stateName: z.string().max(80) }),
    /** Sent, answered OK, but a moment later it still waits: nothing changed so far. */
    z.strictObject({ kind: z.literal('no-effect'), stateName: z.string().max(80) }),
    /** It no longer waits, and this account may not read what became of it. */
    z.strictObject({ kind: z.literal('left-unreadable') }),
    /** Not sent: it changed while it was looked at. The labels say what. */
    z.strictObject({ kind: z.literal('withheld-changed'), changed: z.array(z.string().max(200)).max(50) }),
    /** Not sent: still Created. */
    z.strictObject({ kind: z.literal('withheld-not-open') }),
    /** Not sent: it no longer waits. */
    z.strictObject({ kind: z.literal('withheld-gone'), stateName: z.string().max(80).nullable() }),
    /** Sent, but neither the answer nor the item could be read. */
    z.strictObject({ kind: z.literal('unknown'), failure: Failure }),
    /** The person closed the confirmation window or said no. */
    z.strictObject({ kind: z.literal('cancelled') }),
  ]),
});
export type Outcome = z.output<typeof Outcome>;

export const RequestRow = z.strictObject({
  id: ItemId,
  title: Short,
  subtitle: z.array(Short).max(6),
  icon: ApprovalRow.shape.icon,
  state: z.strictObject({ value: z.number().int(), name: z.string().max(80), final: z.boolean() }),
  askedAt: Iso.nullable(),
});
export type RequestRow = z.output<typeof RequestRow>;

/** One step of a request's life. `when` is null where the platform gives no time. */
export const TimelineStep = z.strictObject({
  name: z.string().max(80),
  reached: z.enum(['done', 'now', 'ahead', 'failed']),
  when: Iso.nullable(),
});

export const RequestItem = z.strictObject({
  id: ItemId,
  title: Short,
  sentence: z.string().max(600),
  icon: ApprovalRow.shape.icon,
  askedAt: Iso.nullable(),
  state: z.strictObject({ value: z.number().int(), name: z.string().max(80), final: z.boolean() }),
  timeline: z.array(TimelineStep).max(12),
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
  notReadable: z.array(z.string().max(300)).max(12),
  /** What it made, by the name it is offered under; or why there is nothing to download. */
  download: z.discriminatedUnion('can', [
    z.strictObject({ can: z.literal(true), name: z.string().max(255) }),
    z.strictObject({ can: z.literal(false), why: z.string().max(400) }),
  ]),
  readAt: Iso,
});
export type RequestItem = z.output<typeof RequestItem>;

export const ProductRow = z.strictObject({
  id: ItemId,
  title: Short,
  description: Short,
  productType: z.string().max(40),
  enabled: z.boolean().nullable(),
  state: z.strictObject({ value: z.number().int(), name: z.string().max(80), final: z.boolean() }),
});
export type ProductRow = z.output<typeof ProductRow>;

export const ProductItem = z.strictObject({
  id: ItemId,
  title: Short,
  sentence: z.string().max(600),
  productType: z.string().max(40),
  state: z.strictObject({ value: z.number().int(), name: z.string().max(80), final: z.boolean() }),
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
  readAt: Iso,
});
export type ProductItem = z.output<typeof ProductItem>;

/** All that the first screen needs, in one answer. */
export const StartSnapshot = z.strictObject({
  version: z.string().max(40),
  theme: Theme,
  /** Whether keys without Ctrl do something. */
  letterKeys: z.boolean(),
  profiles: z.array(ProfileSummary),
  session: Session,
  /** The last-known inbox, kept under OS encryption; null where there is none or it may not be kept. */
  lastKnown: z.strictObject({ summary: ApprovalsSummary, rows: z.array(ApprovalRow).max(200) }).nullable(),
  /** How the session and the inbox are kept; said on screen when it is memory only. */
  keeping: z.strictObject({ kind: z.enum(['os-encrypted', 'memory-only']), why: z.string().max(300) }),
});
export type StartSnapshot = z.output<typeof StartSnapshot>;
