import { createDecipheriv } from 'node:crypto';
import { concatKdf, jweOtherInfo } from '../../../app/crypto/concat-kdf.ts';
import { curves, isPointOf } from '../../../app/crypto/curves.ts';
import { hkdf } from '../../../app/crypto/hkdf.ts';
import { parseEcdhEsJwe } from '../../../app/crypto/jwe.ts';
import { ascii, toBase64Url } from '../../../app/crypto/octets.ts';
import { WrappedKeys } from '../../../app/platform/wire/distributions.ts';
import { fail, ok, type Result } from '../../../app/result.ts';
import { nodePrimitives } from '../../tokens/node-primitives.ts';
import { unwrapAes } from './aes-unwrap.ts';
import type { KeyHolder } from './key-holder.ts';

/**
 * A client key that came from a file ("opening key in a file"): the platform's envelope is opened here, where the key is,
 * and what leaves is ciphertext and names. platform-api.md section 6.
 */
export async function openWrappedKeys(holder: KeyHolder, jwe: string): Promise<Result<WrappedKeys>> {
  const parsed = parseEcdhEsJwe(jwe);
  if (!parsed.ok) return fail('envelope.unreadable', { problem: parsed.fault });
  const { ephemeralPoint, apu, apv, wrappedCek, iv, aad, cipherText, tag } = parsed.value;
  const secret = await holder.agree(peerOf(ephemeralPoint));
  if (secret === undefined) return fail('envelope.not-for-this-key');
  const kek = concatKdf(nodePrimitives, 'SHA-256', secret, jweOtherInfo('ECDH-ES+A256KW', apu, apv, 256), 32);
  secret.fill(0);
  const cek = unwrapAes('kw', kek, wrappedCek);
  kek.fill(0);
  if (cek === undefined) return fail('envelope.not-for-this-key');
  const body = opened(cek, iv, aad, cipherText, tag);
  cek.fill(0);
  return body === undefined ? fail('envelope.not-for-this-key') : wrappedKeysIn(body);
}

/**
 * Makes the KEK of an envelope and gives it away.
 * @param peerPoint uncompressed P-256 point
 * @param send takes the KEK and wipes it
 */
export async function sendKekOf(
  holder: KeyHolder,
  peerPoint: Uint8Array,
  send: (kek: Uint8Array) => void,
): Promise<Result<null>> {
  // A point off the curve would tell the private key away: looked at here too, whatever the library checks.
  if (!isPointOf(curves['P-256'], peerPoint)) {
    return fail('envelope.unreadable', { problem: 'the ephemeral key is no point of P-256' });
  }
  const secret = await holder.agree(peerOf(peerPoint));
  if (secret === undefined) return fail('envelope.not-for-this-key');
  send(hkdf(nodePrimitives, 'SHA-256', secret, new Uint8Array(0), ascii('jwe-key-wrapping'), 32));
  secret.fill(0);
  return ok(null);
}

function peerOf(point: Uint8Array) {
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(point.subarray(1, 33)), y: toBase64Url(point.subarray(33, 65)) };
}

function opened(
  cek: Uint8Array,
  iv: Uint8Array,
  aad: Uint8Array,
  cipherText: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  if (cek.length !== 32) return undefined;
  const cipher = createDecipheriv('aes-256-gcm', cek, iv).setAAD(aad).setAuthTag(tag);
  const body = cipher.update(cipherText);
  try {
    cipher.final();
    return body;
  } catch {
    return undefined; // node:crypto has no code for a wrong tag, and nothing of the body may be used
  }
}

function wrappedKeysIn(body: Uint8Array): Result<WrappedKeys> {
  try {
    const keys = WrappedKeys.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    if (keys.success) return ok(keys.data);
  } catch {
    return fail('envelope.unreadable', { problem: 'what is inside is no JSON' });
  }
  return fail('envelope.unreadable', { problem: 'what is inside is no list of wrapped keys' });
}
