import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseEcdhEsJwe } from './jwe.ts';

const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const epk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
const octets = (length: number) => Buffer.alloc(length, 1).toString('base64url');
const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', epk };
const compact = (head: unknown = header, parts = [octets(40), octets(12), octets(9), octets(16)]) =>
  [base64Url(head), ...parts].join('.');

test('an envelope is taken apart, with its header as authenticated data', () => {
  const text = compact({ ...header, apu: 'QWxpY2U', apv: 'Qm9i', kid: 'any' });
  const parsed = parseEcdhEsJwe(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  expect(Buffer.from(parsed.value.aad).toString()).toBe(text.split('.')[0]);
  expect(Buffer.from(parsed.value.apu).toString()).toBe('Alice');
  expect(Buffer.from(parsed.value.apv).toString()).toBe('Bob');
  expect(Buffer.from(parsed.value.ephemeralPoint.slice(1, 33)).toString('base64url')).toBe(epk.x);
  expect(
    [parsed.value.wrappedCek, parsed.value.iv, parsed.value.cipherText, parsed.value.tag].map((x) => x.length),
  ).toEqual([40, 12, 9, 16]);
});

describe('what is no envelope', () => {
  const off = { ...epk, y: Buffer.from(epk.y!, 'base64url').fill(1, 31).toString('base64url') };
  test.each([
    ['empty', '', 'not a compact JWE'],
    ['four parts', compact().split('.').slice(0, 4).join('.'), 'not a compact JWE'],
    ['six parts', `${compact()}.AA`, 'not a compact JWE'],
    ['padding in a part', compact(header, [octets(40), octets(12), 'AQ==', octets(16)]), 'not a compact JWE'],
    ['bits left over in a part', compact(header, [octets(40), octets(12), 'AR', octets(16)]), 'not a compact JWE'],
    ['a header that is no JSON', compact().replace(/^[^.]+/, 'e30x'), 'header unreadable'],
    [
      'a header that is no UTF-8',
      compact().replace(/^[^.]+/, Buffer.from([0x22, 0xff, 0x22]).toString('base64url')),
      'header unreadable',
    ],
    ['a critical member', compact({ ...header, crit: ['exp'] }), 'header unreadable'],
    ['compression', compact({ ...header, zip: 'DEF' }), 'header unreadable'],
    ['direct key agreement', compact({ ...header, alg: 'ECDH-ES' }), 'another algorithm'],
    ['CBC', compact({ ...header, enc: 'A256CBC-HS512' }), 'another algorithm'],
    ['RSA', compact({ ...header, alg: 'RSA-OAEP' }), 'another algorithm'],
    ['a point off the curve', compact({ ...header, epk: off }), 'ephemeral key is not a P-256 point'],
    ['a key of P-384', compact({ ...header, epk: p384 }), 'ephemeral key is not a P-256 point'],
    [
      'P-384 coordinates called P-256',
      compact({ ...header, epk: { ...p384, crv: 'P-256' } }),
      'ephemeral key is not a P-256 point',
    ],
    [
      'zeros as coordinates',
      compact({ ...header, epk: { ...epk, x: octets(0), y: octets(0) } }),
      'ephemeral key is not a P-256 point',
    ],
    [
      'a private ephemeral key',
      compact({ ...header, epk: { ...epk, d: octets(32) } }),
      'ephemeral key is not a P-256 point',
    ],
    ['no ephemeral key', compact({ alg: header.alg, enc: header.enc }), 'ephemeral key is not a P-256 point'],
    ['a short tag', compact(header, [octets(40), octets(12), octets(9), octets(15)]), 'part of an impossible length'],
    ['an IV of 16', compact(header, [octets(40), octets(16), octets(9), octets(16)]), 'part of an impossible length'],
    [
      'a CEK of 128 bits',
      compact(header, [octets(24), octets(12), octets(9), octets(16)]),
      'part of an impossible length',
    ],
    ['17 million characters', 'a'.repeat(17_000_000), 'too large'],
  ])('%s', (_name, text, fault) => {
    expect(parseEcdhEsJwe(text)).toEqual({ ok: false, fault });
  });
});
