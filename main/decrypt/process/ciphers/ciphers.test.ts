import { randomBytes } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../../app/crypto/octets.ts';
import { chacha20Poly1305Cipher } from './chacha20-poly1305.ts';
import type { StreamCipher } from './stream-cipher.ts';
import { cosmianXtsCipher, decryptXtsUnit } from './xts.ts';

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i);

/** Everything a cipher gives, when it is fed pieces of this size. */
async function inPieces(cipher: StreamCipher, octets: Uint8Array, size: number): Promise<Buffer> {
  const out: Uint8Array[] = [];
  for (let i = 0; i < octets.length; i += size) out.push(await cipher.update(octets.subarray(i, i + size)));
  out.push(await cipher.final());
  return Buffer.concat(out);
}

const last =
  'b82298441f93d2a0ad34668c7df66e4c9ce4d6a936a41f0f8983a38c00a32efd2dc0aaefeab74406a582dc698022400809c020224e930a4c89a1864c5e97fd';

// Made by OpenSSL's aes-256-xts: keys 00..3f, tweak 00..0f, plaintext 00, 01, 02 and so on.
describe('one XTS unit, with ciphertext stealing', () => {
  test.each([
    [16, 'b82298441f93d2a0ad34668c7df66e4c'],
    [17, '02044b67146e6a91bf0cc1fee7cd8812b8'],
    [31, 'e0974e818d442f9dff82aedfbdd2a4f7b82298441f93d2a0ad34668c7df66e'],
    [32, 'b82298441f93d2a0ad34668c7df66e4c9ce4d6a936a41f0f8983a38c00a32efd'],
    [47, 'b82298441f93d2a0ad34668c7df66e4ce15e4259a87fff59192e0700484221449ce4d6a936a41f0f8983a38c00a32e'],
    [48, 'b82298441f93d2a0ad34668c7df66e4c9ce4d6a936a41f0f8983a38c00a32efd09c020224e930a4c89a1864c5e97fdae'],
    [63, last],
  ])('of %i bytes', (length, hex) => {
    expect(toHex(decryptXtsUnit(counting(64), counting(16), Buffer.from(hex, 'hex')))).toBe(toHex(counting(length)));
  });

  test.each([1, 7, 16, 33, 64])('of 63 bytes in pieces of %i is what Cosmian writes', async (size) => {
    const unit = Buffer.from(last, 'hex');
    expect(toHex(await inPieces(cosmianXtsCipher(counting(64), counting(16)), unit, size))).toBe(toHex(counting(63)));
  });
});

describe('ChaCha20-Poly1305 in pieces', () => {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const aad = randomBytes(13);
  const sealed = (plaintext: Uint8Array) => chacha20poly1305(key, nonce, aad).encrypt(plaintext);
  const opened = (octets: Uint8Array, size: number, bound = aad) =>
    inPieces(
      chacha20Poly1305Cipher(Uint8Array.from(key), nonce, bound, octets.subarray(-16)),
      octets.subarray(0, -16),
      size,
    );

  test.each([0, 1, 63, 64, 65, 1000, 70_001])('of a message of %i bytes is the same as whole', async (length) => {
    const plaintext = randomBytes(length);
    for (const size of [1000, 64, 4096, 70_000])
      expect((await opened(sealed(plaintext), size)).equals(plaintext)).toBe(true);
  });

  test.each([
    ['the ciphertext', 5],
    ['the tag', -1],
  ])('notices a bit in %s', async (_, at) => {
    const octets = sealed(randomBytes(100));
    const place = at < 0 ? octets.length + at : at;
    octets[place] = (octets[place] ?? 0) ^ 1;
    await expect(opened(octets, 64)).rejects.toMatchObject({ failure: { code: 'decrypt.not-authentic' } });
  });

  test('notices another AAD', async () => {
    await expect(opened(sealed(randomBytes(100)), 64, randomBytes(13))).rejects.toMatchObject({
      failure: { code: 'decrypt.not-authentic', facts: { aadLength: 13 } },
    });
  });
});
