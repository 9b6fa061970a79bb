import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { registeredKey } from './public-key.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
const base64 = (text: string) => Buffer.from(text).toString('base64');
const sha256 = createHash('sha256')
  .update(publicKey.export({ type: 'spki', format: 'der' }))
  .digest('hex');

test('the digest is over the SPKI in DER, as `openssl pkey -pubin -outform DER | sha256sum` gives it', () => {
  expect(registeredKey(base64(pem))).toEqual({ kind: 'read', sha256, words: 'EC P-256', subject: null });
});

test('white space around the PEM makes no other key', () => {
  expect(registeredKey(base64(`\n${pem.replaceAll('\n', '\r\n')}\n`))).toMatchObject({ sha256 });
});

test('an RSA key is named by its length', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  expect(registeredKey(base64(String(rsa.export({ type: 'spki', format: 'pem' }))))).toMatchObject({
    words: 'RSA-2048',
  });
});

test.each([[undefined], ['']])('%j is no key', (text) => {
  expect(registeredKey(text)).toEqual({ kind: 'none' });
});

describe('what another reader could take for another key is not read', () => {
  test.each([
    ['nonsense', base64('hello')],
    ['two keys in a row', base64(pem + pem)],
    ['text before the key', base64(`comment\n${pem}`)],
    ['a private key', base64(String(privateKey.export({ type: 'pkcs8', format: 'pem' })))],
    ['a PEM that is not base64 itself', pem],
    ['base64 with line breaks', base64(pem).replace(/(.{64})/g, '$1\n')],
    ['base64 with characters that are none', `${base64(pem).slice(0, 40)}!${base64(pem).slice(40)}`],
    ['base64 that goes on after its padding', `${base64(`${pem}  `.slice(0, 178))}AAAA`],
    ['a damaged key', base64(pem.replace(/A/g, 'B'))],
  ])('%s', (_, text) => {
    expect(registeredKey(text)).toEqual({ kind: 'unreadable' });
  });
});
