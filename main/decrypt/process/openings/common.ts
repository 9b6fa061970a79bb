import { createDecipheriv } from 'node:crypto';
import type { HashName } from '../../../../app/crypto/primitives.ts';
import { type Grade, isAllowed } from '../../../../app/exposure.ts';
import { type FormatId, formats, type KeyNeed, keyNeeds } from '../../../../app/formats/formats.ts';
import { fromBase64 } from '../../../../app/formats/text.ts';
import type { Failure } from '../../../../app/result.ts';
import type { KeyHolder } from '../key-holder.ts';
import type { OpeningContext } from '../opening.ts';
import { Stopped } from '../stopped.ts';

export const hashNames: Readonly<Record<HashName, string>> = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/**
 * Refuses, before anything is opened, a way that would expose a key more than is allowed (rule R4).
 * @throws Stopped 'decrypt.below-floor'
 */
export function allow({ floor }: Pick<OpeningContext, 'floor'>, grade: Grade): Grade {
  if (!isAllowed(grade, floor)) throw new Stopped('decrypt.below-floor', { grade, floor });
  return grade;
}

/** What a holder is, for the sentence "the key given is …". */
export function describeKinds(holder: KeyHolder): string {
  const length = holder.symmetric?.length;
  if (length !== undefined) return `a key of ${length} bytes`;
  const kinds = [...holder.kinds].filter((kind) => kind !== 'pass-phrase');
  return kinds.length === 0 ? 'text or bytes that are no key' : kinds.map((kind) => keyNeeds[kind]).join(' or ');
}

/** @param reader what the key was to open, in words */
export function wrongKindFailure(reader: string, holder: KeyHolder, needs: string): Failure {
  return { code: 'decrypt.key-wrong-kind', facts: { format: reader, needs, given: describeKinds(holder) } };
}

/** @throws Stopped always */
export function wrongKind(format: FormatId, holder: KeyHolder, needs: string): never {
  const { code, facts } = wrongKindFailure(formats[format].name, holder, needs);
  throw new Stopped(code, facts);
}

/** What a format needs, in words. */
export function needsOf(kinds: readonly KeyNeed[]): string {
  return kinds.map((kind) => keyNeeds[kind]).join(' or ');
}

/**
 * A copy of the holder's symmetric key, to be zeroed by the cipher that uses it.
 * @param lengths bytes that fit
 * @throws Stopped 'decrypt.key-wrong-kind'
 */
export function symmetricKey(format: FormatId, holder: KeyHolder, lengths: readonly number[]): Uint8Array {
  const key = holder.symmetric;
  if (key === undefined || !lengths.includes(key.length)) {
    wrongKind(format, holder, `a key of ${lengths.join(' or ')} bytes`);
  }
  return Uint8Array.from(key);
}

/** A short AES-GCM message in one piece. @returns undefined when the tag does not fit */
export function openGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  const algorithm = key.length === 16 ? 'aes-128-gcm' : key.length === 24 ? 'aes-192-gcm' : 'aes-256-gcm';
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(tag);
  decipher.setAAD(aad);
  const plaintext = decipher.update(ciphertext);
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return undefined;
  }
  return plaintext;
}

/** A short AES-CBC message with PKCS#7. @returns undefined when the padding does not fit */
export function openCbc(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  const front = decipher.update(ciphertext);
  try {
    return Uint8Array.from(Buffer.concat([front, decipher.final()]));
  } catch {
    return undefined;
  } finally {
    front.fill(0);
  }
}

/** A base64 field that a schema has already judged. */
export function octetsOf(base64: string): Uint8Array {
  const octets = fromBase64(base64);
  if (octets === undefined) throw new Error('a field that passed its schema is not base64');
  return octets;
}
