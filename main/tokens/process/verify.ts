import { curves } from '../../../app/crypto/curves.ts';
import { sameOctets, toHex } from '../../../app/crypto/octets.ts';
import type { PublicKey } from '../../../app/crypto/spki.ts';
import { type ExportableKeyType, exportableKeys } from '../exportable-keys.ts';
import type { Verification } from '../protocol.ts';
import type { KeyAttributes } from '../token-shapes.ts';
import { checkBlock, checkValueLength } from './check-value.ts';
import { CkError } from './ck-error.ts';
import { keyTypes, returnValues } from './ck-names.ts';
import { isRefusal } from './job-failure.ts';
import type { KeyUse } from './key-templates.ts';
import { keyAttributeNames, readKeyAttributes } from './objects.ts';
import { signsFor } from './proof.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

/** A key that is not what it must be. The object is to be destroyed. The words go to the person and the record. */
export class NotVerified extends Error {}

/** What a key must be. */
export interface Expected {
  readonly keyType: ExportableKeyType;
  readonly uses: readonly KeyUse[];
  /** The public key of a private key, where the platform told it. */
  readonly publicKey: PublicKey | undefined;
  readonly isStored: boolean;
}

/** What was seen of a key that is right. */
export interface Seen {
  readonly attributes: KeyAttributes;
  readonly wasTightened: boolean;
  readonly verification: Verification;
  /** The encryption of a zero block, for AES keys on tokens that can make it. */
  readonly checkBlock: Uint8Array | undefined;
}

/**
 * Rule R3: reads every attribute back and sets it right where the token ignored it, sees the value refused, and proves
 * the key as far as there is a known answer.
 * @throws NotVerified, or CkError
 */
export function verify(session: TokenSession, key: ObjectHandle, expected: Expected): Seen {
  const found = readKeyAttributes(session, key);
  const wasTightened = tighten(session, key, found, expected);
  const attributes = wasTightened ? readKeyAttributes(session, key) : found;
  const wrong = wrongOf(attributes, expected);
  if (wrong !== undefined) throw new NotVerified(wrong);
  refusesItsValue(session, key, expected.keyType);
  const proof =
    exportableKeys[expected.keyType].material === 'aes' ? proveAes(session, key) : provePrivate(session, key, expected);
  return { attributes, wasTightened, ...proof };
}

/** What an attribute must say; `undefined` where the module has none of it is allowed for uses, never for secrecy. */
function mustBe({ uses, isStored, keyType }: Expected): Partial<Record<keyof KeyAttributes, boolean>> {
  const isPrivate = exportableKeys[keyType].material !== 'aes';
  const base = {
    token: isStored,
    private: true,
    sensitive: true,
    extractable: false,
    decrypt: uses.includes('decrypt'),
    unwrap: false,
    derive: uses.includes('derive'),
  };
  // SoftHSM gives a secret key SIGN and VERIFY (a CMAC) unasked; the template says false and it is set right.
  return isPrivate
    ? { ...base, sign: uses.includes('sign') }
    : { ...base, encrypt: false, wrap: false, sign: false, verify: false };
}

/** What can be set right after a key was made. */
const settable = [
  'sensitive',
  'extractable',
  'encrypt',
  'decrypt',
  'sign',
  'verify',
  'wrap',
  'unwrap',
  'derive',
] as const satisfies readonly (keyof KeyAttributes)[];

/** Sets right what the token ignored; whether that took is read afterwards. @returns whether anything was wrong */
function tighten(session: TokenSession, key: ObjectHandle, now: KeyAttributes, expected: Expected): boolean {
  const wanted = mustBe(expected);
  let wasWrong = false;
  for (const name of settable) {
    const value = wanted[name];
    if (value === undefined || now[name] === undefined || now[name] === value) continue;
    wasWrong = true;
    try {
      session.write(key, { [keyAttributeNames[name]]: value });
    } catch (error) {
      if (!isRefusal(error)) throw error; // read again below: what stays wrong ends the import
    }
  }
  return wasWrong;
}

const mandatory: readonly (keyof KeyAttributes)[] = ['token', 'sensitive', 'extractable'];

function wrongOf(attributes: KeyAttributes, expected: Expected): string | undefined {
  for (const [name, value] of Object.entries(mustBe(expected)) as [keyof KeyAttributes, boolean][]) {
    const is = attributes[name];
    if (is === undefined && mandatory.includes(name)) return `the token does not tell whether the key is ${name}`;
    if (is !== undefined && is !== value) return `the key is ${is ? '' : 'not '}${name} and the token keeps it so`;
  }
  return undefined;
}

/** A sensitive key's value must be refused as sensitive: any other answer, even another error, is no refusal. */
function refusesItsValue(session: TokenSession, key: ObjectHandle, keyType: ExportableKeyType): void {
  const secret = exportableKeys[keyType].material === 'rsa' ? 'PRIVATE_EXPONENT' : 'VALUE';
  try {
    session.read(key, secret)?.fill(0);
  } catch (error) {
    if (error instanceof CkError && error.rv === returnValues.ATTRIBUTE_SENSITIVE) return;
    throw error instanceof CkError
      ? new NotVerified(`asked for the key's value, the token answered ${error.code}`)
      : error;
  }
  throw new NotVerified("the token gives out the key's value");
}

/** There is no known answer for an AES key yet: that it unwrapped shows its integrity, no more. */
function proveAes(session: TokenSession, key: ObjectHandle): Pick<Seen, 'verification' | 'checkBlock'> {
  const type = session.tryRead(key, 'KEY_TYPE');
  if (type !== undefined && type !== keyTypes.AES) throw new NotVerified('the key became one of another type');
  const verification = { state: 'integrity-checked', how: 'the check of the key wrap' } as const;
  try {
    return { verification, checkBlock: checkBlock(session, key) };
  } catch (error) {
    if (isRefusal(error)) return { verification, checkBlock: undefined };
    throw error;
  }
}

/** A signature against the public key of the platform, or, where it told none, against the one the token derives. */
function provePrivate(
  session: TokenSession,
  key: ObjectHandle,
  { keyType, publicKey, uses }: Expected,
): Pick<Seen, 'verification' | 'checkBlock'> {
  const { material } = exportableKeys[keyType];
  if (session.tryRead(key, 'KEY_TYPE') !== (material === 'rsa' ? keyTypes.RSA : keyTypes.EC)) {
    throw new NotVerified('the key became one of another type');
  }
  hasItsSize(session, key, keyType);
  const checkedOnly = { state: 'integrity-checked', how: 'the check of the key wrap' } as const;
  if (!uses.includes('sign')) return { verification: checkedOnly, checkBlock: undefined };
  if (publicKey !== undefined) {
    if (!signsFor(session, key, publicKey)) throw new NotVerified('its signature is not accepted by the public key');
    return {
      verification: { state: 'proven', how: "a signature, accepted by the platform's public key" },
      checkBlock: undefined,
    };
  }
  const [modulus, exponent] = [session.tryRead(key, 'MODULUS'), session.tryRead(key, 'PUBLIC_EXPONENT')];
  if (modulus !== undefined && exponent !== undefined) {
    if (!signsFor(session, key, { kind: 'RSA', modulus, exponent }))
      throw new NotVerified('it does not sign for its own modulus');
    return {
      verification: { ...checkedOnly, how: 'the check of the key wrap, and a signature for its own modulus' },
      checkBlock: undefined,
    };
  }
  return { verification: checkedOnly, checkBlock: undefined };
}

/** The size that the type promises, as far as the token tells it. */
function hasItsSize(session: TokenSession, key: ObjectHandle, keyType: ExportableKeyType): void {
  const type = exportableKeys[keyType];
  if (type.material === 'rsa') {
    const modulus = session.tryRead(key, 'MODULUS');
    if (modulus !== undefined && 8 * modulus.length !== type.modulusBits)
      throw new NotVerified('it has another size than its type');
  }
  if (type.material === 'ec') {
    const parameters = session.tryRead(key, 'EC_PARAMS');
    if (parameters !== undefined && !sameOctets(parameters, curves[type.curve].oid)) {
      throw new NotVerified('it is on another curve than its type');
    }
  }
}

/** The check value as it is shown: the first three octets of the block. */
export function checkValueOf(block: Uint8Array): string {
  return toHex(block.subarray(0, checkValueLength));
}
