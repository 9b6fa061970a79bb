import { createDecipheriv } from 'node:crypto';
import { concatKdf, jweOtherInfo } from '../../../app/crypto/concat-kdf.ts';
import { curves, pointFromCoordinates } from '../../../app/crypto/curves.ts';
import { KeyWrapError, unwrapKw } from '../../../app/crypto/key-wrap.ts';
import { fromBase64Url, fromUtf8 } from '../../../app/crypto/octets.ts';
import { Malformed } from '../../../app/formats/malformed.ts';
import { readSecretsJwe, type SecretsJwe } from '../../../app/formats/secrets-jwe.ts';
import type { Capabilities } from '../capabilities.ts';
import type { NativeAddon } from '../native-addon.ts';
import { nodePrimitives } from '../node-primitives.ts';
import type { JobResult } from '../protocol.ts';
import { openOuter } from './envelope.ts';
import { fileKey } from './file-keys.ts';
import { JobFailure } from './job-failure.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

const keyLength = 32;

/**
 * Opens the secrets of a product with a production PC's key on a token. They are to be shown, so their text goes to main;
 * the content key does not.
 * @param capabilities asked for only where the ladder of the envelope is climbed
 * @throws JobFailure 'client.secrets-key' for another key or a changed text, 'client.secrets-unreadable' for another form
 */
export function openSecrets(
  session: TokenSession,
  key: ObjectHandle,
  capabilities: () => Capabilities,
  native: NativeAddon | undefined,
  text: string,
): JobResult<'openSecrets'> {
  const jwe = parsedSecrets(text);
  if (jwe.way.kind === 'agreement' && jwe.recipient.ephemeral?.crv === 'P-256') {
    try {
      const { body, rung } = openOuter(session, key, capabilities(), native, text, 'C');
      return { text: textOf(body), rung };
    } catch (error) {
      throw isOtherKey(error) ? new JobFailure('client.secrets-key') : error;
    }
  }
  const cek = contentKey(session, key, jwe);
  if (cek?.length !== keyLength) throw new JobFailure('client.secrets-key');
  try {
    return { text: textOf(openBody(cek, jwe)), rung: `${jwe.recipient.algorithm}-in-process` };
  } finally {
    cek.fill(0);
  }
}

function parsedSecrets(text: string): SecretsJwe {
  try {
    return readSecretsJwe(text);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { problem, what } = error.failure.facts;
    throw new JobFailure('client.secrets-unreadable', { problem: String(problem ?? `they use ${what}`) });
  }
}

/** RSA-OAEP, or an agreement on one of the larger curves: the token gives the content key or the agreed secret. */
function contentKey(session: TokenSession, key: ObjectHandle, jwe: SecretsJwe): Uint8Array | undefined {
  const { recipient, way } = jwe;
  try {
    if (way.kind === 'oaep') {
      return fileKey(session, key, { kind: 'oaep', hashes: [way.hash], ciphertext: recipient.encryptedKey });
    }
    const { crv, x = '', y = '' } = recipient.ephemeral ?? {};
    const curve = crv === 'P-384' || crv === 'P-521' ? crv : undefined;
    const [xs, ys] = [fromBase64Url(x), fromBase64Url(y)];
    const point = curve && xs && ys && pointFromCoordinates(curves[curve], xs, ys);
    if (curve === undefined || point === undefined) {
      throw new JobFailure('client.secrets-unreadable', { problem: 'their one-time key is no point of a known curve' });
    }
    const secret = fileKey(session, key, { kind: 'agree', curve, point });
    const info = jweOtherInfo('ECDH-ES+A256KW', recipient.apu, recipient.apv, keyLength * 8);
    const kek = concatKdf(nodePrimitives, 'SHA-256', secret, info, keyLength);
    secret.fill(0);
    try {
      return unwrapKw(nodePrimitives, kek, recipient.encryptedKey);
    } finally {
      kek.fill(0);
    }
  } catch (error) {
    if (error instanceof KeyWrapError || isOtherKey(error)) return undefined;
    throw error;
  }
}

function isOtherKey(error: unknown): boolean {
  return (
    error instanceof JobFailure &&
    (error.failure.code === 'decrypt.key-check' || error.failure.code === 'envelope.not-for-this-key')
  );
}

function openBody(cek: Uint8Array, { iv, aad, cipherText, tag }: SecretsJwe): Uint8Array {
  const cipher = createDecipheriv('aes-256-gcm', cek, iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag);
  const body = cipher.update(cipherText);
  try {
    cipher.final();
  } catch {
    body.fill(0); // node:crypto has no code for a wrong tag, and nothing of the body may be used
    throw new JobFailure('client.secrets-key');
  }
  return body;
}

function textOf(body: Uint8Array): string {
  const text = fromUtf8(body);
  if (text === undefined) throw new JobFailure('client.secrets-unreadable', { problem: 'what is inside is no text' });
  return text;
}
