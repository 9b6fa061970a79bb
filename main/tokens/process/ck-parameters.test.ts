import { describe, expect, test } from 'vitest';
import { ckLayouts, handleNumber, hostLayout, readUlong } from './ck-layout.ts';
import { hkdfParameter, rsaAesKeyWrapParameter, stringDataParameter } from './ck-parameters.ts';

/** A made-up address for each length, so that the bytes show which buffer a pointer means. */
const addressOf = (bytes: Uint8Array) => 0x1122_3344_5566_7700n + BigInt(bytes.length);
const salt = new Uint8Array(5);
const info = new Uint8Array(16);
const spaced = (bytes: Buffer) => bytes.toString('hex').replace(/(.{8})(?=.)/g, '$1 ');

describe('CK_HKDF_PARAMS', () => {
  test('on Unix: 64 bytes, fields on multiples of 8', () => {
    expect(spaced(hkdfParameter(ckLayouts.unix, addressOf, salt, info).bytes)).toBe(
      [
        '01010000 00000000', // bExtract, bExpand, hole
        '50020000 00000000', // CKM_SHA256
        '02000000 00000000', // CKF_HKDF_SALT_DATA
        '05776655 44332211', // pSalt
        '05000000 00000000', // ulSaltLen
        '00000000 00000000', // hSaltKey
        '10776655 44332211', // pInfo
        '10000000 00000000', // ulInfoLen
      ].join(' '),
    );
  });

  test('on Windows: 38 bytes without a hole, CK_ULONG of 4', () => {
    expect(hkdfParameter(ckLayouts.windows, addressOf, salt, info).bytes.toString('hex')).toBe(
      ['0101', '50020000', '02000000', '0577665544332211', '05000000', '00000000', '1077665544332211', '10000000'].join(
        '',
      ),
    );
  });

  test('without salt and info: CKF_HKDF_SALT_NULL and null pointers', () => {
    const none = new Uint8Array(0);
    const { bytes } = hkdfParameter(ckLayouts.unix, addressOf, none, none);
    expect(bytes.readBigUInt64LE(16)).toBe(1n);
    expect([24, 32, 40, 48, 56].map((offset) => bytes.readBigUInt64LE(offset))).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  test('keeps what it points to', () => {
    expect(hkdfParameter(ckLayouts.unix, addressOf, salt, info).holds).toEqual([salt, info]);
  });
});

test.each([
  ['unix', '05776655443322110500000000000000'],
  ['windows', '057766554433221105000000'],
] as const)('CK_KEY_DERIVATION_STRING_DATA on %s', (system, expected) => {
  expect(stringDataParameter(ckLayouts[system], addressOf, salt).bytes.toString('hex')).toBe(expected);
});

describe('CK_RSA_AES_KEY_WRAP_PARAMS', () => {
  test('on Unix: 16 bytes that point to 40 of OAEP parameters', () => {
    const { bytes, holds } = rsaAesKeyWrapParameter(ckLayouts.unix, addressOf, 256, 'SHA-256');
    expect(spaced(bytes)).toBe('00010000 00000000 28776655 44332211');
    expect(spaced(Buffer.from(holds[0]!))).toBe(
      '50020000 00000000 02000000 00000000 01000000 00000000 00000000 00000000 00000000 00000000',
    );
  });

  test('on Windows: 12 bytes that point to 24', () => {
    const { bytes, holds } = rsaAesKeyWrapParameter(ckLayouts.windows, addressOf, 128, 'SHA-1');
    expect(bytes.toString('hex')).toBe('800000001877665544332211');
    expect(Buffer.from(holds[0]!).toString('hex')).toBe('200200000100000001000000000000000000000000000000');
  });
});

describe('numbers that modules hand back', () => {
  test('CK_ULONG of both widths', () => {
    expect(readUlong(ckLayouts.unix, Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 0))).toBe(0x201);
    expect(readUlong(ckLayouts.windows, Uint8Array.of(1, 2, 0, 0))).toBe(0x201);
  });

  test.each([
    ['of the other width', Uint8Array.of(1, 0, 0, 0)],
    ['empty', new Uint8Array(0)],
    ['CK_UNAVAILABLE_INFORMATION', new Uint8Array(8).fill(0xff)],
  ])('%s is no number', (_name, value) => expect(readUlong(ckLayouts.unix, value)).toBeUndefined());

  test('a handle keeps all its bits', () => {
    expect(handleNumber(hostLayout, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f))).toBe(
      2n ** 63n - 1n,
    );
  });
});
