import { curves, isPointOf } from '../../../app/crypto/curves.ts';
import { KeyWrapError, unwrapKw, unwrapKwp } from '../../../app/crypto/key-wrap.ts';
import { decodeOaep, OaepError } from '../../../app/crypto/oaep.ts';
import type { Primitives } from '../../../app/crypto/primitives.ts';
import type { FileKeyWay, PieceCipher } from '../file-key-shapes.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { CkError } from './ck-error.ts';
import { returnValues } from './ck-names.ts';
import { isRefusal, JobFailure } from './job-failure.ts';
import { readableSecret } from './key-templates.ts';
import { mechanisms } from './mechanisms.ts';
import type { PinForUse } from './pin-for-use.ts';
import { seesForgery } from './proof.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

/**
 * The key of one file, by a key that stays on the token.
 * @param pin of a key that wants it at every use: good for one operation, and only RSA-OAEP takes it. PKCS#11 has no such
 *   login for C_DeriveKey and C_UnwrapKey, which begin and end in one call
 * @returns its octets, which the caller sends on and wipes
 * @throws JobFailure 'decrypt.key-check' when it does not open; CkError for what the token refuses
 */
export function fileKey(session: TokenSession, key: ObjectHandle, way: FileKeyWay, pin?: PinForUse): Uint8Array {
  const octets = openBy(session, key, way, pin);
  if (octets === undefined) throw new JobFailure('decrypt.key-check');
  return octets;
}

function openBy(
  session: TokenSession,
  key: ObjectHandle,
  way: FileKeyWay,
  pin: PinForUse | undefined,
): Uint8Array | undefined {
  switch (way.kind) {
    case 'oaep':
      return pin === undefined ? openOaep(session, key, way) : openOaepOnce(session, key, way, pin);
    case 'unwrap':
      return unwrapOnToken(session, key, way) ?? unwrapByBlocks(session, key, way);
    case 'agree':
      return agreeOnToken(session, key, way);
    default:
      throw way satisfies never;
  }
}

type OaepWay = Extract<FileKeyWay, { kind: 'oaep' }>;
type OaepHash = OaepWay['hashes'][number];

/** SoftHSM's OAEP knows SHA-1 alone, and cards often none: then the raw decryption is decoded here. */
function openOaep(session: TokenSession, key: ObjectHandle, { hashes, ciphertext }: OaepWay): Uint8Array | undefined {
  const open = (hash: OaepHash) => byOaep(session, key, hash, ciphertext) ?? byRaw(session, key, [hash], ciphertext);
  for (const hash of hashes) {
    const opened = open(hash);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

/**
 * The same in one operation, for a PIN that is good for one. A token says before it takes the PIN whether it knows the
 * mechanism, so another may then be tried. Where the hash is not known, one raw decryption shows them all.
 */
function openOaepOnce(
  session: TokenSession,
  key: ObjectHandle,
  { hashes, ciphertext }: OaepWay,
  pin: PinForUse,
): Uint8Array | undefined {
  const [first, ...others] = hashes;
  if (first === undefined || others.length > 0) return byRaw(session, key, hashes, ciphertext, pin);
  const opened = byOaep(session, key, first, ciphertext, pin);
  return opened ?? (pin.wasGiven ? undefined : byRaw(session, key, hashes, ciphertext, pin));
}

/** @returns undefined when the token refuses, whether it does not know the hash or the ciphertext does not fit */
function byOaep(
  session: TokenSession,
  key: ObjectHandle,
  hash: OaepHash,
  ciphertext: Uint8Array,
  pin?: PinForUse,
): Uint8Array | undefined {
  const parameter = { kind: 'oaep', hash } as const;
  try {
    return session.decrypt({ mechanism: mechanisms.RSA_PKCS_OAEP, parameter }, key, ciphertext, pin);
  } catch (error) {
    // With the PIN spent nothing else is tried, so what is no matter of the ciphertext must be told.
    if (!isRefusal(error) || (pin?.wasGiven === true && cannot.has(error.rv))) throw error;
    return undefined;
  }
}

function byRaw(
  session: TokenSession,
  key: ObjectHandle,
  hashes: readonly OaepHash[],
  ciphertext: Uint8Array,
  pin?: PinForUse,
): Uint8Array | undefined {
  let encoded: Uint8Array;
  try {
    encoded = session.decrypt({ mechanism: mechanisms.RSA_X_509 }, key, ciphertext, pin);
  } catch (error) {
    // A number beyond the modulus was made for another key (RFC 8017 section 5.1.2): CKR_ARGUMENTS_BAD on NSS,
    // CKR_GENERAL_ERROR on SoftHSM.
    if (error instanceof CkError && isRefusal(error) && !cannot.has(error.rv)) return undefined;
    throw error;
  }
  try {
    for (const hash of hashes) {
      const message = decoded(encoded, ciphertext.length, hash);
      if (message !== undefined) return message;
    }
    return undefined;
  } finally {
    encoded.fill(0);
  }
}

function decoded(encoded: Uint8Array, length: number, hash: OaepHash): Uint8Array | undefined {
  try {
    return decodeOaep(nodePrimitives, encoded, length, { hash, mgfHash: hash, label: new Uint8Array(0) });
  } catch (error) {
    if (error instanceof OaepError) return undefined;
    throw error;
  }
}

/** 0x210A is RFC 5649 on SoftHSM and PKCS#7 on NSS; the initial values differ, so the wrong one fails its check. */
const unwrapMechanisms = {
  kw: [mechanisms.AES_KEY_WRAP],
  kwp: [mechanisms.AES_KEY_WRAP_KWP, mechanisms.AES_KEY_WRAP_PAD],
} as const;

/** To a session object that may be read: it is the key of this file alone. */
function unwrapOnToken(
  session: TokenSession,
  key: ObjectHandle,
  { scheme, wrapped }: Extract<FileKeyWay, { kind: 'unwrap' }>,
): Uint8Array | undefined {
  for (const mechanism of unwrapMechanisms[scheme]) {
    try {
      return session.read(session.unwrap({ mechanism }, key, wrapped, readableSecret), 'VALUE');
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return undefined;
}

/**
 * For tokens and keys that may decrypt but not unwrap: key wrap over single blocks that the token decrypts. It also
 * judges: a module's refusal above may have meant anything.
 */
function unwrapByBlocks(
  session: TokenSession,
  key: ObjectHandle,
  { scheme, wrapped }: Extract<FileKeyWay, { kind: 'unwrap' }>,
): Uint8Array | undefined {
  const onToken: Primitives = {
    ...nodePrimitives,
    aes: () => ({
      encrypt: () => {
        throw new Error('unwrapping only decrypts');
      },
      decrypt: (block) => session.decrypt({ mechanism: mechanisms.AES_ECB }, key, block),
    }),
  };
  const kekIsOnToken = new Uint8Array(0);
  try {
    return scheme === 'kw' ? unwrapKw(onToken, kekIsOnToken, wrapped) : unwrapKwp(onToken, kekIsOnToken, wrapped);
  } catch (error) {
    // A KEK that may only unwrap has given its answer above.
    if (error instanceof KeyWrapError || isRefusal(error)) return undefined;
    throw error;
  }
}

function agreeOnToken(
  session: TokenSession,
  key: ObjectHandle,
  { curve, point }: Extract<FileKeyWay, { kind: 'agree' }>,
): Uint8Array | undefined {
  // A point off the curve would tell the private key away, whatever the token checks.
  if (!isPointOf(curves[curve], point))
    throw new JobFailure('decrypt.malformed', {
      format: 'key agreement',
      problem: 'its public key is no point of the curve',
    });
  const length = curves[curve].coordinateLength;
  const parameter = { kind: 'ecdh', publicPoint: point } as const;
  const template = { ...readableSecret, VALUE_LEN: length };
  const secret = session.read(
    session.derive({ mechanism: mechanisms.ECDH1_DERIVE, parameter }, key, template),
    'VALUE',
  );
  return secret?.length === length && secret.some((octet) => octet !== 0) ? secret : undefined;
}

/** What a module says when it cannot do it at all, rather than that the data is wrong. */
const cannot: ReadonlySet<number> = new Set([
  returnValues.MECHANISM_INVALID,
  returnValues.MECHANISM_PARAM_INVALID,
  returnValues.FUNCTION_NOT_SUPPORTED,
  returnValues.KEY_FUNCTION_NOT_PERMITTED,
  returnValues.KEY_TYPE_INCONSISTENT,
  returnValues.KEY_HANDLE_INVALID,
  returnValues.KEY_SIZE_RANGE,
  returnValues.HOST_MEMORY,
  returnValues.DEVICE_ERROR,
]);

/**
 * Decrypts a stretch of a file on the token.
 * @returns the plaintext, which for CBC still has its padding
 * @throws JobFailure 'decrypt.not-authentic' for a tag that does not fit; 'token.cannot' where the token takes any
 */
export function decryptPiece(
  session: TokenSession,
  key: ObjectHandle,
  cipher: PieceCipher,
  data: Uint8Array,
): Uint8Array {
  if (cipher.kind === 'cbc') {
    const parameter = { kind: 'bytes', bytes: cipher.iv } as const;
    return session.decrypt({ mechanism: mechanisms.AES_CBC, parameter }, key, data);
  }
  const { iv, aad } = cipher;
  let plaintext: Uint8Array;
  try {
    plaintext = session.decrypt({ mechanism: mechanisms.AES_GCM, parameter: { kind: 'gcm', iv, aad } }, key, data);
  } catch (error) {
    // A bad tag is CKR_ENCRYPTED_DATA_INVALID on NSS and CKR_GENERAL_ERROR on SoftHSM.
    if (error instanceof CkError && isRefusal(error) && !cannot.has(error.rv)) {
      throw new JobFailure('decrypt.not-authentic', { aadLength: aad.length });
    }
    throw error;
  }
  try {
    // Without this the result would be called authentic on this module's word alone.
    if (seesForgery(session, key)) return plaintext;
    throw new JobFailure('token.cannot', { what: 'it took an AES-GCM message that nobody sealed for a right one' });
  } catch (error) {
    plaintext.fill(0);
    throw error;
  }
}
