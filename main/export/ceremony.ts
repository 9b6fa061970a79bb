import { z } from 'zod';
import { Grade, TokenKind } from '../../app/exposure.ts';
import { Failure } from '../../app/result.ts';
import { Imported } from '../tokens/protocol.ts';
import { Hex, type ObjectRef } from '../tokens/token-shapes.ts';

/**
 * What is known of one ceremony from the moment it was confirmed: what its record is made from. Kept on disk with the
 * draft, so that a crash loses no key that was stored. No secret is in it.
 */
const Text = z.string().max(1024);
const Iso = z.string().max(40);
const Sha256 = Hex(32).length(64);

export const KeptGradePassed = z.object({ what: z.string().max(200), grade: Grade, why: z.string().max(400) });

/** A token and the module that spoke for it, as they were. */
export const TokenFacts = z.object({
  label: Text,
  model: Text,
  manufacturer: Text,
  serial: Text,
  hardware: Text,
  firmware: Text,
  kind: TokenKind,
  module: z.object({ name: Text, sha256: Sha256, library: Text }),
});
export type TokenFacts = z.output<typeof TokenFacts>;

/** Where the envelope came from. The JWE itself does not prove its sender. */
export const EnvelopeSource = z.object({
  host: Text,
  /** Of the certificate that the host showed, lower-case hex; null on plain http to this machine. */
  certificateSha256: Sha256.nullable(),
  requestId: z.string().max(128),
  fetchedAt: Iso,
});
export type EnvelopeSource = z.output<typeof EnvelopeSource>;

/** What was read back of a stored key. */
export const StoredKey = Imported.omit({ object: true }).extend({
  /** "a file of the platform, fw.bin, decrypted on the token": what proved it after it was stored. */
  provenBy: z.string().max(400).nullable(),
  at: Iso,
});
export type StoredKey = z.output<typeof StoredKey>;

export const CeremonyKey = z.object({
  index: z.number().int().nonnegative(),
  name: Text,
  type: z.string().max(120),
  /** The platform's word for it. */
  platformType: z.string().max(256),
  platformTokenId: z.string().max(256),
  arrivesAs: z.string().max(120),
  label: z.string().max(200),
  ckaId: Hex(64),
  grade: Grade,
  rungs: z.object({ kwp: z.string().max(120).optional(), cloudhsm: z.string().max(120).optional() }),
  passed: z.array(KeptGradePassed).max(40),
  state: z.discriminatedUnion('kind', [
    /** The person left it out: it is no part of the run. */
    z.object({ kind: z.literal('not-chosen') }),
    z.object({ kind: z.literal('waiting') }),
    z.object({ kind: z.literal('running') }),
    z.object({ kind: z.literal('skipped'), why: z.string().max(300) }),
    z.object({ kind: z.literal('failed'), failure: Failure }),
    z.object({ kind: z.literal('stored'), stored: StoredKey }),
  ]),
});
export type CeremonyKey = z.output<typeof CeremonyKey>;

export const Ceremony = z.object({
  startedAt: Iso,
  endedAt: Iso.nullable(),
  isCancelled: z.boolean(),
  who: z.object({ name: Text, identity: z.string().max(256), tenantId: z.string().max(64) }),
  platform: z.object({ profileId: z.string().max(64), profile: z.string().max(120), apiBase: z.string().max(512) }),
  product: z.object({ id: z.string().max(128), name: Text }),
  client: z.object({ id: z.string().max(128), name: Text }),
  clientKey: z.object({ fingerprint: Sha256, isFile: z.boolean(), where: Text, token: TokenFacts.nullable() }),
  envelope: z.object({
    source: EnvelopeSource,
    grade: Grade,
    rung: z.string().max(120),
    tried: z.array(KeptGradePassed).max(40),
  }),
  target: TokenFacts,
  floor: Grade,
  keys: z.array(CeremonyKey).max(1_000),
});
export type Ceremony = z.output<typeof Ceremony>;

/** Names the object of a key for the token process, which finds it by them whatever its handle is now. */
export function objectOfKey(key: Pick<CeremonyKey, 'label' | 'ckaId' | 'platformType'>): ObjectRef {
  const isSecret = key.platformType.startsWith('AES');
  return { handle: '', class: isSecret ? 'secret-key' : 'private-key', id: key.ckaId, label: key.label };
}
