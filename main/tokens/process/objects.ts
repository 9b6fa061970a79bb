import { curveList } from '../../../app/crypto/curves.ts';
import { fromHex, sameOctets, toHex } from '../../../app/crypto/octets.ts';
import type { KeyAttributes, ObjectClass, ObjectDescription, ObjectRef } from '../token-shapes.ts';
import type { AttributeName } from './attributes.ts';
import { CkError } from './ck-error.ts';
import { keyTypes, objectClasses, returnValues } from './ck-names.ts';
import { JobFailure } from './job-failure.ts';
import { isLeftoverLabel } from './leftover-labels.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

const classNames = new Map<number, ObjectClass>([
  [objectClasses.DATA, 'data'],
  [objectClasses.CERTIFICATE, 'certificate'],
  [objectClasses.PUBLIC_KEY, 'public-key'],
  [objectClasses.PRIVATE_KEY, 'private-key'],
  [objectClasses.SECRET_KEY, 'secret-key'],
]);

const keyTypeNames = new Map<number, string>([
  [keyTypes.RSA, 'RSA'],
  [keyTypes.EC, 'EC'],
  [keyTypes.GENERIC_SECRET, 'generic secret'],
  [keyTypes.AES, 'AES'],
]);

/** What is read back of a key, one call an attribute. */
export const keyAttributeNames = {
  token: 'TOKEN',
  private: 'PRIVATE',
  sensitive: 'SENSITIVE',
  alwaysSensitive: 'ALWAYS_SENSITIVE',
  extractable: 'EXTRACTABLE',
  neverExtractable: 'NEVER_EXTRACTABLE',
  local: 'LOCAL',
  modifiable: 'MODIFIABLE',
  copyable: 'COPYABLE',
  encrypt: 'ENCRYPT',
  decrypt: 'DECRYPT',
  sign: 'SIGN',
  verify: 'VERIFY',
  wrap: 'WRAP',
  unwrap: 'UNWRAP',
  derive: 'DERIVE',
  alwaysAuthenticate: 'ALWAYS_AUTHENTICATE',
} as const satisfies Record<keyof KeyAttributes, AttributeName>;

/** The attributes of a key as they are, not as they were asked for. */
export function readKeyAttributes(session: TokenSession, object: ObjectHandle): KeyAttributes {
  const entries = Object.entries(keyAttributeNames).map(([name, attribute]) => [
    name,
    session.tryRead(object, attribute),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The reference of an object as it is now. */
export function refOf(session: TokenSession, object: ObjectHandle): ObjectRef {
  return {
    handle: toHex(object),
    class: classNames.get(session.tryRead(object, 'CLASS') ?? -1) ?? 'other',
    id: toHex((session.tryRead(object, 'ID') ?? new Uint8Array(0)).subarray(0, 256)),
    label: (session.tryRead(object, 'LABEL') ?? '').slice(0, 1024),
  };
}

/** Everything that is shown of an object. */
export function describeObject(session: TokenSession, object: ObjectHandle): ObjectDescription {
  const named = refOf(session, object);
  const ref = { ...named, isLeftover: isLeftoverLabel(named.label) };
  const isKey = ref.class === 'private-key' || ref.class === 'public-key' || ref.class === 'secret-key';
  if (!isKey) return { ...ref, keyType: '', attributes: {} };
  const type = session.tryRead(object, 'KEY_TYPE');
  const parameters = type === keyTypes.EC ? session.tryRead(object, 'EC_PARAMS') : undefined;
  const curve = parameters && curveList.find((row) => sameOctets(row.oid, parameters))?.name;
  const bits = bitsOf(session, object, type);
  return {
    ...ref,
    keyType: type === undefined ? '' : (keyTypeNames.get(type) ?? `0x${type.toString(16)}`),
    ...(bits === undefined || bits === 0 ? {} : { bits }), // SoftHSM says 0 for an unwrapped key
    ...(curve === undefined ? {} : { curve }),
    attributes: readKeyAttributes(session, object),
  };
}

function bitsOf(session: TokenSession, object: ObjectHandle, type: number | undefined): number | undefined {
  if (type === keyTypes.RSA) {
    const modulus = session.tryRead(object, 'MODULUS');
    return modulus === undefined ? undefined : 8 * modulus.length;
  }
  const length = type === keyTypes.AES ? session.tryRead(object, 'VALUE_LEN') : undefined;
  return length === undefined ? undefined : 8 * length;
}

const classNumbers = new Map([...classNames].map(([number, name]) => [name, number]));

/**
 * The object that a reference names: class, CKA_ID and label say which. Where several have the same, the handle decides;
 * alone it says nothing, since handles change with every start of the module and are used again.
 * @throws JobFailure 'token.object-gone'
 */
export function resolve(session: TokenSession, ref: ObjectRef): ObjectHandle {
  const number = classNumbers.get(ref.class);
  const id = fromHex(ref.id) ?? new Uint8Array(0);
  const narrow = { ...(number === undefined ? {} : { CLASS: number }), ...(id.length === 0 ? {} : { ID: id }) };
  const same = session.find(narrow).filter((object) => isNamedBy(session, object, ref));
  const [only] = same;
  const found = same.length === 1 ? only : same.find((object) => toHex(object) === ref.handle);
  if (found === undefined) throw new JobFailure('token.object-gone');
  return found;
}

/** Whether an object is there and has the class, CKA_ID and label of a reference. */
export function isNamedBy(session: TokenSession, object: ObjectHandle, ref: ObjectRef): boolean {
  try {
    session.read(object, 'CLASS');
  } catch (error) {
    if (error instanceof CkError && error.rv === returnValues.OBJECT_HANDLE_INVALID) return false;
    throw error;
  }
  const now = refOf(session, object);
  return now.class === ref.class && now.id === ref.id && now.label === ref.label;
}
