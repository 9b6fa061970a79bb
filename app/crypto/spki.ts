import { type CurveName, curveList, curves, isPointOf } from './curves.ts';
import { DerError, DerReader, der, derUnsigned, tags } from './der.ts';
import { at, concat, copyOf, sameOctets } from './octets.ts';

/** A public key, as SubjectPublicKeyInfo, PKCS#8, JWK and tokens all can say it. */
export type PublicKey =
  /** The point is uncompressed and on its curve. */
  | { readonly kind: 'EC'; readonly curve: CurveName; readonly point: Uint8Array }
  /** Both integers without leading zeros. */
  | { readonly kind: 'RSA'; readonly modulus: Uint8Array; readonly exponent: Uint8Array };

/** rsaEncryption and id-ecPublicKey, as DER. @see RFC 8017 appendix A.1, RFC 5480 section 2.1.1 */
export const keyAlgorithms = {
  RSA: Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01),
  EC: Uint8Array.of(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01),
} as const;

/** The longest RSA modulus that is read, in octets (8,192 bits). */
export const longestModulus = 1024;

/**
 * Reads an AlgorithmIdentifier of RSA (parameters NULL) or EC (a named curve).
 * @throws DerError for any other algorithm or curve
 */
export function readKeyAlgorithm(
  reader: DerReader,
): { readonly kind: 'RSA' } | { readonly kind: 'EC'; curve: CurveName } {
  const algorithm = reader.enter(tags.sequence, 'algorithm');
  const oid = algorithm.takeWhole(tags.oid, 'algorithm identifier');
  if (sameOctets(oid, keyAlgorithms.RSA)) {
    if (algorithm.take(tags.null, 'NULL parameters').length !== 0) throw new DerError('NULL with content');
    algorithm.end('the algorithm');
    return { kind: 'RSA' };
  }
  if (!sameOctets(oid, keyAlgorithms.EC)) throw new DerError('an algorithm other than RSA and EC');
  const curve = readCurve(algorithm);
  algorithm.end('the algorithm');
  return { kind: 'EC', curve };
}

/** Reads a named curve. @throws DerError for explicit parameters and unknown curves */
export function readCurve(reader: DerReader): CurveName {
  const oid = reader.takeWhole(tags.oid, 'named curve');
  const curve = curveList.find((row) => sameOctets(row.oid, oid));
  if (curve === undefined) throw new DerError('an unknown curve');
  return curve.name;
}

/**
 * Reads a SubjectPublicKeyInfo.
 * @param octets DER, at most 8192 octets
 * @throws DerError for anything but an RSA key or an uncompressed point on one of our curves
 * @see RFC 5280 section 4.1.2.7
 */
export function readSpki(octets: Uint8Array): PublicKey {
  const outer = new DerReader(octets);
  const info = outer.enter(tags.sequence, 'SubjectPublicKeyInfo');
  outer.end('the SubjectPublicKeyInfo');
  const algorithm = readKeyAlgorithm(info);
  const bits = readBitString(info, tags.bitString);
  info.end('the public key');
  if (algorithm.kind === 'EC') {
    if (!isPointOf(curves[algorithm.curve], bits)) throw new DerError('not a point of the curve');
    return { kind: 'EC', curve: algorithm.curve, point: copyOf(bits) };
  }
  const inner = new DerReader(bits);
  const key = inner.enter(tags.sequence, 'RSAPublicKey');
  inner.end('the RSAPublicKey');
  const modulus = copyOf(key.unsigned('modulus', longestModulus));
  const exponent = copyOf(key.unsigned('exponent', 8));
  key.end('the exponent');
  return { kind: 'RSA', modulus, exponent };
}

/** The content of a BIT STRING of whole octets. */
export function readBitString(reader: DerReader, tag: number): Uint8Array {
  const content = reader.take(tag, 'bit string');
  if (content.length < 1 || at(content, 0) !== 0) throw new DerError('a bit string of broken octets');
  return content.subarray(1);
}

/** Writes a SubjectPublicKeyInfo, in DER: what is registered with the platform and what fingerprints are made of. */
export function writeSpki(key: PublicKey): Uint8Array {
  const algorithm =
    key.kind === 'EC'
      ? der(tags.sequence, keyAlgorithms.EC, curves[key.curve].oid)
      : der(tags.sequence, keyAlgorithms.RSA, der(tags.null));
  const bits = key.kind === 'EC' ? key.point : der(tags.sequence, derUnsigned(key.modulus), derUnsigned(key.exponent));
  return der(tags.sequence, algorithm, der(tags.bitString, concat(Uint8Array.of(0), bits)));
}
