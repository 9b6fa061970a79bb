import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Base64Stream, TwoDigests } from './base64-digest.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

function digestsOf(bytes: Uint8Array, piece: number) {
  const digests = new TwoDigests();
  for (let at = 0; at < bytes.length; at += piece) digests.push(bytes.subarray(at, at + piece));
  return digests.end();
}

describe('a stream knows its own digest and that of what its base64 says', () => {
  for (const length of [1, 2, 3, 4, 47, 48, 1_000]) {
    test.each([1, 3, 4, 7, 64, 5_000])(`${length} bytes in pieces of %i`, (piece) => {
      const file = randomBytes(length);
      const text = Buffer.from(file.toString('base64'));
      expect(digestsOf(text, piece)).toEqual({
        bytes: text.length,
        sha256: sha256(text),
        decodedSha256: sha256(file),
      });
    });
  }

  test('nothing is nothing, both ways', () => {
    expect(digestsOf(new Uint8Array(0), 1)).toEqual({ bytes: 0, sha256: sha256(''), decodedSha256: sha256('') });
  });
});

describe('what is no strict base64 decodes to nothing', () => {
  test.each([
    ['a line break', 'QUJD\nREVG'],
    ['a line break at the end', 'QUJD\n'],
    ['the alphabet of URLs', 'QUI-_w=='],
    ['padding in the middle', 'QUI=QUJD'],
    ['text behind padding', 'QUI=A'],
    ['too much padding', 'Q==='],
    ['padding alone', '===='],
    ['bits left over behind one =', 'QUJ='],
    ['bits left over behind two =', 'QR=='],
    ['a cut quad', 'QUJDR'],
    ['missing padding', 'QUI'],
    ['another character', 'QUJD!UJD'],
    ['a byte that is no text', 'QUJD\u00ff\u00ff\u00ff\u00ff'],
  ])('%s', (_, text) => {
    for (const piece of [1, 2, 3, 4, 100]) {
      expect(digestsOf(Buffer.from(text, 'latin1'), piece).decodedSha256).toBeNull();
    }
  });
});

test('once broken it stays broken', () => {
  const stream = new Base64Stream();
  expect(stream.push(Buffer.from('QU!D'))).toBeNull();
  expect(stream.push(Buffer.from('QUJD'))).toBeNull();
  expect(stream.end()).toBe(false);
});
