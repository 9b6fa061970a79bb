import { type WrappedForm, wrappedForms } from '../../app/crypto/wrapped-form.ts';
import { type Grade, isAllowed, weakest } from '../../app/exposure.ts';
import type { WrappedKeys } from '../../app/platform/wire/distributions.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import { type ExportableKeyType, exportableKeys } from '../tokens/exportable-keys.ts';
import type { ImportParams, KeyUse } from '../tokens/protocol.ts';
import { planImport } from '../tokens/strategies/plan.ts';
import { firstNameFor, hexOf, type KeyName, nameFor } from './names.ts';

/** A way that was looked at and not taken. */
export interface PassedOver {
  readonly what: string;
  readonly grade: Grade;
  readonly why: string;
}

/** What would be done with one wrapped key; made before anything is touched. */
export interface PlannedKey {
  /** Its place in the envelope, from 0. */
  readonly index: number;
  readonly name: string;
  /** The platform's word for its type, and ours where we know it. */
  readonly platformType: string;
  readonly keyType: ExportableKeyType | null;
  readonly platformTokenId: string;
  readonly wrapped: Uint8Array;
  /** "AES-KWP, 40 bytes". */
  readonly arrivesAs: string;
  /** The one rung of each form that would be taken; none where it is refused (rule R4). */
  readonly rungs: ImportParams['rungs'];
  readonly grade: Grade | null;
  /** Why it cannot be exported. */
  readonly refused: string | null;
  readonly passed: readonly PassedOver[];
  readonly target: KeyName;
  /** Label of the object that an earlier export of this key left there. */
  readonly alreadyThere: string | null;
  /** SubjectPublicKeyInfo of a private key, where the product tells it. */
  readonly publicKey: Uint8Array | undefined;
}

/** An object of the target, as far as names go. */
export interface Named {
  readonly label: string;
  /** CKA_ID in hex. */
  readonly id: string;
}

/** What plans are made from. */
export interface PlanParts {
  readonly keys: WrappedKeys['wrappedKeys'];
  readonly product: string;
  /** What the token (or file) with the client key can do, and what the receiving token can. */
  readonly source: Capabilities;
  readonly target: Capabilities;
  readonly isSameToken: boolean;
  readonly floor: Grade;
  readonly onTarget: readonly Named[];
  /** By the name of the key. */
  readonly publicKeys: ReadonlyMap<string, Uint8Array>;
}

/** What a key on the token may be used for, and nothing else. */
export function usesOf(keyType: ExportableKeyType): KeyUse[] {
  return [exportableKeys[keyType].material === 'aes' ? 'decrypt' : 'sign'];
}

export function planKeys(parts: PlanParts): PlannedKey[] {
  const labels = new Set(parts.onTarget.map(({ label }) => label));
  const ids = new Set(parts.onTarget.map(({ id }) => id.toLowerCase()));
  return parts.keys.map(({ keyName, keyType, tokenID, cipherText }, index) => {
    const wrapped = new Uint8Array(Buffer.from(cipherText, 'base64'));
    const known = isExportable(keyType) ? keyType : null;
    const first = firstNameFor(parts.product, keyName, tokenID);
    const before = parts.onTarget.find(
      ({ label, id }) => label === first.label || id.toLowerCase() === hexOf(first.id),
    );
    const target = nameFor(parts.product, keyName, tokenID, { labels, ids });
    labels.add(target.label);
    ids.add(hexOf(target.id));
    return {
      index,
      name: keyName,
      platformType: keyType,
      keyType: known,
      platformTokenId: tokenID,
      wrapped,
      target,
      alreadyThere: before?.label ?? null,
      publicKey: parts.publicKeys.get(keyName),
      ...wayFor(known, keyType, wrapped.length, parts),
    };
  });
}

function isExportable(keyType: string): keyType is ExportableKeyType {
  return Object.hasOwn(exportableKeys, keyType);
}

type Way = Pick<PlannedKey, 'arrivesAs' | 'rungs' | 'grade' | 'refused' | 'passed'>;

function wayFor(
  keyType: ExportableKeyType | null,
  platformType: string,
  octets: number,
  { source, target, isSameToken, floor }: PlanParts,
): Way {
  const nothing = { rungs: {}, grade: null, passed: [] };
  const bytes = `${octets} bytes`;
  if (keyType === null) {
    const why = `${platformType.slice(0, 60) || 'A key without a type'} is no type that can be unwrapped onto a token`;
    return { ...nothing, arrivesAs: bytes, refused: why };
  }
  const plan = planImport(keyType, octets, source, target, isSameToken);
  if (plan.kind === 'impossible') return { ...nothing, arrivesAs: bytes, refused: plan.why };

  const arrivesAs = `${plan.forms.map(({ form }) => wrappedForms[form].name).join(' or ')}, ${bytes}`;
  const passed: PassedOver[] = plan.forms.flatMap(({ form, passed: over }) =>
    over.map(({ id, grade, why }) => ({ what: labelled(id, form, plan.forms.length), grade, why })),
  );
  // A private key may be in either form. A form whose only way is below the floor is not tried: were it that one, the
  // key fails and says so.
  const allowed = plan.forms.flatMap(({ form, rung }) => {
    if (rung === undefined) return [];
    if (isAllowed(rung.grade, floor)) return [{ form, ...rung }];
    const why = `grade ${rung.grade} is below the floor ${floor} of the profile`;
    passed.push({ what: labelled(rung.id, form, plan.forms.length), grade: rung.grade, why });
    return [];
  });
  const [first, ...rest] = allowed;
  if (first === undefined) {
    const refused = `This token can take it at grade ${plan.grade} only, and the profile asks for ${floor} or better`;
    return { ...nothing, arrivesAs, passed, refused };
  }
  return {
    arrivesAs,
    rungs: Object.fromEntries(allowed.map(({ form, id }) => [form, id])),
    grade: weakest(first.grade, ...rest.map(({ grade }) => grade)),
    refused: null,
    passed,
  };
}

function labelled(rung: string, form: WrappedForm, forms: number): string {
  return forms === 1 ? rung : `${rung} (${wrappedForms[form].name})`;
}
