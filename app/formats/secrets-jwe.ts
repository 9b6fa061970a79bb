import { ascii, fromBase64Url } from '../crypto/octets.ts';
import type { HashName } from '../crypto/primitives.ts';
import { jweAlgorithms } from './jose-tables.ts';
import { type JweRecipient, parseCompactJwe } from './jwe.ts';
import { malformed, unsupported } from './malformed.ts';

/** A product's secrets are a page of text; this is beyond any of them. Characters of the compact JWE. */
export const longestSecretsJwe = 4 * 1024 * 1024;

/** The JWE of `/distributions/products/{id}/secrets` in its parts. */
export interface SecretsJwe {
  readonly recipient: JweRecipient;
  /** How its content key is reached: RSA-OAEP, or an agreement that gives a KEK of 32 bytes. */
  readonly way: { readonly kind: 'oaep'; readonly hash: HashName } | { readonly kind: 'agreement' };
  readonly aad: Uint8Array;
  /** 12 bytes. */
  readonly iv: Uint8Array;
  readonly cipherText: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
}

/**
 * Takes it apart.
 * @throws Malformed for anything but one recipient by RSA-OAEP or ECDH-ES+A256KW, and A256GCM
 * @see platform-api.md section 6, RFC 7516 section 3.1
 */
export function readSecretsJwe(text: string): SecretsJwe {
  if (text.length > longestSecretsJwe) malformed('jwe', 'it is longer than any product’s secrets');
  const octets = ascii(text);
  const jwe = parseCompactJwe(octets, octets, octets.length);
  const [recipient] = jwe.recipients;
  if (recipient === undefined) unsupported('jwe', jwe.otherAlgorithms[0] ?? 'no algorithm');
  if (jwe.encryption !== 'A256GCM') unsupported('jwe', jwe.encryption);
  if (jwe.deflated) unsupported('jwe', 'compression');
  const { offset, length } = jwe.ciphertext;
  const cipherText =
    fromBase64Url(text.slice(offset, offset + length)) ?? malformed('jwe', 'its ciphertext is not base64url');
  const parts = { recipient, aad: ascii(jwe.aad), iv: jwe.iv, cipherText, tag: jwe.tag };
  const row = jweAlgorithms[recipient.algorithm];
  if (row.kind === 'oaep') return { ...parts, way: row };
  if (recipient.algorithm === 'ECDH-ES+A256KW') return { ...parts, way: { kind: 'agreement' } };
  return unsupported('jwe', recipient.algorithm);
}
