import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodePrimitives as node } from '../../main/tokens/node-primitives.ts';
import { concatKdf, jweOtherInfo } from './concat-kdf.ts';
import { hkdf, hkdfExpand, hkdfExtract, hmacPads } from './hkdf.ts';
import { ascii, concat, toBase64Url, toHex } from './octets.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

describe('Concat KDF', () => {
  // RFC 7518 appendix C: Alice's ephemeral key and Bob's key agree on Z, from which a key for A128GCM is derived.
  const z = Uint8Array.of(
    158,
    86,
    217,
    29,
    129,
    113,
    53,
    211,
    114,
    131,
    66,
    131,
    191,
    132,
    38,
    156,
    251,
    49,
    110,
    163,
    218,
    128,
    106,
    72,
    246,
    218,
    167,
    121,
    140,
    254,
    144,
    196,
  );
  const otherInfo = jweOtherInfo('A128GCM', ascii('Alice'), ascii('Bob'), 128);

  test('the OtherInfo of RFC 7518 appendix C', () => {
    expect([...otherInfo]).toEqual([
      0, 0, 0, 7, 65, 49, 50, 56, 71, 67, 77, 0, 0, 0, 5, 65, 108, 105, 99, 101, 0, 0, 0, 3, 66, 111, 98, 0, 0, 0, 128,
    ]);
  });

  test('the derived key of RFC 7518 appendix C', () => {
    expect(toBase64Url(concatKdf(node, 'SHA-256', z, otherInfo, 16))).toBe('VqqN6vgjbSBcIijNcacQGg');
  });

  test('a key longer than a digest takes a second round with counter 2', () => {
    const key = concatKdf(node, 'SHA-256', z, otherInfo, 48);
    const second = node.hash('SHA-256', Uint8Array.of(0, 0, 0, 2), z, otherInfo);
    expect(key.slice(32)).toEqual(Uint8Array.from(second.slice(0, 16)));
    expect(() => concatKdf(node, 'SHA-256', z, otherInfo, 0)).toThrow(RangeError);
  });
});

describe('HKDF, the known answers of RFC 5869 appendix A', () => {
  const range = (from: number, to: number) => Uint8Array.from({ length: to - from + 1 }, (_, i) => from + i);
  test.each([
    [
      'A.1',
      new Uint8Array(22).fill(0x0b),
      range(0, 0x0c),
      range(0xf0, 0xf9),
      '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      'A.2',
      range(0, 0x4f),
      range(0x60, 0xaf),
      range(0xb0, 0xff),
      '06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244',
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      'A.3',
      new Uint8Array(22).fill(0x0b),
      new Uint8Array(0),
      new Uint8Array(0),
      '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ] as const)('%s', (_name, secret, salt, info, prk, okm) => {
    const extracted = hkdfExtract(node, 'SHA-256', salt, secret);
    expect(toHex(extracted)).toBe(prk);
    expect(toHex(hkdfExpand(node, 'SHA-256', extracted, info, okm.length / 2))).toBe(okm);
    expect(toHex(hkdf(node, 'SHA-256', secret, salt, info, okm.length / 2))).toBe(okm);
  });

  test("the platform's parameters: no salt, info jwe-key-wrapping, 32 octets, as node:crypto makes them", () => {
    const z = hex('9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4');
    const expected = Buffer.from(hkdfSync('sha256', z, new Uint8Array(0), ascii('jwe-key-wrapping'), 32));
    const key = hkdf(node, 'SHA-256', z, new Uint8Array(0), ascii('jwe-key-wrapping'), 32);
    expect(toHex(key)).toBe(expected.toString('hex'));
  });
});

test.each([
  ['no salt', new Uint8Array(0)],
  ['a salt', Uint8Array.of(1, 2, 3, 255)],
  ['a salt of a whole block', new Uint8Array(64).fill(0x36)],
])('two digests around the pads are HMAC under a public key: %s', (_name, salt) => {
  const secret = new Uint8Array(32).fill(0x42);
  const { inner, outer } = hmacPads('SHA-256', salt);
  const made = node.hash('SHA-256', outer, node.hash('SHA-256', concat(inner, secret)));
  expect(toHex(made)).toBe(createHmac('sha256', salt).update(secret).digest('hex'));
});
