import { expect, test } from 'vitest';
import { toBase64Url } from '../crypto/octets.ts';
import { parseJsonJwe } from './jwe.ts';

/** A JWE in JSON for many pass phrases. */
function manyPassPhrases(count: number, rounds: number): string {
  const recipient = { header: { alg: 'PBES2-HS256+A128KW', p2s: 'AAAA', p2c: rounds }, encrypted_key: 'AAAA' };
  const [iv, tag] = [toBase64Url(new Uint8Array(12)), toBase64Url(new Uint8Array(16))];
  const recipients = Array.from({ length: count }, () => recipient);
  return JSON.stringify({ unprotected: { enc: 'A128GCM' }, recipients, iv, tag, ciphertext: '' });
}

test('many recipients may not ask together for what one may not ask for alone', () => {
  const place = { offset: 0, length: 0 };
  expect(parseJsonJwe(manyPassPhrases(4, 1_000_000), place).recipients).toHaveLength(4);
  expect(() => parseJsonJwe(manyPassPhrases(5, 1_000_000), place)).toThrow('decrypt.unsupported');
  expect(() => parseJsonJwe(manyPassPhrases(100, 50_000), place)).toThrow('decrypt.unsupported');
});
