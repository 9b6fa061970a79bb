import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodePrimitives as node } from '../../main/tokens/node-primitives.ts';
import { curveList, curves, isPointOf, pointFromAttribute } from './curves.ts';
import { DerError, der, tags } from './der.ts';
import { fingerprintOf } from './fingerprint.ts';
import { jwkThumbprint, thumbprintInput, toJwk } from './jwk-thumbprint.ts';
import { concat, toBase64Url } from './octets.ts';
import { readPkcs8 } from './pkcs8.ts';
import { keyAlgorithms, readSpki, writeSpki } from './spki.ts';

const pairs = [
  ...curveList.map(({ name }) => [name, generateKeyPairSync('ec', { namedCurve: name })] as const),
  ['RSA-2048', generateKeyPairSync('rsa', { modulusLength: 2048 })] as const,
];
const spkiOf = (pair: (typeof pairs)[number][1]) =>
  new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
const pkcs8Of = (pair: (typeof pairs)[number][1]) =>
  new Uint8Array(pair.privateKey.export({ type: 'pkcs8', format: 'der' }));

describe.each(pairs)('%s', (_name, pair) => {
  const spki = spkiOf(pair);
  const pkcs8 = pkcs8Of(pair);

  test('a SubjectPublicKeyInfo is read, and written back to the octet', () => {
    expect(writeSpki(readSpki(spki))).toEqual(spki);
  });

  test('the JWK is the one Node makes', () => {
    expect(toJwk(readSpki(spki))).toEqual(pair.publicKey.export({ format: 'jwk' }));
  });

  test('a PKCS#8 is read: its numbers are those of the JWK', () => {
    const read = readPkcs8(pkcs8);
    const jwk = pair.privateKey.export({ format: 'jwk' });
    const padded = (octets: Uint8Array, text: string | undefined) =>
      toBase64Url(concat(new Uint8Array(Buffer.from(text ?? '', 'base64url').length - octets.length), octets));
    if (read.kind === 'EC') expect(toBase64Url(read.scalar)).toBe(jwk.d);
    else {
      expect(padded(read.privateExponent, jwk.d)).toBe(jwk.d);
      expect([read.prime1, read.prime2, read.exponent1, read.exponent2, read.coefficient].map(toBase64Url)).toEqual([
        jwk.p,
        jwk.q,
        jwk.dp,
        jwk.dq,
        jwk.qi,
      ]);
    }
    expect(read.publicKey && writeSpki(read.publicKey)).toEqual(spki);
  });

  test('cut anywhere, or with an octet behind, both are refused', () => {
    for (const [whole, read] of [
      [spki, readSpki],
      [pkcs8, readPkcs8],
    ] as const) {
      for (let end = 0; end < whole.length; end++) expect(() => read(whole.slice(0, end))).toThrow(DerError);
      expect(() => read(concat(whole, Uint8Array.of(0)))).toThrow(DerError);
    }
  });

  test('damage never gives another error than DerError, and never hangs', () => {
    for (const [whole, read] of [
      [spki, readSpki],
      [pkcs8, readPkcs8],
    ] as const) {
      for (let i = 0; i < Math.min(whole.length, 400); i++) {
        for (const value of [0, 0x80, 0xff, 0x30]) {
          const damaged = whole.slice();
          damaged[i] = value;
          try {
            read(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(DerError);
          }
        }
      }
    }
  });
});

describe('points', () => {
  const generator = Buffer.from(
    '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    'hex',
  );
  const p256 = curves['P-256'];

  test('the generator of P-256 is on it', () => expect(isPointOf(p256, generator)).toBe(true));

  test.each([
    ['a flipped last bit', Buffer.concat([generator.subarray(0, 64), Buffer.from([generator.at(-1)! ^ 1])])],
    ['infinity', Buffer.from([0])],
    ['infinity in 65 octets', Buffer.alloc(65)],
    ['zero coordinates', Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])],
    ['a compressed point', Buffer.concat([Buffer.from([3]), generator.subarray(1, 33)])],
    ['the hybrid form', Buffer.concat([Buffer.from([7]), generator.subarray(1)])],
    ['x of all ones', Buffer.concat([Buffer.from([4]), Buffer.alloc(32, 0xff), generator.subarray(33)])],
    // x = 0 lies on the curve, so x + p satisfies its equation too.
    [
      'a coordinate that is not reduced',
      Buffer.from(
        '04ffffffff00000001000000000000000000000000ffffffffffffffffffffffff66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4',
        'hex',
      ),
    ],
    ['a point of P-384', Buffer.from(spkiOf(pairs[1]![1]).slice(-97))],
    ['nothing', Buffer.alloc(0)],
  ])('%s is not', (_name, point) => expect(isPointOf(p256, point)).toBe(false));

  test('CKA_EC_POINT is read with and without its OCTET STRING, on every curve', () => {
    for (const [index, curve] of curveList.entries()) {
      const key = readSpki(spkiOf(pairs[index]![1]));
      if (key.kind !== 'EC') throw new Error('not EC');
      expect(pointFromAttribute(curve, key.point)).toEqual(key.point);
      expect(pointFromAttribute(curve, der(tags.octetString, key.point))).toEqual(key.point);
      expect(pointFromAttribute(curve, concat(key.point, Uint8Array.of(0)))).toBeUndefined();
    }
  });
});

describe('strictness', () => {
  const rsa = readSpki(spkiOf(pairs[3]![1]));
  if (rsa.kind !== 'RSA') throw new Error('not RSA');
  const spkiWith = (algorithm: Uint8Array, bits: Uint8Array) =>
    der(tags.sequence, algorithm, der(tags.bitString, bits));
  const rsaAlgorithm = der(tags.sequence, keyAlgorithms.RSA, der(tags.null));

  test.each([
    ['an indefinite length', Uint8Array.of(0x30, 0x80, 0, 0)],
    ['a length longer than needed', Uint8Array.of(0x30, 0x81, 0x02, 5, 0)],
    ['a length of three octets', Uint8Array.of(0x30, 0x83, 0, 0, 1, 5)],
    ['more than 8192 octets', new Uint8Array(8193)],
    ['unused bits', spkiWith(rsaAlgorithm, Uint8Array.of(1, 0))],
    [
      'a negative modulus',
      spkiWith(
        rsaAlgorithm,
        concat(
          Uint8Array.of(0),
          der(tags.sequence, der(tags.integer, Uint8Array.of(0x80)), der(tags.integer, Uint8Array.of(3))),
        ),
      ),
    ],
    [
      'an Ed25519 key',
      new Uint8Array(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })),
    ],
    [
      'explicit curve parameters',
      spkiWith(der(tags.sequence, keyAlgorithms.EC, der(tags.sequence)), Uint8Array.of(0, 4)),
    ],
    [
      'a curve of 256 bits that is not P-256', // secp256k1, which Electron's crypto does not know either
      spkiWith(
        der(tags.sequence, keyAlgorithms.EC, Uint8Array.of(0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a)),
        concat(Uint8Array.of(0, 4), new Uint8Array(64).fill(1)),
      ),
    ],
  ])('%s is refused', (_name, octets) => expect(() => readSpki(octets)).toThrow(DerError));

  test('an error of a private key names no value of it', () => {
    const octets = pkcs8Of(pairs[0]![1]);
    octets[octets.length - 1]! ^= 1; // the public point leaves its curve
    expect(() => readPkcs8(octets)).toThrow('not the expected DER: the public key is no point of the curve');
  });
});

describe('thumbprint and fingerprint', () => {
  test('the example of RFC 7638 section 3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    expect(thumbprintInput({ kty: 'RSA', n, e: 'AQAB' })).toBe(`{"e":"AQAB","kty":"RSA","n":"${n}"}`);
    expect(jwkThumbprint(node, { kty: 'RSA', n, e: 'AQAB' })).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  test('a fingerprint is the SHA-256 of the DER, in groups of four, with the last four apart', () => {
    const spki = spkiOf(pairs[0]![1]);
    const expected = createHash('sha256').update(spki).digest('hex');
    const { hex, groups, lastFour } = fingerprintOf(node, readSpki(spki));
    expect(hex).toBe(expected);
    expect(groups.split(' ')).toHaveLength(16);
    expect(groups.replaceAll(' ', '')).toBe(expected);
    expect(lastFour).toBe(expected.slice(60));
  });

  test('PEM of Node and ours are one key', () => {
    const [, pair] = pairs[0]!;
    const again = createPublicKey(createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })));
    expect(writeSpki(readSpki(new Uint8Array(again.export({ type: 'spki', format: 'der' }))))).toEqual(spkiOf(pair));
  });
});
