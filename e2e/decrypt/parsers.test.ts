import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damaged } from './damage.ts';
import { jweSamples, parsers, readJsonJwe, vector } from './parser-cases.ts';

describe.each(Object.entries(parsers))('the parser of %s', (_, { samples, parse }) => {
  test('reads its samples', () => {
    for (const sample of samples) expect(parse(sample)).toMatchObject({ ok: true });
  });

  test('answers in words whatever it is given', () => {
    const inputs = fc.oneof(fc.uint8Array({ maxLength: 600 }), damaged(samples));
    fc.assert(
      fc.property(inputs, (octets) => {
        const answer = parse(octets);
        if (!answer.ok) expect(answer.error.code).toMatch(/^decrypt\./);
      }),
      { numRuns: 2000 },
    );
  });
});

const drawn = Object.entries(parsers).flatMap(([name, { samples, regions }]) =>
  regions === undefined ? [] : [{ name, samples, regions }],
);

test.each(drawn)('the layout of $name covers the file without a gap', ({ samples, regions }) => {
  for (const sample of samples) {
    let end = 0;
    for (const { offset, length } of regions(sample)) {
      expect(offset).toBe(end);
      expect(length).toBeGreaterThanOrEqual(0);
      end += length;
    }
    expect(end).toBe(sample.length);
  }
});

describe('the three forms of one JWE', () => {
  const utf8 = (text: string) => new Uint8Array(Buffer.from(text));

  test.each([1, 2, 7, 100, 5000])('read alike in chunks of %i bytes', (chunk) => {
    const flattened = readJsonJwe(utf8(jweSamples.flattened), chunk);
    const general = readJsonJwe(utf8(jweSamples.general), chunk);
    expect(flattened).toMatchObject({ ok: true, value: { form: 'flattened', encryption: 'A256GCM' } });
    expect(general).toMatchObject({ ok: true, value: { form: 'general' } });
    if (!flattened.ok || !general.ok) return;
    const { offset, length } = flattened.value.ciphertext;
    expect(jweSamples.flattened.slice(offset, offset + length)).toBe('yWelL24y2H_G');
    expect(general.value.recipients).toHaveLength(2);
  });

  const json = (change: object) => utf8(JSON.stringify({ ...(JSON.parse(jweSamples.flattened) as object), ...change }));
  const header = (members: object) =>
    Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', ...members })).toString('base64url');
  test.each([
    ['a second ciphertext', utf8(jweSamples.flattened.replace('{', '{"ciphertext":"AAAA",')), 'decrypt.malformed'],
    [
      'an escaped member name',
      utf8(jweSamples.flattened.replace('"ciphertext"', '"cipher\\u0074ext"')),
      'decrypt.malformed',
    ],
    ['a ciphertext that is a number', json({ ciphertext: 0 }), 'decrypt.malformed'],
    ['a name in two headers', json({ unprotected: { enc: 'A128GCM' } }), 'decrypt.malformed'],
    ['zip outside the protected header', json({ unprotected: { zip: 'DEF' } }), 'decrypt.malformed'],
    ['a header that must be understood', json({ protected: header({ crit: ['b64'] }) }), 'decrypt.unsupported'],
    ['RSA1_5', json({ protected: header({ alg: 'RSA1_5' }) }), 'decrypt.unsupported'],
    ['ten million rounds of PBES2', json({ protected: header({ p2c: 10_000_000, p2s: 'AA' }) }), 'decrypt.unsupported'],
    ['a short tag', json({ tag: 'AAAA' }), 'decrypt.malformed'],
    ['an iv of 16 bytes with GCM', json({ iv: 'AAAAAAAAAAAAAAAAAAAAAA' }), 'decrypt.malformed'],
    ['flattened and general members', json({ recipients: [{}] }), 'decrypt.malformed'],
  ])('with %s is refused', (_, octets, code) => {
    expect(readJsonJwe(octets)).toMatchObject({ ok: false, error: { code } });
  });
});

test('the older header of an AWS message is refused by its name', () => {
  const old = vector('aws-ecdh/raw-p256-static-0478-frame4096.esdk');
  old[0] = 1;
  expect(parsers['AWS message']?.parse(old)).toMatchObject({
    ok: false,
    error: { code: 'decrypt.unsupported', facts: { what: 'header version 1, which has no key commitment' } },
  });
});
