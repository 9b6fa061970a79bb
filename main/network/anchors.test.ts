import { beforeAll, describe, expect, test } from 'vitest';
import { readAuthorities, summaryOf } from './anchors.ts';
import { type Issued, issue, makeRoot } from './test-authority.ts';

let root: Issued;
let other: Issued;
let leaf: Issued;
beforeAll(async () => {
  [root, other] = await Promise.all([makeRoot('Corp Root'), makeRoot('Other Root')]);
  leaf = await issue(root);
});

test('authorities are read in their order, each once, whatever stands between them', () => {
  const read = readAuthorities(`Corp Root\n${root.pem}# and\r\n${other.pem}\n${root.pem}`);
  expect(read.ok && read.value.map(({ subject }) => subject)).toEqual(['CN=Corp Root', 'CN=Other Root']);
});

test('what is shown of one can be compared with openssl x509 -fingerprint -sha256', () => {
  const read = readAuthorities(root.pem);
  const [authority] = read.ok ? read.value : [];
  expect(summaryOf(authority!)).toEqual({
    subject: 'CN=Corp Root',
    sha256: authority!.fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfter: new Date(authority!.validTo).toISOString(),
  });
});

describe('the whole text is refused with', () => {
  test.each<[string, () => string | Promise<string>, RegExp]>([
    ['a server certificate', () => leaf.pem, /1 is not a certificate authority/],
    ['a server certificate after a good one', () => root.pem + leaf.pem, /2 is not a certificate authority/],
    ['a private key', () => root.keyPem, /not a certificate/],
    ['a private key after a good one', () => root.pem + root.keyPem, /not a certificate/],
    [
      'an authority that may not sign',
      async () => (await makeRoot('X', { keyUsage: 1 })).pem,
      /not a certificate authority/,
    ],
    ['nothing', () => '', /not PEM/],
    ['a text', () => 'trust me', /not PEM/],
    ['half a block', () => root.pem.slice(0, -40), /not PEM/],
    ['half a block after a good one', () => root.pem + root.pem.slice(0, -40), /not PEM/],
    ['a damaged certificate', () => root.pem.replace(/MII/, 'AAA'), /cannot be read/],
    ['17 authorities', () => root.pem.repeat(17), /more than 16/],
  ])('%s', async (_, make, problem) => {
    const read = readAuthorities(await make());
    expect(read.ok ? 'taken' : read.error.facts['problem']).toMatch(problem);
  });
});
