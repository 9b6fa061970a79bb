import { curves } from './curves.ts';
import { ascii, toBase64Url } from './octets.ts';
import type { Primitives } from './primitives.ts';
import type { PublicKey } from './spki.ts';

/** The public members of a key as a JWK, with no others. */
export type PublicJwk =
  | { readonly kty: 'EC'; readonly crv: string; readonly x: string; readonly y: string }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string };

/** @see RFC 7518 sections 6.2.1 and 6.3.1 */
export function toJwk(key: PublicKey): PublicJwk {
  if (key.kind === 'RSA') return { kty: 'RSA', n: toBase64Url(key.modulus), e: toBase64Url(key.exponent) };
  const n = curves[key.curve].coordinateLength;
  const x = toBase64Url(key.point.subarray(1, 1 + n));
  return { kty: 'EC', crv: key.curve, x, y: toBase64Url(key.point.subarray(1 + n)) };
}

/**
 * What a thumbprint is the hash of: the required members, in the order of their names, without white space.
 * @see RFC 7638 section 3.2
 */
export function thumbprintInput(jwk: PublicJwk): string {
  return JSON.stringify(
    jwk.kty === 'EC' ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y } : { e: jwk.e, kty: jwk.kty, n: jwk.n },
  );
}

/** The SHA-256 thumbprint in base64url: Keydock's `kid` for record-signing keys. @see RFC 7638 section 3 */
export function jwkThumbprint(primitives: Primitives, jwk: PublicJwk): string {
  return toBase64Url(primitives.hash('SHA-256', ascii(thumbprintInput(jwk))));
}
