import { z } from 'zod';
import { LocalId } from '../../app/contract/token-shapes.ts';
import { Grade } from '../../app/exposure.ts';
import { Failure } from '../../app/result.ts';
import { Verification } from '../tokens/protocol.ts';
import { Hex, KeyAttributes } from '../tokens/token-shapes.ts';
import { type Ceremony, EnvelopeSource, KeptGradePassed, TokenFacts } from './ceremony.ts';

const Text = z.string().max(1024);
const Iso = z.string().max(40);
const Sha256 = Hex(32).length(64);

/** Whether the platform's own trail has the line of this fetch. */
export const AuditFinding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('matched'), event: Text, eventTime: Text, requestId: z.string().max(128) }),
  z.object({ kind: z.literal('not-found'), requestId: z.string().max(128) }),
  z.object({ kind: z.literal('not-allowed') }),
  /** It could not be asked, or did not answer in time. */
  z.object({ kind: z.literal('not-known'), why: z.string().max(300) }),
]);
export type AuditFinding = z.output<typeof AuditFinding>;

const RecordedKey = z.object({
  name: Text,
  type: z.string().max(256),
  platformTokenId: z.string().max(256),
  label: z.string().max(200),
  ckaId: Hex(64),
  confirmedGrade: Grade,
  confirmedWays: z.array(z.string().max(120)).max(2),
  passedOver: z.array(KeptGradePassed).max(40),
  outcome: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('stored'),
      at: Iso,
      form: z.enum(['kwp', 'cloudhsm']),
      grade: Grade,
      way: z.string().max(120),
      tried: z.array(KeptGradePassed).max(20),
      attributes: KeyAttributes,
      attributesSetRight: z.boolean(),
      placed: z.enum(['copied', 'in-place']),
      verification: Verification,
      checkValue: z.string().max(16).nullable(),
    }),
    z.object({ kind: z.literal('failed'), failure: Failure }),
    z.object({ kind: z.literal('not-done'), why: z.string().max(300) }),
  ]),
});

/** How the record is vouched for; the same words in every record. */
const Vouching = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('record-key'), kid: z.string().max(64), note: Text }),
  z.object({ kind: z.literal('unsigned'), why: Text }),
]);

/**
 * The record of one ceremony: who put which key onto which token, how exposed it was, and how that was verified.
 * Written as canonical JSON, so that the same record has one digest. See docs/export-keys.md.
 */
export const CeremonyRecord = z.object({
  keydock: z.literal('ceremony-record'),
  version: z.literal(1),
  id: LocalId,
  madeAt: Iso,
  startedAt: Iso,
  endedAt: Iso,
  wasCancelled: z.boolean(),
  who: z.object({ name: Text, identity: z.string().max(256), tenantId: z.string().max(64) }),
  platform: z.object({ profileId: z.string().max(64), profile: z.string().max(120), apiBase: z.string().max(512) }),
  product: z.object({ id: z.string().max(128), name: Text }),
  client: z.object({
    id: z.string().max(128),
    name: Text,
    publicKeySha256: Sha256,
    keyIsInFile: z.boolean(),
    where: Text,
    token: TokenFacts.nullable(),
  }),
  source: EnvelopeSource.extend({ note: Text }),
  envelope: z.object({ grade: Grade, way: z.string().max(120), passedOver: z.array(KeptGradePassed).max(40) }),
  target: TokenFacts,
  floor: Grade,
  keys: z.array(RecordedKey).max(1_000),
  /** Keys of the envelope that could have been exported and were left out by the person. */
  notChosen: z.number().int().nonnegative(),
  audit: AuditFinding,
  vouching: Vouching,
});
export type CeremonyRecord = z.output<typeof CeremonyRecord>;
export type Vouching = CeremonyRecord['vouching'];

export const recordNotes = {
  source:
    'The envelope does not prove its sender: that it came from the platform rests on this host and its certificate.',
  selfAsserted:
    'Self-asserted unless pinned: the signature shows that this record comes from the token that holds the key of this kid. Compare the kid with the one that was written down when that key was made.',
} as const;

/** The record of a ceremony that has ended. */
export function recordOf(
  id: string,
  madeAt: string,
  ceremony: Ceremony,
  audit: AuditFinding,
  vouching: Vouching,
): CeremonyRecord {
  const { client, clientKey, envelope, endedAt } = ceremony;
  return {
    keydock: 'ceremony-record',
    version: 1,
    id,
    madeAt,
    startedAt: ceremony.startedAt,
    endedAt: endedAt ?? madeAt,
    wasCancelled: ceremony.isCancelled,
    who: ceremony.who,
    platform: ceremony.platform,
    product: ceremony.product,
    client: {
      ...client,
      publicKeySha256: clientKey.fingerprint,
      keyIsInFile: clientKey.isFile,
      where: clientKey.where,
      token: clientKey.token,
    },
    source: { ...envelope.source, note: recordNotes.source },
    envelope: { grade: envelope.grade, way: envelope.rung, passedOver: envelope.tried },
    target: ceremony.target,
    floor: ceremony.floor,
    keys: ceremony.keys.filter(isChosen).map((key) => ({
      name: key.name,
      type: key.platformType,
      platformTokenId: key.platformTokenId,
      label: key.label,
      ckaId: key.ckaId,
      confirmedGrade: key.grade,
      confirmedWays: [key.rungs.kwp, key.rungs.cloudhsm].filter((way) => way !== undefined),
      passedOver: key.passed,
      outcome: outcomeOf(key),
    })),
    notChosen: ceremony.keys.filter((key) => !isChosen(key)).length,
    audit,
    vouching,
  };
}

function isChosen({ state }: Ceremony['keys'][number]): boolean {
  return state.kind !== 'not-chosen';
}

function outcomeOf({ state }: Ceremony['keys'][number]): CeremonyRecord['keys'][number]['outcome'] {
  switch (state.kind) {
    case 'stored': {
      const { at, form, grade, rung, tried, attributes, wasTightened, placed, verification, checkValue } = state.stored;
      return {
        kind: 'stored',
        at,
        form,
        grade,
        way: rung,
        tried: tried.map(({ id, grade: triedGrade, why }) => ({ what: id, grade: triedGrade, why })),
        attributes,
        attributesSetRight: wasTightened,
        placed,
        verification,
        checkValue: checkValue ?? null,
      };
    }
    case 'failed':
      return { kind: 'failed', failure: state.failure };
    case 'skipped':
      return { kind: 'not-done', why: state.why };
    case 'not-chosen':
    case 'waiting':
    case 'running':
      return { kind: 'not-done', why: 'It was not its turn yet.' };
    default:
      return state satisfies never;
  }
}
