import { type CurveName, curves, pointFromAttribute } from '../../../app/crypto/curves.ts';
import { fromHex } from '../../../app/crypto/octets.ts';
import { type PublicKey, writeSpki } from '../../../app/crypto/spki.ts';
import type { ObjectRef } from '../token-shapes.ts';
import type { Template } from './attributes.ts';
import { CkError } from './ck-error.ts';
import { keyTypes, objectClasses, returnValues } from './ck-names.ts';
import { JobFailure } from './job-failure.ts';
import { mechanisms } from './mechanisms.ts';
import { describeObject, readKeyAttributes, refOf } from './objects.ts';
import { signsFor } from './proof.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

/** What a pair is made for: one thing, and nothing else. */
const purposes = {
  client: { DERIVE: true, SIGN: false },
  record: { DERIVE: false, SIGN: true },
} as const satisfies Record<string, Template>;

const nothingElse = { DECRYPT: false, UNWRAP: false, SIGN_RECOVER: false } as const satisfies Template;

export type KeyPairPurpose = keyof typeof purposes;

/**
 * Makes an EC P-256 pair on the token that never leaves it, and reads back that it is so.
 * @throws JobFailure 'token.cannot' when the token made another kind of key; what it made is destroyed
 */
export function makeKeyPair(
  session: TokenSession,
  purpose: KeyPairPurpose,
  label: string,
  id: Uint8Array,
): { readonly key: ObjectRef; readonly publicKey: Uint8Array } {
  const base = { TOKEN: true, KEY_TYPE: keyTypes.EC, LABEL: label, ID: id } as const;
  const publicTemplate: Template = {
    ...base,
    CLASS: objectClasses.PUBLIC_KEY,
    EC_PARAMS: curves['P-256'].oid,
    VERIFY: purpose === 'record',
    ENCRYPT: false,
    WRAP: false,
  };
  const privateTemplate: Template = {
    ...base,
    ...purposes[purpose],
    ...nothingElse,
    CLASS: objectClasses.PRIVATE_KEY,
    PRIVATE: true,
    SENSITIVE: true,
    EXTRACTABLE: false,
  };
  const pair = generateSealed(session, publicTemplate, privateTemplate);
  const destroyBoth = () => {
    session.destroy(pair.privateKey);
    session.destroy(pair.publicKey);
  };
  const now = readKeyAttributes(session, pair.privateKey);
  const isHidden = now.sensitive === true && now.extractable === false && now.token === true;
  const isNarrow =
    now.derive === (purpose === 'client') && now.sign === (purpose === 'record') && !now.decrypt && !now.unwrap;
  const point = pointFromAttribute(curves['P-256'], session.tryRead(pair.publicKey, 'EC_POINT') ?? new Uint8Array(0));
  if (point === undefined || !isHidden || !isNarrow) {
    destroyBoth();
    throw new JobFailure('token.cannot', { what: 'a key pair that stays on the token and does one thing' });
  }
  const publicKey: PublicKey = { kind: 'EC', curve: 'P-256', point };
  if (purpose === 'record' && !signsFor(session, pair.privateKey, publicKey)) {
    destroyBoth();
    throw new JobFailure('token.cannot', { what: 'a signature that its public key accepts' });
  }
  return { key: refOf(session, pair.privateKey), publicKey: writeSpki(publicKey) };
}

/** Sealed, so that nobody can give it another use later; on tokens that refuse the attribute, without the seal. */
function generateSealed(session: TokenSession, publicKey: Template, privateKey: Template) {
  try {
    return session.generateKeyPair(mechanisms.EC_KEY_PAIR_GEN, publicKey, { ...privateKey, MODIFIABLE: false });
  } catch (error) {
    const refusals: readonly number[] = [
      returnValues.ATTRIBUTE_TYPE_INVALID,
      returnValues.ATTRIBUTE_VALUE_INVALID,
      returnValues.TEMPLATE_INCONSISTENT,
      returnValues.ATTRIBUTE_READ_ONLY,
    ];
    if (!(error instanceof CkError) || !refusals.includes(error.rv)) throw error;
    return session.generateKeyPair(mechanisms.EC_KEY_PAIR_GEN, publicKey, privateKey);
  }
}

/**
 * The public key of a private key on the token: from its own attributes (RSA), or from the public object or certificate
 * of the same CKA_ID (EC).
 * @throws JobFailure 'token.object-gone' when the token tells it nowhere
 */
export function publicKeyOf(session: TokenSession, key: ObjectHandle): PublicKey {
  const { keyType, curve, id } = describeObject(session, key);
  if (keyType === 'RSA') {
    const [modulus, exponent] = [session.tryRead(key, 'MODULUS'), session.tryRead(key, 'PUBLIC_EXPONENT')];
    if (modulus !== undefined && exponent !== undefined) return { kind: 'RSA', modulus, exponent };
  }
  const point = keyType === 'EC' && curve !== undefined ? pointOf(session, key, id, curve) : undefined;
  if (point === undefined || curve === undefined) throw new JobFailure('token.object-gone');
  return { kind: 'EC', curve, point };
}

function pointOf(session: TokenSession, key: ObjectHandle, id: string, curve: CurveName): Uint8Array | undefined {
  const twin = { CLASS: objectClasses.PUBLIC_KEY, ID: fromHex(id) ?? new Uint8Array(0) };
  for (const object of [key, ...session.find(twin)]) {
    const value = session.tryRead(object, 'EC_POINT');
    const point = value && pointFromAttribute(curves[curve], value);
    if (point !== undefined) return point;
  }
  return undefined;
}
