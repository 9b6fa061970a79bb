import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodePrimitives as node } from '../../main/tokens/node-primitives.ts';
import { KeyWrapError, unwrapCloudHsm, unwrapKw, unwrapKwp, wrapCloudHsm, wrapKw, wrapKwp } from './key-wrap.ts';
import { toHex } from './octets.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const faultOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof KeyWrapError) return error.fault;
    throw error;
  }
  return 'none';
};
const key256 = '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F';

describe('AES-KW, the known answers of RFC 3394 section 4', () => {
  test.each([
    [
      '4.1',
      key256.slice(0, 32),
      '00112233445566778899AABBCCDDEEFF',
      '1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5',
    ],
    [
      '4.2',
      key256.slice(0, 48),
      '00112233445566778899AABBCCDDEEFF',
      '96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D',
    ],
    ['4.3', key256, '00112233445566778899AABBCCDDEEFF', '64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7'],
    [
      '4.4',
      key256.slice(0, 48),
      '00112233445566778899AABBCCDDEEFF0001020304050607',
      '031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2',
    ],
    [
      '4.5',
      key256,
      '00112233445566778899AABBCCDDEEFF0001020304050607',
      'A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1',
    ],
    [
      '4.6',
      key256,
      '00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F',
      '28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21',
    ],
  ])('%s wraps and unwraps', (_section, kek, key, wrapped) => {
    expect(toHex(wrapKw(node, hex(kek), hex(key))).toUpperCase()).toBe(wrapped);
    expect(toHex(unwrapKw(node, hex(kek), hex(wrapped))).toUpperCase()).toBe(key);
  });
});

describe('AES-KWP, the known answers of RFC 5649 section 6', () => {
  const kek = '5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8';
  test.each([
    [
      '20 octets',
      'c37b7e6492584340bed12207808941155068f738',
      '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a',
    ],
    ['7 octets', '466f7250617369', 'afbeb0f07dfbf5419200f2ccb50bb24f'],
  ])('%s wrap and unwrap', (_name, key, wrapped) => {
    expect(toHex(wrapKwp(node, hex(kek), hex(key)))).toBe(wrapped);
    expect(toHex(unwrapKwp(node, hex(kek), hex(wrapped)))).toBe(key);
  });
});

describe('every length of key', () => {
  const kek = new Uint8Array(32).fill(7);
  test.each([
    ['AES-KWP', 1, wrapKwp, unwrapKwp],
    ['the CloudHSM form', 8, wrapCloudHsm, unwrapCloudHsm],
  ] as const)('comes back from %s', (_name, shortest, wrap, unwrap) => {
    for (let length = shortest; length <= 130; length++) {
      const key = Uint8Array.from(randomBytes(length));
      expect(unwrap(node, kek, wrap(node, kek, key))).toEqual(key);
    }
  });

  test('gives the lengths the platform speaks of: 24 and 40 by KWP, 32 and 48 in the CloudHSM form', () => {
    const lengths = [16, 32].flatMap((n) =>
      [wrapKwp, wrapCloudHsm].map((wrap) => wrap(node, kek, new Uint8Array(n)).length),
    );
    expect(lengths).toEqual([24, 32, 40, 48]);
  });
});

describe('what must not unwrap', () => {
  const kek = new Uint8Array(32).fill(7);
  const key = new Uint8Array(32).fill(9);

  test.each([
    ['KW', wrapKw, unwrapKw],
    ['KWP', wrapKwp, unwrapKwp],
    ['CloudHSM', wrapCloudHsm, unwrapCloudHsm],
  ] as const)('%s: any flipped bit of the blob, and another key', (_name, wrap, unwrap) => {
    const wrapped = wrap(node, kek, key);
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const damaged = wrapped.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(faultOf(() => unwrap(node, kek, damaged))).toBe('integrity');
    }
    expect(faultOf(() => unwrap(node, new Uint8Array(32).fill(8), wrapped))).toBe('integrity');
  });

  test('each form refuses the other, for AES keys and for lengths they share', () => {
    for (const length of [16, 32, 138]) {
      const secret = Uint8Array.from(randomBytes(length));
      expect(faultOf(() => unwrapKwp(node, kek, wrapCloudHsm(node, kek, secret)))).toBe('integrity');
      expect(faultOf(() => unwrapCloudHsm(node, kek, wrapKwp(node, kek, secret)))).toBe('integrity');
    }
  });

  test.each([0, 1, 8, 15, 17, 23, 4113, 1 << 20])('a blob of %d octets', (length) => {
    for (const unwrap of [unwrapKw, unwrapKwp, unwrapCloudHsm]) {
      expect(faultOf(() => unwrap(node, kek, new Uint8Array(length)))).toBe('length');
    }
  });

  test('KWP: a length or padding that a forger with the key would choose', () => {
    const forge = (claimed: number, padded: Uint8Array) => {
      const iv = Buffer.alloc(8);
      iv.writeUInt32BE(0xa65959a6);
      iv.writeUInt32BE(claimed, 4);
      const cipher = createCipheriv('aes-256-ecb', kek, null).setAutoPadding(false);
      let a: Buffer = iv;
      const r = Buffer.from(padded);
      const n = r.length / 8;
      for (let j = 0; j < 6; j++) {
        for (let i = 1; i <= n; i++) {
          const b = cipher.update(Buffer.concat([a, r.subarray(8 * i - 8, 8 * i)]));
          a = Buffer.from(b.subarray(0, 8));
          a.writeUInt32BE((a.readUInt32BE(4) ^ (n * j + i)) >>> 0, 4);
          b.copy(r, 8 * i - 8, 8, 16);
        }
      }
      return Uint8Array.from(Buffer.concat([a, r]));
    };
    const zeros = new Uint8Array(24);
    const dirty = zeros.slice().fill(1, 23);
    expect(unwrapKwp(node, kek, forge(17, zeros))).toHaveLength(17);
    for (const [claimed, padded] of [
      [16, zeros],
      [25, zeros],
      [0, zeros],
      [0xffffffff, zeros],
      [17, dirty],
      [23, dirty],
    ] as const) {
      expect(faultOf(() => unwrapKwp(node, kek, forge(claimed, padded)))).toBe('integrity');
    }
  });

  test('CloudHSM: a padding of 0, of 9, or of unlike octets', () => {
    for (const tail of [[0], [9], [2, 3, 3], [255]]) {
      const padded = new Uint8Array(24).fill(0x55);
      padded.set(tail, 24 - tail.length);
      expect(faultOf(() => unwrapCloudHsm(node, kek, wrapKw(node, kek, padded)))).toBe('integrity');
    }
  });
});
