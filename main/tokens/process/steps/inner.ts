import { hkdf, hkdfExpand, hmacPads } from '../../../../app/crypto/hkdf.ts';
import { concat } from '../../../../app/crypto/octets.ts';
import { nodePrimitives } from '../../node-primitives.ts';
import type { Template } from '../attributes.ts';
import { hostLayout } from '../ck-layout.ts';
import { type AddressOf, hkdfParameter } from '../ck-parameters.ts';
import { sessionKek } from '../key-templates.ts';
import { mechanisms } from '../mechanisms.ts';
import type { ObjectHandle, TokenSession } from '../token-session.ts';
import type { Work } from '../work.ts';
import { appendData, appendKey, hashKey, prependData, xorData } from './primitives-on-token.ts';

const keyLength = 32;
const noSalt = new Uint8Array(0);
/** The pads of HMAC under "no salt", which RFC 5869 section 2.2 makes a key of zeros. */
const pads = hmacPads('SHA-256', noSalt);

const kekTemplate: Template = { ...sessionKek, VALUE_LEN: keyLength };

/** HKDF without salt by CKM_HKDF_DERIVE. */
export function deriveHkdf(
  session: TokenSession,
  addressOf: AddressOf,
  secret: ObjectHandle,
  info: Uint8Array,
  template: Template,
): ObjectHandle {
  const parameter = { kind: 'pointers', parameter: hkdfParameter(hostLayout, addressOf, noSalt, info) } as const;
  return session.derive({ mechanism: mechanisms.HKDF_DERIVE, parameter }, secret, template);
}

/** HKDF without salt from concatenation, XOR and hashing: HMAC is H(K⊕opad ‖ H(K⊕ipad ‖ m)), twice. */
export function deriveHkdfByPrimitives(
  session: TokenSession,
  addressOf: AddressOf,
  secret: ObjectHandle,
  info: Uint8Array,
  template: Template,
): ObjectHandle {
  const extractInner = hashKey(session, prependData(session, addressOf, pads.inner, secret));
  const prk = hashKey(session, prependData(session, addressOf, pads.outer, extractInner));
  // The PRK is half a block: the other half of each pad is public and comes behind the XOR.
  const half = 32;
  const padded = (pad: Uint8Array, message: Uint8Array) =>
    appendData(
      session,
      addressOf,
      xorData(session, addressOf, prk, pad.subarray(0, half)),
      concat(pad.subarray(half), message),
    );
  const expandInner = hashKey(session, padded(pads.inner, concat(info, Uint8Array.of(1))));
  return hashKey(session, appendKey(session, padded(pads.outer, noSalt), expandInner), template);
}

/** HKDF-Extract by C_DigestKey, expand in the process. @returns the KEK, 32 octets; both are given to `hold` */
export function hkdfWithDigestKey(
  session: TokenSession,
  secret: ObjectHandle,
  info: Uint8Array,
  hold: (secret: Uint8Array) => Uint8Array,
): Uint8Array {
  const inner = hold(session.digest(mechanisms.SHA256, [pads.inner, { key: secret }]));
  const prk = hold(nodePrimitives.hash('SHA-256', pads.outer, inner));
  return hold(hkdfExpand(nodePrimitives, 'SHA-256', prk, info, keyLength));
}

export function hkdfOnToken(work: Work): void {
  const { source } = work.agreement;
  work.put('kek', deriveHkdf(source, work.addressOf, work.get('secret'), work.inner().info, kekTemplate));
}

export function hkdfByPrimitives(work: Work): void {
  const { source } = work.agreement;
  work.put('kek', deriveHkdfByPrimitives(source, work.addressOf, work.get('secret'), work.inner().info, kekTemplate));
}

export function hkdfByDigest(work: Work): void {
  const { source } = work.agreement;
  work.put(
    'kekBytes',
    hkdfWithDigestKey(source, work.get('secret'), work.inner().info, (secret) => work.hold(secret)),
  );
}

export function hkdfInProcess(work: Work): void {
  const secret = work.get('secretBytes');
  work.put('kekBytes', work.hold(hkdf(nodePrimitives, 'SHA-256', secret, noSalt, work.inner().info, keyLength)));
}

/** The KEK's bytes become an object that only unwraps, and are wiped at once. */
export function importKek(work: Work): void {
  const bytes = work.get('kekBytes');
  work.put('kek', work.target.create({ ...sessionKek, VALUE: bytes }));
  bytes.fill(0);
}
