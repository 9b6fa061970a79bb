import { createCipheriv, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { nativeAddonPath } from '../../../tokens/native-addon.ts';
import { cbcCipher, gcmCipher } from './aes.ts';
import type { StreamCipher } from './stream-cipher.ts';
import { loadSystemCipher, roomBeyond, systemCipher } from './system-cipher.ts';

const keyLengths = [16, 24, 32] as const;
/** Around blocks and pieces. */
const lengths = [0, 1, 15, 16, 17, 31, 32, 33, 4095, 4096, 4097, 70_001];

function sealGcm(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) {
  const names = { 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' } as const;
  const cipher = createCipheriv(names[key.length as 16 | 24 | 32], key, nonce).setAAD(aad);
  return { ciphertext: Buffer.concat([cipher.update(plaintext), cipher.final()]), tag: cipher.getAuthTag() };
}

function sealCbc(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array) {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** Everything a cipher gives when it is fed pieces of this size, into memory that is used again where it can. */
async function inPieces(cipher: StreamCipher, octets: Uint8Array, size: number): Promise<Buffer> {
  const memory = new Uint8Array(size + roomBeyond).fill(0xa5);
  const out: Uint8Array[] = [];
  for (let i = 0; i < octets.length; i += size) {
    const piece = octets.subarray(i, i + size);
    out.push(
      cipher.updateInto === undefined
        ? await cipher.update(piece)
        : Uint8Array.from(memory.subarray(0, cipher.updateInto(piece, memory))),
    );
  }
  out.push(await cipher.final());
  cipher.dispose();
  return Buffer.concat(out);
}

const cases = [
  ['node:crypto', false],
  ["the system's OpenSSL", true],
] as const;

describe.each(cases)('AES by %s', (_name, bySystem) => {
  beforeAll(() => {
    if (!bySystem) return;
    loadSystemCipher(nativeAddonPath(fileURLToPath(new URL('../../../../', import.meta.url))));
    const key = new Uint8Array(32);
    const cipher = systemCipher({ name: 'cbc' }, key, new Uint8Array(16));
    // Debian has OpenSSL 3 in its base system; without it the rest would test node:crypto twice.
    if (cipher === undefined) throw new Error("the system's OpenSSL could not be used: run node native/build.mjs");
    cipher.close();
  });

  test.each(keyLengths)('GCM with keys of %i bytes gives what was sealed, in any pieces', async (keyLength) => {
    for (const length of lengths) {
      const [key, nonce, aad, plaintext] = [keyLength, 12, length % 40, length].map((n) => randomBytes(n));
      if (key === undefined || nonce === undefined || aad === undefined || plaintext === undefined) throw new Error();
      const { ciphertext, tag } = sealGcm(key, nonce, aad, plaintext);
      for (const size of [1, 16, 1000, 100_000]) {
        if (size === 1 && length > 5000) continue;
        const cipher = gcmCipher(Uint8Array.from(key), nonce, aad, tag);
        expect((await inPieces(cipher, ciphertext, size)).equals(plaintext)).toBe(true);
      }
    }
  });

  test.each(keyLengths)('CBC with keys of %i bytes gives what was sealed, in any pieces', async (keyLength) => {
    for (const length of lengths) {
      const [key, iv, plaintext] = [randomBytes(keyLength), randomBytes(16), randomBytes(length)];
      const ciphertext = sealCbc(key, iv, plaintext);
      for (const size of [1, 16, 1000, 100_000]) {
        if (size === 1 && length > 5000) continue;
        const opened = await inPieces(cbcCipher(Uint8Array.from(key), iv), ciphertext, size);
        expect(opened.equals(plaintext)).toBe(true);
      }
    }
  });

  test.each(['the ciphertext', 'the tag', 'the AAD', 'the nonce', 'the key'])(
    'GCM notices a bit in %s',
    async (where) => {
      const parts = { 'the key': randomBytes(32), 'the nonce': randomBytes(12), 'the AAD': randomBytes(20) };
      const { ciphertext, tag } = sealGcm(parts['the key'], parts['the nonce'], parts['the AAD'], randomBytes(1000));
      const all: Record<string, Buffer> = { ...parts, 'the ciphertext': ciphertext, 'the tag': tag };
      const changed = all[where];
      if (changed === undefined) throw new Error(where);
      changed[5] = (changed[5] ?? 0) ^ 4;
      const cipher = gcmCipher(Uint8Array.from(parts['the key']), parts['the nonce'], parts['the AAD'], tag);
      await expect(inPieces(cipher, ciphertext, 64)).rejects.toMatchObject({
        failure: { code: 'decrypt.not-authentic', facts: { aadLength: 20 } },
      });
    },
  );

  test('CBC notices padding that cannot be, and a cut block', async () => {
    const key = randomBytes(32);
    const iv = randomBytes(16);
    const noPadding = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const ciphertext = noPadding.update(new Uint8Array(32).fill(0xff));
    for (const octets of [ciphertext, ciphertext.subarray(0, 31)]) {
      await expect(inPieces(cbcCipher(Uint8Array.from(key), iv), octets, 16)).rejects.toMatchObject({
        failure: { code: 'decrypt.padding' },
      });
    }
  });

  test('the key is wiped afterwards', () => {
    const key = new Uint8Array(32).fill(7);
    gcmCipher(key, new Uint8Array(12), new Uint8Array(0), new Uint8Array(16)).dispose();
    expect(key.every((octet) => octet === 0)).toBe(true);
  });
});

describe("what the system's OpenSSL is asked", () => {
  const key = new Uint8Array(32);
  const open = () => {
    const cipher = systemCipher({ name: 'cbc' }, key, new Uint8Array(16));
    if (cipher === undefined) throw new Error('it was there a moment ago');
    return cipher;
  };

  test('never writes past the memory it is given', () => {
    const cipher = open();
    expect(() => cipher.update(new Uint8Array(32), new Uint8Array(47))).toThrow(RangeError);
    const memory = new Uint8Array(100).fill(0xa5);
    expect(cipher.update(new Uint8Array(32), memory.subarray(0, 48))).toBe(16);
    expect(memory.subarray(48).every((octet) => octet === 0xa5)).toBe(true);
  });

  test('nothing of a closed one', () => {
    const cipher = open();
    cipher.close();
    cipher.close();
    expect(() => cipher.update(new Uint8Array(16), new Uint8Array(32))).toThrow('closed');
  });

  test.each([0, 15, 17, 33])('no key of %i bytes', (length) => {
    expect(systemCipher({ name: 'cbc' }, new Uint8Array(length), new Uint8Array(16))).toBeUndefined();
  });

  test.each([0, 8, 12, 17])('no CBC with an IV of %i bytes', (length) => {
    expect(systemCipher({ name: 'cbc' }, key, new Uint8Array(length))).toBeUndefined();
  });

  test.each([0, 4, 12, 15, 17])('no GCM with a tag of %i bytes', (length) => {
    const mode = { name: 'gcm', aad: new Uint8Array(0), tag: new Uint8Array(length) } as const;
    expect(() => systemCipher(mode, key, new Uint8Array(12))).toThrow(TypeError);
  });
});
