import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { concat } from '../../../app/crypto/octets.ts';
import { type PublicKey, writeSpki } from '../../../app/crypto/spki.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { isRefusal } from './job-failure.ts';
import { mechanisms } from './mechanisms.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

/** A public key for node:crypto. */
export function publicKeyObject(key: PublicKey): KeyObject {
  return createPublicKey({ key: Buffer.from(writeSpki(key)), type: 'spki', format: 'der' });
}

// DigestInfo of SHA-256, RFC 8017 section 9.2 note 1. Cards and old modules know RSA_PKCS but not its hashing forms.
const sha256DigestInfo = Uint8Array.from(Buffer.from('3031300d060960864801650304020105000420', 'hex'));

/**
 * Whether a private key on a token makes a signature that its public key accepts. The message is random, so an old
 * signature cannot stand in.
 * @throws CkError when the token does not sign at all
 */
export function signsFor(session: TokenSession, key: ObjectHandle, publicKey: PublicKey): boolean {
  const message = new Uint8Array(randomBytes(32));
  const digest = nodePrimitives.hash('SHA-256', message);
  if (publicKey.kind === 'RSA') {
    const signature = session.sign({ mechanism: mechanisms.RSA_PKCS }, key, concat(sha256DigestInfo, digest));
    return verify('sha256', message, publicKeyObject(publicKey), signature);
  }
  // PKCS#11 and IEEE P1363 write r ‖ s.
  const signature = session.sign({ mechanism: mechanisms.ECDSA }, key, digest);
  return verify('sha256', message, { key: publicKeyObject(publicKey), dsaEncoding: 'ieee-p1363' }, signature);
}

/**
 * Whether a token refuses, with this very key, what nobody can have sealed with it: without that, its yes to a tag says
 * nothing. Asked after the message it is about, since a session may stay busy after an error. A key that wants its PIN at
 * every use is not asked: it would cost a PIN.
 */
export function seesForgery(session: TokenSession, key: ObjectHandle): boolean {
  if (session.tryRead(key, 'ALWAYS_AUTHENTICATE') === true) return true;
  const parameter = { kind: 'gcm', iv: new Uint8Array(randomBytes(12)), aad: new Uint8Array(0) } as const;
  try {
    session.decrypt({ mechanism: mechanisms.AES_GCM, parameter }, key, new Uint8Array(randomBytes(32))).fill(0);
    return false;
  } catch (error) {
    // Refused before it looked at the message, it has said nothing of it.
    if (isRefusal(error) && error.call === 'C_Decrypt') return true;
    throw error;
  }
}

/**
 * Whether an AES-GCM record opens with a key on a token. Another key, other data or another AAD are one answer: no; and
 * so is a token that says yes to anything.
 * @param sealed ciphertext, then the tag of 16 octets
 */
export function opensRecord(
  session: TokenSession,
  key: ObjectHandle,
  iv: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): boolean {
  const parameter = { kind: 'gcm', iv, aad } as const;
  try {
    session.decrypt({ mechanism: mechanisms.AES_GCM, parameter }, key, sealed).fill(0);
  } catch (error) {
    if (isRefusal(error) && error.call === 'C_Decrypt') return false;
    throw error;
  }
  return seesForgery(session, key);
}
