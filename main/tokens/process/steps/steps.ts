import type { StepName } from '../../strategies/rungs.ts';
import type { Work } from '../work.ts';
import { agree, agreeReadable } from './agree.ts';
import { hkdfByDigest, hkdfByPrimitives, hkdfInProcess, hkdfOnToken, importKek } from './inner.ts';
import {
  kekByDigest,
  kekByPrimitives,
  kekInProcess,
  openBody,
  openBodyInProcess,
  unwrapCek,
  unwrapCekInProcess,
} from './outer.ts';
import {
  createKey,
  unwrapExtracting,
  unwrapInProcess,
  unwrapKwp,
  unwrapPadded,
  unwrapPkcs7,
  unwrapTruncating,
} from './unwrap.ts';

/** What each name in the table of rungs does. A step throws CkError, KeyWrapError, DerError or a bug. */
export const steps: Readonly<Record<StepName, (work: Work) => void>> = {
  agree,
  'agree-readable': agreeReadable,
  'kek-by-primitives': kekByPrimitives,
  'kek-by-digest': kekByDigest,
  'kek-in-process': kekInProcess,
  'hkdf-on-token': hkdfOnToken,
  'hkdf-by-primitives': hkdfByPrimitives,
  'hkdf-by-digest': hkdfByDigest,
  'hkdf-in-process': hkdfInProcess,
  'import-kek': importKek,
  'unwrap-cek': unwrapCek,
  'open-body': openBody,
  'unwrap-cek-in-process': unwrapCekInProcess,
  'open-body-in-process': openBodyInProcess,
  'unwrap-kwp': unwrapKwp,
  'unwrap-pkcs7': unwrapPkcs7,
  'unwrap-truncating': unwrapTruncating,
  'unwrap-extracting': unwrapExtracting,
  'unwrap-padded': unwrapPadded,
  'unwrap-in-process': unwrapInProcess,
  'create-key': createKey,
};

/** Climbs one rung. The caller wipes the work afterwards, whatever happened. */
export function climb(names: readonly StepName[], work: Work): void {
  for (const name of names) steps[name](work);
}
