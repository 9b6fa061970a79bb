import { pbkdf2Sync } from 'node:crypto';
import { test } from 'vitest';
import { z } from 'zod';
import { jweEncryptions } from '../../app/formats/jose-tables.ts';
import { cbcCipher, gcmCipher } from '../../main/decrypt/process/ciphers/aes.ts';
import { cbcHmacCipher } from '../../main/decrypt/process/ciphers/cbc-hmac.ts';
import type { StreamCipher } from '../../main/decrypt/process/ciphers/stream-cipher.ts';
import { attempt, base, groupsOf, hex, judge, overVectors } from './wycheproof-vectors.ts';

/** The suites over the ciphers that files are decrypted with: the runtime's own, with our checks around them. */
const aead = z.object({
  ...base,
  key: z.string(),
  iv: z.string(),
  aad: z.string(),
  msg: z.string(),
  ct: z.string(),
  tag: z.string(),
});

/** In two pieces, as a file comes. */
function decrypted(cipher: StreamCipher, octets: Uint8Array): Uint8Array {
  const cut = octets.length >> 1;
  const parts = [cipher.update(octets.subarray(0, cut)), cipher.update(octets.subarray(cut)), cipher.final()];
  return Buffer.concat(parts.map((part) => (part instanceof Uint8Array ? part : new Uint8Array(0))));
}

overVectors('AES-GCM', () => {
  for (const group of groupsOf('aes_gcm', { ivSize: z.number(), tests: z.array(aead) })) {
    test.each(group.tests)(
      `IV of ${group.ivSize} bits $tcId, $result: $comment`,
      ({ key, iv, aad, msg, ct, tag, result }) => {
        const ours = attempt(() => decrypted(gcmCipher(hex(key), hex(iv), hex(aad), hex(tag)), hex(ct)));
        // Only 96 bits ever come: formats with another length are refused before they reach the cipher.
        judge(group.ivSize === 96 || result === 'invalid' ? result : 'acceptable', ours, msg);
      },
    );
  }
});

overVectors('AES-CBC with PKCS#7', () => {
  const row = z.object({ ...base, key: z.string(), iv: z.string(), msg: z.string(), ct: z.string() });
  const rows = groupsOf('aes_cbc_pkcs5', { tests: z.array(row) }).flatMap((group) => group.tests);
  test.each(rows)('$tcId, $result: $comment', ({ key, iv, msg, ct, result }) => {
    judge(
      result,
      attempt(() => decrypted(cbcCipher(hex(key), hex(iv)), hex(ct))),
      msg,
    );
  });
});

overVectors('AES-CBC with HMAC', () => {
  for (const [file, name] of [
    ['a128cbc_hs256', 'A128CBC-HS256'],
    ['a256cbc_hs512', 'A256CBC-HS512'],
  ] as const) {
    const row = jweEncryptions[name];
    const rows = groupsOf(file, { tests: z.array(aead) }).flatMap((group) => group.tests);
    test.each(rows)(`${name} $tcId, $result: $comment`, ({ key, iv, aad, msg, ct, tag, result }) => {
      judge(
        result,
        attempt(() => decrypted(cbcHmacCipher(row, hex(key), hex(iv), hex(aad), hex(tag)), hex(ct))),
        msg,
      );
    });
  }
});

overVectors('PBKDF2 with HMAC-SHA256', () => {
  const row = z.object({
    ...base,
    password: z.string(),
    salt: z.string(),
    iterationCount: z.number(),
    dkLen: z.number(),
    dk: z.string(),
  });
  const rows = groupsOf('pbkdf2_hmacsha256', { tests: z.array(row) }).flatMap((group) => group.tests);
  test.each(rows)('$tcId, $result: $comment', ({ password, salt, iterationCount, dkLen, dk, result }) => {
    judge(
      result,
      attempt(() => pbkdf2Sync(hex(password), hex(salt), iterationCount, dkLen, 'sha256')),
      dk,
    );
  });
});
