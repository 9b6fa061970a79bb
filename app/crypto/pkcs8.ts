import { type CurveName, curves, isPointOf } from './curves.ts';
import { DerError, DerReader, tags } from './der.ts';
import { copyOf } from './octets.ts';
import { longestModulus, type PublicKey, readBitString, readCurve, readKeyAlgorithm } from './spki.ts';

/** A private key taken apart, for a token that can only be given its numbers. The caller zeroes what it was read from. */
export type PrivateKey =
  | {
      readonly kind: 'EC';
      readonly curve: CurveName;
      /** As long as a coordinate. */
      readonly scalar: Uint8Array;
      /** Present when the structure carries it. */
      readonly publicKey?: Extract<PublicKey, { kind: 'EC' }>;
    }
  | {
      readonly kind: 'RSA';
      readonly publicKey: Extract<PublicKey, { kind: 'RSA' }>;
      readonly privateExponent: Uint8Array;
      readonly prime1: Uint8Array;
      readonly prime2: Uint8Array;
      readonly exponent1: Uint8Array;
      readonly exponent2: Uint8Array;
      readonly coefficient: Uint8Array;
    };

/**
 * Reads a PKCS#8 PrivateKeyInfo (version 0, or 1 with a public key) of RSA or one of our curves.
 * The arrays are views into `octets`: zeroing that zeroes them.
 * @param octets DER, at most 8192 octets, nothing behind it
 * @throws DerError, which names the broken part and never its value
 * @see RFC 5958 section 2
 */
export function readPkcs8(octets: Uint8Array): PrivateKey {
  const outer = new DerReader(octets);
  const info = outer.enter(tags.sequence, 'PrivateKeyInfo');
  outer.end('the PrivateKeyInfo');
  const version = info.version('version');
  if (version > 1) throw new DerError('an unknown version');
  const algorithm = readKeyAlgorithm(info);
  const content = info.take(tags.octetString, 'private key');
  if (info.peek() === tags.context0) info.take(tags.context0, 'attributes');
  if (info.peek() === tags.implicit1 && version === 1) info.take(tags.implicit1, 'public key');
  info.end('the private key');
  return algorithm.kind === 'EC' ? readSec1(content, algorithm.curve) : readRsa(content);
}

/** @see RFC 5915 section 3 */
function readSec1(octets: Uint8Array, curve: CurveName): PrivateKey {
  const outer = new DerReader(octets);
  const key = outer.enter(tags.sequence, 'ECPrivateKey');
  outer.end('the ECPrivateKey');
  if (key.version('ECPrivateKey version') !== 1) throw new DerError('an unknown ECPrivateKey version');
  const scalar = key.take(tags.octetString, 'private scalar');
  if (scalar.length !== curves[curve].coordinateLength) throw new DerError('private scalar of another length');
  if (key.peek() === tags.context0) {
    const parameters = key.enter(tags.context0, 'parameters');
    if (readCurve(parameters) !== curve) throw new DerError('two curves in one key');
    parameters.end('the parameters');
  }
  if (key.peek() !== tags.context1) {
    key.end('the private scalar');
    return { kind: 'EC', curve, scalar };
  }
  const tagged = key.enter(tags.context1, 'public key');
  const point = readBitString(tagged, tags.bitString);
  tagged.end('the public key');
  key.end('the public key');
  if (!isPointOf(curves[curve], point)) throw new DerError('the public key is no point of the curve');
  return { kind: 'EC', curve, scalar, publicKey: { kind: 'EC', curve, point: copyOf(point) } };
}

/** @see RFC 8017 appendix A.1.2 */
function readRsa(octets: Uint8Array): PrivateKey {
  const outer = new DerReader(octets);
  const key = outer.enter(tags.sequence, 'RSAPrivateKey');
  outer.end('the RSAPrivateKey');
  if (key.version('RSAPrivateKey version') !== 0) throw new DerError('a key of more than two primes');
  const next = (what: string) => key.unsigned(what, longestModulus);
  const publicKey = { kind: 'RSA', modulus: copyOf(next('modulus')), exponent: copyOf(next('exponent')) } as const;
  const secret = {
    privateExponent: next('private exponent'),
    prime1: next('prime 1'),
    prime2: next('prime 2'),
    exponent1: next('exponent 1'),
    exponent2: next('exponent 2'),
    coefficient: next('coefficient'),
  };
  key.end('the coefficient');
  return { kind: 'RSA', publicKey, ...secret };
}
