import { z } from 'zod';
import { IdentityText, maybe, Time, Word } from './fields.ts';

const Permissions = z.object({
  create: maybe(z.boolean()),
  read: maybe(z.boolean()),
  update: maybe(z.boolean()),
  delete: maybe(z.boolean()),
  approve: maybe(z.boolean()),
  issue: maybe(z.boolean()),
  generate: maybe(z.boolean()),
});
export type Permissions = z.infer<typeof Permissions>;

/**
 * `GET /user/capabilities`: what menus and buttons exist. `approve: true` says the caller belongs to an approval group
 * of that resource, not that this or that item may be approved. The resource names are an open list.
 * @see assumptions.capabilityNames
 */
export const Capabilities = z.object({
  user: z.object({ oid: IdentityText }),
  permissions: z.record(Word, Permissions),
  issuedAt: maybe(z.union([Time, z.number()])),
  ttlSeconds: z.number().min(0).max(31_536_000),
});
export type Capabilities = z.infer<typeof Capabilities>;

/** `GET /health`: words of an open list. */
export const Health = z.object({
  status: Word,
  database: maybe(Word),
  hsm: maybe(Word),
  storage: maybe(Word),
  azureAd: maybe(Word),
  latestRunTime: maybe(Time),
  nextRunTime: maybe(Time),
});
export type Health = z.infer<typeof Health>;
