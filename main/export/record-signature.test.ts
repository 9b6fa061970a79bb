import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, EmbeddedJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { compact, recordKeyOf, signingInput, verifyCompact } from './record-signature.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
const key = recordKeyOf(spki) ?? none();
const payload = '{"keydock":"ceremony-record"}';
const input = signingInput(key, payload);
const signed = compact(input, sign('sha256', Buffer.from(input), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }));

test('what is signed is read by jose, and the kid is its thumbprint', async () => {
  const { payload: read, protectedHeader } = await compactVerify(signed, EmbeddedJWK);
  expect(Buffer.from(read).toString()).toBe(payload);
  expect(protectedHeader.kid).toBe(await calculateJwkThumbprint(key.jwk));
  expect(verifyCompact(signed)).toEqual({ kind: 'good', kid: key.kid, payload });
});

test('only a key on P-256 signs records', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  expect(recordKeyOf(new Uint8Array(other.publicKey.export({ type: 'spki', format: 'der' })))).toBeNull();
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(recordKeyOf(new Uint8Array(rsa.publicKey.export({ type: 'spki', format: 'der' })))).toBeNull();
});

describe('anything else is not good', () => {
  const [head = '', body = '', mark = ''] = signed.split('.');
  const headerOf = (changes: object) => {
    const header = { ...(JSON.parse(Buffer.from(head, 'base64url').toString()) as object), ...changes };
    return Buffer.from(JSON.stringify(header)).toString('base64url');
  };
  const other = recordKeyOf(
    new Uint8Array(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' }),
    ),
  );
  const flipped = Buffer.from(mark, 'base64url');
  flipped[10] = (flipped[10] ?? 0) ^ 1;

  test.each([
    ['a changed payload', `${head}.${Buffer.from(`${payload} `).toString('base64url')}.${mark}`, 'bad'],
    ['a changed signature', `${head}.${body}.${flipped.toString('base64url')}`, 'bad'],
    ['a signature of zeros', `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`, 'bad'],
    [
      'a signature in DER',
      `${head}.${body}.${sign('sha256', Buffer.from(input), pair.privateKey).toString('base64url')}`,
      'bad',
    ],
    ['another key under this kid', `${headerOf({ jwk: other?.jwk })}.${body}.${mark}`, 'bad'],
    ['this key under another kid', `${headerOf({ kid: 'another' })}.${body}.${mark}`, 'bad'],
    ['no algorithm', `${headerOf({ alg: 'none' })}.${body}.${mark}`, 'unreadable'],
    ['a symmetric algorithm', `${headerOf({ alg: 'HS256' })}.${body}.${mark}`, 'unreadable'],
    [
      'a header field that must be understood',
      `${headerOf({ crit: ['b64'], b64: false })}.${body}.${mark}`,
      'unreadable',
    ],
    ['a private key in the header', `${headerOf({ jwk: { ...key.jwk, d: 'AA' } })}.${body}.${mark}`, 'unreadable'],
    ['another spelling of base64', `${head}=.${body}.${mark}`, 'unreadable'],
    ['four parts', `${signed}.AA`, 'unreadable'],
    ['no signature', `${head}.${body}.`, 'unreadable'],
    ['nothing', '', 'unreadable'],
  ])('%s', (_what, text, kind) => {
    expect(verifyCompact(text).kind).toBe(kind);
  });
});

test('a kid that is not the thumbprint of the key is no good, even where it is signed', () => {
  const claimed = signingInput({ jwk: key.jwk, kid: 'the-kid-that-was-pinned' }, payload);
  const mark = sign('sha256', Buffer.from(claimed), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  expect(verifyCompact(compact(claimed, mark))).toMatchObject({
    kind: 'bad',
    why: expect.stringContaining('thumbprint'),
  });
});

test('the thumbprint is that of RFC 7638 section 3.1, by hand', () => {
  const { crv, kty, x, y } = key.jwk;
  const written = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
  expect(key.kid).toBe(createHash('sha256').update(written).digest('base64url'));
});

function none(): never {
  throw new Error('no key');
}
