import type { ExportDraft, PreviewKey } from '../../app/contract/export-shapes.ts';
import type { Grade } from '../../app/exposure.ts';
import { phraseFor, type TokenKind } from '../../app/exposure.ts';
import type { FactGroup, Warning } from '../../app/facts.ts';
import { keyDigestLabel } from '../../app/platform/facts/client-facts.ts';
import { fact } from '../../app/platform/facts/item-facts.ts';
import { counted, short } from '../../app/platform/facts/text-limits.ts';
import { keyTypeText } from '../../app/platform/key-types.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import { exportableKeys } from '../tokens/exportable-keys.ts';
import type { EnvelopeSource, TokenFacts } from './ceremony.ts';
import type { ClientKeyAtWork, OpenedEnvelope } from './client-key-at-work.ts';
import { hexOf } from './names.ts';
import type { TokenAtHand } from './needs.ts';
import { type PlannedKey, type PlanParts, planKeys, usesOf } from './plan-keys.ts';
import { sourceFacts } from './source-facts.ts';
import { tokenGroup } from './token-facts.ts';

/** Everything a run needs, kept in memory only: the envelope is in it. */
export interface Preview {
  readonly madeAt: string;
  /** Who fetched the envelope: nobody else exports from it. */
  readonly fetchedAs: string;
  readonly source: EnvelopeSource;
  readonly envelope: OpenedEnvelope;
  /** Uncompressed P-256 point of this one answer. */
  readonly peerPoint: Uint8Array;
  readonly clientKey: ClientKeyAtWork;
  readonly clientKeyToken: TokenFacts | null;
  readonly target: TokenAtHand;
  readonly targetFacts: TokenFacts;
  readonly floor: Grade;
  readonly keys: readonly PlannedKey[];
  readonly shown: NonNullable<ExportDraft['preview']>;
}

/** Another token that is present, and what is known of it. */
export interface OtherToken {
  readonly token: TokenAtHand;
  readonly kind: TokenKind;
  /** Null where nobody is logged in, so that nothing can be said. */
  readonly capabilities: Capabilities | null;
}

export interface PreviewParts extends Omit<Preview, 'madeAt' | 'keys' | 'shown' | 'peerPoint'> {
  readonly product: { readonly id: string; readonly name: string };
  readonly plan: Omit<PlanParts, 'keys' | 'product' | 'floor'>;
  readonly others: readonly OtherToken[];
}

/** Puts together what is shown before anything is written, and what the run will do: the same things. */
export function makePreview({ product, plan, others, ...parts }: PreviewParts): Preview {
  const { envelope, floor, targetFacts } = parts;
  const madeAt = new Date().toISOString();
  const whole: PlanParts = { ...plan, keys: envelope.keys.wrappedKeys, product: product.name, floor };
  const keys = planKeys(whole);
  const elsewhere = others.map((other) => gradesElsewhere(other, whole, parts.clientKey));
  return {
    ...parts,
    madeAt,
    keys,
    peerPoint: new Uint8Array(Buffer.from(envelope.keys.ephemeralPublicKey, 'base64')),
    shown: {
      madeAt,
      keys: keys.map((key) => shownKey(key, targetFacts.kind, elsewhere)),
      envelopeGrade: {
        grade: envelope.grade,
        phrase: envelopePhrase(envelope.grade, parts.clientKeyToken?.kind ?? null),
      },
      floor,
      warnings: warningsOf(parts, keys),
      groups: previewGroups(product.name, parts),
    },
  };
}

/** Opening an envelope exposes wrapping keys only; on a token of ours the words are those of that kind of token. */
function envelopePhrase(grade: Grade, kind: TokenKind | null): string {
  return kind === null ? 'opened in the decryption process' : phraseFor(grade, kind);
}

function shownKey(
  key: PlannedKey,
  kind: TokenKind,
  elsewhere: readonly ReturnType<typeof gradesElsewhere>[],
): PreviewKey {
  const { index, name, grade, refused, passed, target } = key;
  return {
    index,
    name: short(name),
    type: typeText(key),
    platformTokenId: key.platformTokenId,
    arrivesAs: key.arrivesAs,
    storedAs:
      key.keyType === null
        ? []
        : ['sensitive, not extractable', `${usesOf(key.keyType).join(', ')} only · token object`],
    label: target.label,
    ckaId: hexOf(target.id),
    grade: grade === null ? null : { grade, phrase: phraseFor(grade, kind) },
    refused: refused === null ? null : refused.slice(0, 400),
    alreadyThere: key.alreadyThere === null ? null : short(key.alreadyThere),
    otherTokens: elsewhere.map((grades) => grades(index)).slice(0, 32),
    passed: passed
      .slice(0, 20)
      .map(({ what, grade: passedGrade, why }) => ({ what, grade: passedGrade, why: why.slice(0, 400) })),
  };
}

export function typeText({ keyType, platformType }: Pick<PlannedKey, 'keyType' | 'platformType'>): string {
  return keyType === null ? short(keyTypeText(platformType)) : exportableKeys[keyType].name;
}

/** What another token could do with each key. @returns a function of the key's index */
function gradesElsewhere({ token, kind, capabilities }: OtherToken, plan: PlanParts, clientKey: ClientKeyAtWork) {
  const about = { token: token.id, label: short(token.description.label), kind };
  if (capabilities === null) {
    const why = 'Log in to it on the Tokens page, and make the preview again.';
    return (_index: number) => ({ ...about, grade: null, why });
  }
  const planned = planKeys({
    ...plan,
    target: capabilities,
    isSameToken: clientKey.isOn(token),
    floor: 'C',
    onTarget: [],
  });
  return (index: number) => {
    const key = planned[index];
    const grade = key?.grade ?? null;
    return {
      ...about,
      grade: grade === null ? null : { grade, phrase: phraseFor(grade, kind) },
      why: (key?.refused ?? '').slice(0, 400),
    };
  };
}

type Shown = Pick<Preview, 'source' | 'clientKey' | 'clientKeyToken' | 'targetFacts' | 'envelope' | 'floor'>;

/** What is the same for all keys: also shown before the person confirms, and in the record. */
export function previewGroups(product: string, { source, clientKey, clientKeyToken, targetFacts }: Shown): FactGroup[] {
  return [
    {
      title: 'Where the keys come from',
      facts: [fact('Product', { kind: 'text', text: product }), ...sourceFacts(source)],
    },
    {
      title: 'Client key',
      facts: [
        fact('Where', { kind: 'text', text: clientKey.where }),
        fact(keyDigestLabel, { kind: 'digest', algorithm: 'SHA-256', hex: clientKey.fingerprint }),
        ...(clientKeyToken === null ? [] : [fact('Module', { kind: 'text', text: clientKeyToken.module.name })]),
      ],
    },
    tokenGroup('Receiving token', targetFacts),
  ];
}

export function warningsOf({ clientKey, targetFacts }: Shown, keys: readonly PlannedKey[]): Warning[] {
  const warnings: Warning[] = [];
  if (clientKey.token === null) {
    warnings.push({
      tone: 'warn',
      title: 'Opening key in a file',
      text: 'The client key is in a file. Whoever has a copy of that file can open this envelope too, whatever the token does.',
    });
  }
  if (targetFacts.kind === 'unenforced') {
    warnings.push({
      tone: 'warn',
      title: 'This module hands out keys',
      text: 'It gives out keys even when they are marked as not extractable. Treat every key on it as one that can be copied.',
    });
  }
  const exposed = keys.filter(({ grade }) => grade === 'C').length;
  if (exposed > 0) {
    warnings.push({
      tone: 'warn',
      title: `${counted(exposed, 'key')} will be in the clear for a moment`,
      text: 'The token cannot unwrap them by itself: they are unwrapped in the token process and given to the token.',
    });
  }
  const there = keys.filter(({ alreadyThere }) => alreadyThere !== null).length;
  if (there > 0) {
    warnings.push({
      tone: 'warn',
      title: `${counted(there, 'key')} may be on the token already`,
      text: 'Objects of the same name or CKA_ID are there. They are left out unless you allow a second one.',
    });
  }
  return warnings;
}
