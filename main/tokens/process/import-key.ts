import { DerError } from '../../../app/crypto/der.ts';
import { KeyWrapError } from '../../../app/crypto/key-wrap.ts';
import { ascii, copyOf } from '../../../app/crypto/octets.ts';
import { type PublicKey, readSpki } from '../../../app/crypto/spki.ts';
import {
  formOfSymmetric,
  formsOfPrivateKey,
  type WrappedForm,
  wrappedForms,
} from '../../../app/crypto/wrapped-form.ts';
import { isAllowed, weakest } from '../../../app/exposure.ts';
import { type Capabilities, firstLacking } from '../capabilities.ts';
import { exportableKeys } from '../exportable-keys.ts';
import type { NativeAddon } from '../native-addon.ts';
import type { Imported, ImportParams, Tried } from '../protocol.ts';
import { innerLadder, type Rung } from '../strategies/ladder.ts';
import type { Template } from './attributes.ts';
import { findSameId, findSameMaterial, type KnownBlocks } from './duplicates.ts';
import { isRefusal, JobFailure } from './job-failure.ts';
import { aesKey, privateKey } from './key-templates.ts';
import { unfinishedLabel } from './leftover-labels.ts';
import { refOf } from './objects.ts';
import { canCopy, type Placed, placeByCopy, placeInPlace } from './place.ts';
import { climb } from './steps/steps.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';
import { checkValueOf, type Expected } from './verify.ts';
import { type Agreement, type InnerTask, Work } from './work.ts';

/** The platform's info of HKDF, the same for every key. platform-api.md section 6. */
export const wrapInfo = ascii('jwe-key-wrapping');

/** Where the KEK comes from. */
export type KekOrigin =
  | { readonly kind: 'agreement'; readonly agreement: Agreement; readonly isSameToken: boolean }
  /** Sent by another token process; it stays there until it is forgotten. */
  | { readonly kind: 'bytes'; readonly kek: Uint8Array };

/** Everything an import works with. */
export interface ImportBench {
  readonly session: TokenSession;
  readonly capabilities: Capabilities;
  readonly native: NativeAddon | undefined;
  readonly origin: KekOrigin;
  readonly knownBlocks: KnownBlocks;
}

/**
 * Brings one wrapped key onto a token by the rung that was confirmed, proves it, and only then leaves it there.
 * @throws JobFailure; whatever was made is destroyed, or the failure says that it could not be
 */
export function importKey(bench: ImportBench, params: ImportParams): Imported {
  const { session } = bench;
  const tried: Tried[] = [];
  let lastCode = 'nothing';
  const expected = expectedOf(params);
  const known = params.allowDuplicate ? undefined : findSameId(session, params.id, expected);
  if (known !== undefined) throw new JobFailure('import.duplicate', { label: known });

  for (const { form, rung } of confirmedRungs(bench, params)) {
    const work = workOf(bench, params, expected, form);
    try {
      if (bench.origin.kind === 'bytes') work.put('kekBytes', work.hold(copyOf(bench.origin.kek)));
      else climb(rung.kekSteps, work);
      climb(rung.steps, work);
      const placed = settle(bench, params, expected, work.get('key'));
      return {
        object: refOf(session, placed.object),
        attributes: placed.seen.attributes,
        form,
        rung: rung.id,
        // A KEK that came by a port was in a process, whatever the receiving token does with it.
        grade: bench.origin.kind === 'bytes' ? weakest('K', rung.grade) : rung.grade,
        verification: placed.seen.verification,
        ...(placed.seen.checkBlock === undefined ? {} : { checkValue: checkValueOf(placed.seen.checkBlock) }),
        placed: placed.how,
        wasTightened: placed.wasTightened,
        tried,
      };
    } catch (error) {
      const code = notUnwrapped(error);
      if (code === undefined) throw error;
      tried.push({ id: rung.id, grade: rung.grade, why: `taken for ${wrappedForms[form].name}: ${code}` });
      lastCode = code;
    } finally {
      work.wipe();
    }
  }
  throw new JobFailure('import.not-unwrapped', { code: lastCode });
}

/** Proves the new key, refuses one that is there already, and leaves it stored under its name. */
function settle(bench: ImportBench, params: ImportParams, expected: Expected, key: ObjectHandle): Placed {
  const { session, capabilities, knownBlocks } = bench;
  const refuseDuplicate = (proven: ObjectHandle, block: Uint8Array | undefined) => {
    if (params.allowDuplicate) return;
    const label = findSameMaterial(session, { key: proven, checkBlock: block }, expected, knownBlocks);
    if (label !== undefined) throw new JobFailure('import.duplicate', { label });
  };
  const place = canCopy(capabilities) ? placeByCopy : placeInPlace;
  const placed = place(session, capabilities, key, { label: params.label, id: params.id }, expected, refuseDuplicate);
  if (placed.seen.checkBlock !== undefined) knownBlocks.note(placed.seen.checkBlock, placed.object);
  return placed;
}

function expectedOf({ keyType, uses, publicKey }: ImportParams): Expected {
  return { keyType, uses, publicKey: publicKey === undefined ? undefined : readPublicKey(publicKey), isStored: false };
}

function readPublicKey(spki: Uint8Array): PublicKey {
  try {
    return readSpki(spki);
  } catch (error) {
    if (error instanceof DerError) throw new JobFailure('envelope.unreadable', { problem: 'the public key of a key' });
    throw error;
  }
}

/** The confirmed rung of each form the key may be in, checked once more against the probe and the floor. */
function confirmedRungs(bench: ImportBench, params: ImportParams): { form: WrappedForm; rung: Rung }[] {
  const key = exportableKeys[params.keyType];
  const possible =
    key.material === 'aes' ? [formOfSymmetric(key.keyLength, params.wrapped.length)] : [...formsOfPrivateKey];
  const { origin } = bench;
  const isSameToken = origin.kind === 'agreement' && origin.isSameToken;
  const chosen = possible.flatMap((form) => {
    const id = form && params.rungs[form];
    const rung = form && innerLadder(form, key.material, isSameToken).find((candidate) => candidate.id === id);
    return form === undefined || rung === undefined ? [] : [{ form, rung }];
  });
  if (chosen.length === 0)
    throw new JobFailure('import.no-rung', { why: 'no confirmed way fits a key of this length' });
  for (const { rung } of chosen) {
    if (!isAllowed(rung.grade, params.floor)) {
      throw new JobFailure('import.floor', { grade: rung.grade, floor: params.floor });
    }
    const sourceLack =
      origin.kind === 'agreement' ? firstLacking(origin.agreement.sourceCapabilities, rung.sourceNeeds) : undefined;
    const why = sourceLack ?? firstLacking(bench.capabilities, rung.targetNeeds);
    if (why !== undefined) throw new JobFailure('import.no-rung', { why });
  }
  return chosen;
}

function workOf(bench: ImportBench, params: ImportParams, expected: Expected, form: WrappedForm): Work<InnerTask> {
  const key = exportableKeys[params.keyType];
  const kind = key.material === 'rsa' ? 'RSA' : 'EC';
  const base = key.material === 'aes' ? aesKey(params.uses) : privateKey(kind, params.uses);
  const template: Template = canCopy(bench.capabilities)
    ? { ...base, LABEL: params.label, ID: params.id }
    : { ...base, TOKEN: true, LABEL: unfinishedLabel(params.label), ID: params.id };
  const task: InnerTask = {
    kind: 'inner',
    info: wrapInfo,
    wrapped: params.wrapped,
    form,
    material: key.material,
    keyLength: key.material === 'aes' ? key.keyLength : 0,
    template,
    ecPoint: expected.publicKey?.kind === 'EC' ? expected.publicKey.point : undefined,
  };
  const agreement = bench.origin.kind === 'agreement' ? bench.origin.agreement : undefined;
  return new Work(agreement, bench.session, bench.capabilities, bench.native, task);
}

/**
 * The words for a key that did not unwrap, after which a private key may still be in the other form. A failure with a
 * meaning of its own (token gone, full, ...) is none of these.
 */
function notUnwrapped(error: unknown): string | undefined {
  if (error instanceof KeyWrapError) return error.message;
  if (error instanceof DerError) return 'what was wrapped is no private key';
  if (isRefusal(error) && (error.call === 'C_UnwrapKey' || error.call === 'C_CreateObject')) return error.code;
  return error instanceof RangeError ? error.message : undefined;
}
