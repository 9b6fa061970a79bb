import { createCipheriv, randomBytes } from 'node:crypto';
import { wrapKwp } from '../../../app/crypto/key-wrap.ts';
import { ascii } from '../../../app/crypto/octets.ts';
import { ok, type Result } from '../../../app/result.ts';
import { nodePrimitives } from '../../tokens/node-primitives.ts';
import type { WrappedKey } from '../protocol.ts';
import type { KeyHolder } from './key-holder.ts';
import { wrongKindFailure } from './openings/common.ts';

/** What is sealed under the key, so that a token can show that it holds the same one. Says nothing of any file. */
const proofAad = ascii('Keydock: a key moved from a file onto a token');

/** Whether it is an AES key of a length that tokens take. */
export function mayMove({ symmetric }: KeyHolder): boolean {
  return symmetric?.length === 16 || symmetric?.length === 32;
}

/**
 * Wraps the key of a key file under a KEK made for this once (RFC 5649), which goes out past main.
 * @param sendKek takes the KEK and wipes it
 * @returns 'decrypt.key-wrong-kind' for what is no AES-128 or AES-256 key
 */
export function wrapForToken(holder: KeyHolder, sendKek: (kek: Uint8Array) => void): Result<WrappedKey> {
  const key = holder.symmetric;
  const keyLength = key?.length;
  if (key === undefined || (keyLength !== 16 && keyLength !== 32)) {
    return { ok: false, error: wrongKindFailure('key on a token', holder, 'an AES key of 16 or 32 bytes') };
  }
  const kek = Uint8Array.from(randomBytes(32));
  const wrapped = wrapKwp(nodePrimitives, kek, key);
  sendKek(kek);
  const iv = Uint8Array.from(randomBytes(12));
  const cipher = createCipheriv(`aes-${keyLength * 8}-gcm` as 'aes-128-gcm' | 'aes-256-gcm', key, iv);
  cipher.setAAD(proofAad);
  const front = cipher.update(randomBytes(16));
  const sealed = Uint8Array.from(Buffer.concat([front, cipher.final(), cipher.getAuthTag()]));
  return ok({ wrapped, keyLength, answer: { iv, aad: proofAad, sealed } });
}
