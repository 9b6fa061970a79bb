import { at, concat, copyOf } from './octets.ts';
import type { HashName } from './primitives.ts';

/** The curves the platform uses, by their JWK names. */
export type CurveName = 'P-256' | 'P-384' | 'P-521';

/** Everything about one curve: y² = x³ - 3x + b over the prime field p. */
export interface Curve {
  readonly name: CurveName;
  /** The object identifier as DER, tag and length included: also the value of CKA_EC_PARAMS. */
  readonly oid: Uint8Array;
  /** Octets of one coordinate, and of the shared secret. */
  readonly coordinateLength: number;
  readonly p: bigint;
  readonly b: bigint;
  /** The hash that goes with the curve in ECDSA (RFC 7518 section 3.4). */
  readonly hash: HashName;
}

/** @see NIST SP 800-186 section 3.2.1, RFC 5480 section 2.1.1.1 */
export const curves = {
  'P-256': {
    name: 'P-256',
    oid: Uint8Array.of(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07),
    coordinateLength: 32,
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    hash: 'SHA-256',
  },
  'P-384': {
    name: 'P-384',
    oid: Uint8Array.of(0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22),
    coordinateLength: 48,
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    hash: 'SHA-384',
  },
  'P-521': {
    name: 'P-521',
    oid: Uint8Array.of(0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23),
    coordinateLength: 66,
    p: (1n << 521n) - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    hash: 'SHA-512',
  },
} as const satisfies Record<CurveName, Curve>;

/** The curves in the order of their strength, for loops over the table. */
export const curveList: readonly Curve[] = [curves['P-256'], curves['P-384'], curves['P-521']];

/**
 * Whether the octets are the uncompressed encoding of a point of the curve, other than infinity. A token may compute
 * with a point off its curve and so leak its private key, hence this check before any ECDH, whatever the token does.
 * @see SEC 1 section 2.3.4, NIST SP 800-56A rev. 3 section 5.6.2.3.3
 */
export function isPointOf(curve: Curve, point: Uint8Array): boolean {
  const { coordinateLength: n, p, b } = curve;
  if (point.length !== 1 + 2 * n || at(point, 0) !== 4) return false;
  const x = toInteger(point.subarray(1, 1 + n));
  const y = toInteger(point.subarray(1 + n));
  // The cofactor of these curves is 1, so every point but infinity has the full order.
  return x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n;
}

/**
 * The point in a CKA_EC_POINT: the standard wants a DER OCTET STRING around it, some modules leave that out.
 * @returns the uncompressed point, or undefined when it is not one of this curve
 * @see PKCS#11 3.1 section 6.3.3
 */
export function pointFromAttribute(curve: Curve, value: Uint8Array): Uint8Array | undefined {
  const length = 1 + 2 * curve.coordinateLength;
  const header = length < 128 ? Uint8Array.of(0x04, length) : Uint8Array.of(0x04, 0x81, length);
  const isWrapped = value.length === header.length + length && header.every((octet, i) => value[i] === octet);
  const point = isWrapped ? copyOf(value, header.length) : copyOf(value);
  return isPointOf(curve, point) ? point : undefined;
}

/** The uncompressed encoding from two coordinates; shorter ones get leading zeros. */
export function pointFromCoordinates(curve: Curve, x: Uint8Array, y: Uint8Array): Uint8Array | undefined {
  const n = curve.coordinateLength;
  if (x.length > n || y.length > n) return undefined;
  const point = concat(Uint8Array.of(4), new Uint8Array(n - x.length), x, new Uint8Array(n - y.length), y);
  return isPointOf(curve, point) ? point : undefined;
}

function toInteger(octets: Uint8Array): bigint {
  let value = 0n;
  for (const octet of octets) value = (value << 8n) | BigInt(octet);
  return value;
}
