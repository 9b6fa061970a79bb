import type { Template } from '../attributes.ts';
import { hostLayout } from '../ck-layout.ts';
import { type AddressOf, stringDataParameter } from '../ck-parameters.ts';
import { sessionSecret } from '../key-templates.ts';
import { mechanisms } from '../mechanisms.ts';
import type { ObjectHandle, TokenSession } from '../token-session.ts';

/**
 * The miscellaneous derivations of PKCS#11 (3.1 section 6.43): with them hashes over secrets can be computed on a token,
 * every value in between staying a sensitive object.
 */

function deriveWithData(
  session: TokenSession,
  addressOf: AddressOf,
  mechanism: number,
  base: ObjectHandle,
  data: Uint8Array,
): ObjectHandle {
  const parameter = { kind: 'pointers', parameter: stringDataParameter(hostLayout, addressOf, data) } as const;
  return session.derive({ mechanism, parameter }, base, sessionSecret);
}

/** data ‖ secret */
export function prependData(
  session: TokenSession,
  addressOf: AddressOf,
  data: Uint8Array,
  base: ObjectHandle,
): ObjectHandle {
  return deriveWithData(session, addressOf, mechanisms.CONCATENATE_DATA_AND_BASE, base, data);
}

/** secret ‖ data */
export function appendData(
  session: TokenSession,
  addressOf: AddressOf,
  base: ObjectHandle,
  data: Uint8Array,
): ObjectHandle {
  return deriveWithData(session, addressOf, mechanisms.CONCATENATE_BASE_AND_DATA, base, data);
}

/** secret ⊕ data, of the shorter one's length */
export function xorData(
  session: TokenSession,
  addressOf: AddressOf,
  base: ObjectHandle,
  data: Uint8Array,
): ObjectHandle {
  return deriveWithData(session, addressOf, mechanisms.XOR_BASE_AND_DATA, base, data);
}

/** secret ‖ secret */
export function appendKey(session: TokenSession, base: ObjectHandle, key: ObjectHandle): ObjectHandle {
  const parameter = { kind: 'bytes', bytes: key } as const; // the parameter is the CK_OBJECT_HANDLE itself
  return session.derive({ mechanism: mechanisms.CONCATENATE_BASE_AND_KEY, parameter }, base, sessionSecret);
}

/** SHA-256(secret), as whatever the template says. */
export function hashKey(session: TokenSession, base: ObjectHandle, template: Template = sessionSecret): ObjectHandle {
  return session.derive({ mechanism: mechanisms.SHA256_KEY_DERIVATION }, base, template);
}
