import { expect, test } from 'vitest';
import { ok } from '../../../app/result.ts';
import { TokenAsk } from '../token-ask.ts';
import type { DataPort } from './data-port.ts';
import { tokenHolder } from './token-holder.ts';

const opened = Uint8Array.of(1, 2, 3);

/** A holder over a token that opens everything, and what main was asked. */
function holder() {
  const asked: unknown[] = [];
  const port: DataPort = { next: async () => opened, sendSecret: () => undefined, close: () => undefined };
  const facts = { kinds: ['rsa', 'aes'], where: 'key on a token', publicPoint: undefined } as const;
  const made = tokenHolder(facts, port, async (question) => {
    asked.push(question);
    return ok(null);
  });
  return { asked, made };
}

const octets = (length: number) => new Uint8Array(length);

test.each([
  [64, true],
  [2_048, true],
  [0, false],
  [63, false],
  [2_049, false],
  [40_000, false],
])('an RSA ciphertext of %i bytes that a file names is asked about: %s', async (length, isAsked) => {
  const { asked, made } = holder();
  expect(await made.oaep(['SHA-256'], octets(length))).toEqual(isAsked ? opened : undefined);
  expect(asked).toHaveLength(isAsked ? 1 : 0);
});

test.each([
  [16, true],
  [4_104, true],
  [8, false],
  [4_112, false],
  [40_000, false],
])('a wrapped key of %i bytes is asked about: %s', async (length, isAsked) => {
  const { asked, made } = holder();
  expect(await made.unwrap('kw', octets(length))).toEqual(isAsked ? opened : undefined);
  expect(asked.every((question) => TokenAsk.safeParse(question).success)).toBe(true);
  expect(asked).toHaveLength(isAsked ? 1 : 0);
});

test('a message with more additional data than a token is sent is refused in words', async () => {
  const { asked, made } = holder();
  const { token } = made;
  expect(await token?.gcm(octets(12), octets(65_536), octets(32))).toEqual(opened);
  await expect(token?.gcm(octets(12), octets(65_537), octets(32))).rejects.toMatchObject({
    failure: { code: 'decrypt.token-too-large' },
  });
  expect(asked).toHaveLength(1);
});
