import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { judgeChain, type Refusal } from './chain.ts';
import { days, type Issued, issue, makeRoot, nameConstraints } from './test-authority.ts';

const nc = '2.5.29.30';
const dns = (name: string): [number, Buffer] => [0x82, Buffer.from(name)];

let root: Issued;
beforeAll(async () => {
  root = await makeRoot();
});

interface Case {
  readonly leaf: Issued;
  readonly sent?: readonly Issued[];
  readonly anchors?: readonly Issued[];
  readonly host?: string;
}

function judge({ leaf, sent = [], anchors = [root], host = 'localhost' }: Case): 'trusted' | Refusal {
  const parsed = (each: Issued) => new X509Certificate(each.pem);
  return judgeChain(host, parsed(leaf), sent.map(parsed), anchors.map(parsed), Date.now());
}

async function under(wish: Parameters<typeof issue>[1], leafWish: Parameters<typeof issue>[1] = {}): Promise<Case> {
  const intermediate = await issue(root, { isCa: true, name: 'Intermediate', ...wish });
  return { leaf: await issue(intermediate, leafWish), sent: [intermediate] };
}

describe('a server is trusted', () => {
  const cases: readonly [string, () => Promise<Case>][] = [
    ['under the authority itself', async () => ({ leaf: await issue(root) })],
    ['over an intermediate', () => under({})],
    [
      'over two intermediates, sent in the wrong order with a stranger among them',
      async () => {
        const upper = await issue(root, { isCa: true, name: 'Upper' });
        const lower = await issue(upper, { isCa: true, name: 'Lower' });
        return { leaf: await issue(lower), sent: [await makeRoot('Stranger'), upper, lower] };
      },
    ],
    [
      'when an intermediate itself is the authority in the profile',
      async () => {
        const intermediate = await issue(root, { isCa: true, name: 'Intermediate' });
        return { leaf: await issue(intermediate), anchors: [intermediate] };
      },
    ],
    [
      'by a wildcard for one label',
      async () => ({ leaf: await issue(root, { dns: ['*.store.test'] }), host: 'a.store.test' }),
    ],
    ['by its IPv4 address', async () => ({ leaf: await issue(root), host: '127.0.0.1' })],
    ['by its IPv6 address in brackets', async () => ({ leaf: await issue(root, { ip: ['::1'] }), host: '[::1]' })],
    [
      'with an RSA key',
      async () => {
        const rsa = await makeRoot('RSA CA', { algorithm: 'RSA-2048' });
        return { leaf: await issue(rsa, { algorithm: 'RSA-2048' }), anchors: [rsa] };
      },
    ],
    [
      'with RSASSA-PSS over SHA-256',
      async () => {
        const pss = await makeRoot('PSS CA', { algorithm: 'PSS-SHA-256' });
        return { leaf: await issue(pss), anchors: [pss] };
      },
    ],
    [
      'when the old root and its successor carry the same name',
      async () => ({
        leaf: await issue(root),
        anchors: [await makeRoot('Test CA'), root],
      }),
    ],
    ['with a path length that is just enough', () => under({ pathLength: 0 })],
    [
      'inside permitted names',
      () =>
        under({ more: [[nc, nameConstraints([dns('store.test')]), true]] }, { dns: ['a.store.test'], ip: [] }).then(
          (c) => ({ ...c, host: 'a.store.test' }),
        ),
    ],
    [
      'inside a permitted network',
      () =>
        under(
          { more: [[nc, nameConstraints([[0x87, Buffer.from([127, 0, 0, 0, 255, 0, 0, 0])]]), true]] },
          { dns: [] },
        ).then((c) => ({ ...c, host: '127.0.0.1' })),
    ],
    [
      'under constraints on mail addresses, which say nothing about servers',
      () => under({ more: [[nc, nameConstraints([[0x81, Buffer.from('corp.test')]]), true]] }),
    ],
  ];
  test.each(cases)('%s', async (_, make) => {
    expect(judge(await make())).toBe('trusted');
  });
});

describe('a server is refused', () => {
  const cases: readonly [string, Refusal, () => Promise<Case>][] = [
    ['another authority', 'issuer', async () => ({ leaf: await issue(await makeRoot('Other CA')) })],
    ['the same name over another key', 'issuer', async () => ({ leaf: await issue(await makeRoot('Test CA')) })],
    ['no authority at all', 'issuer', async () => ({ leaf: await issue(root), anchors: [] })],
    ['signed by itself', 'issuer', async () => ({ leaf: await issue(null) })],
    ['an intermediate that was not sent', 'issuer', async () => ({ ...(await under({})), sent: [] })],
    ['expired', 'date', async () => ({ leaf: await issue(root, { from: days(-9), to: days(-1) }) })],
    ['not yet valid', 'date', async () => ({ leaf: await issue(root, { from: days(1) }) })],
    [
      'expired and from another authority',
      'date',
      async () => ({ leaf: await issue(await makeRoot('Other CA'), { from: days(-9), to: days(-1) }) }),
    ],
    ['an expired intermediate', 'date', () => under({ from: days(-9), to: days(-1) })],
    [
      'an expired authority',
      'date',
      async () => {
        const old = await makeRoot('Old CA', { from: days(-9), to: days(-1) });
        return { leaf: await issue(old), anchors: [old] };
      },
    ],
    ['another host', 'host', async () => ({ leaf: await issue(root, { dns: ['other.test'], ip: [] }) })],
    [
      'a common name without alternative names',
      'host',
      async () => ({ leaf: await issue(root, { dns: [], ip: [], name: 'localhost' }) }),
    ],
    [
      'a common name beside other alternative names',
      'host',
      async () => ({ leaf: await issue(root, { dns: ['other.test'], ip: [], name: 'localhost' }) }),
    ],
    [
      'a wildcard two labels away',
      'host',
      async () => ({ leaf: await issue(root, { dns: ['*.store.test'] }), host: 'a.b.store.test' }),
    ],
    ['an address that is not in it', 'host', async () => ({ leaf: await issue(root), host: '10.0.0.1' })],
    [
      'an address that is only in it as a name',
      'host',
      async () => ({ leaf: await issue(root, { dns: ['10.0.0.1'], ip: [] }), host: '10.0.0.1' }),
    ],
    [
      'a server certificate used as an authority',
      'issuer',
      async () => {
        const leaf = await issue(root);
        return { leaf: await issue(leaf), sent: [leaf] };
      },
    ],
    ['an authority that may not sign certificates', 'issuer', () => under({ keyUsage: 2 })],
    ['no authority, though it may sign certificates', 'usage', () => under({ isCa: false, keyUsage: 32 })],
    [
      'an authority used as a server',
      'usage',
      async () => ({
        leaf: await issue(root, {
          isCa: true,
          usages: ['1.3.6.1.5.5.7.3.1'],
          more: [['2.5.29.17', new Uint8Array([0x30, 0x0b, 0x82, 0x09, ...Buffer.from('localhost')]), false]],
        }),
      }),
    ],
    [
      'a certificate for clients',
      'usage',
      async () => ({ leaf: await issue(root, { usages: ['1.3.6.1.5.5.7.3.2'] }) }),
    ],
    [
      'a certificate that does not say what it is for',
      'usage',
      async () => ({ leaf: await issue(root, { usages: null }) }),
    ],
    ['an intermediate for clients only', 'usage', () => under({ usages: ['1.3.6.1.5.5.7.3.2'] })],
    [
      'a path longer than an authority allows',
      'usage',
      async () => {
        const upper = await issue(root, { isCa: true, name: 'Upper', pathLength: 0 });
        const lower = await issue(upper, { isCa: true, name: 'Lower' });
        return { leaf: await issue(lower), sent: [lower, upper] };
      },
    ],
    [
      'five intermediates',
      'issuer',
      async () => {
        const sent: Issued[] = [];
        let top = root;
        for (let i = 0; i < 5; i += 1) {
          top = await issue(top, { isCa: true, name: `CA ${i}` });
          sent.push(top);
        }
        return { leaf: await issue(top), sent };
      },
    ],
    [
      'a signature over SHA-1',
      'weak',
      async () => {
        const sha1 = await makeRoot('SHA-1 CA', { algorithm: 'RSA-2048', hash: 'SHA-1' });
        return { leaf: await issue(sha1, { hash: 'SHA-1' }), anchors: [sha1] };
      },
    ],
    ['a key of 1024 bits', 'weak', async () => ({ leaf: await issue(root, { algorithm: 'RSA-1024' }) })],
    ['an intermediate with a key of 1024 bits', 'weak', () => under({ algorithm: 'RSA-1024' })],
    [
      'a critical extension nobody knows',
      'malformed',
      async () => ({ leaf: await issue(root, { more: [['1.2.3.4', new Uint8Array([5, 0]), true]] }) }),
    ],
    [
      'a name outside the permitted ones',
      'restricted',
      () => under({ more: [[nc, nameConstraints([dns('corp.test')]), true]] }),
    ],
    [
      'one of several names outside the permitted ones',
      'restricted',
      () => under({ more: [[nc, nameConstraints([dns('localhost')]), true]] }, { dns: ['localhost', 'other.test'] }),
    ],
    ['an excluded name', 'restricted', () => under({ more: [[nc, nameConstraints([], [dns('localhost')]), true]] })],
    [
      'a wildcard that might be an excluded name',
      'restricted',
      async () => ({
        ...(await under(
          { more: [[nc, nameConstraints([], [dns('secret.store.test')]), true]] },
          { dns: ['*.store.test'] },
        )),
        host: 'a.store.test',
      }),
    ],
    [
      'an address outside the permitted network',
      'restricted',
      () => under({ more: [[nc, nameConstraints([[0x87, Buffer.from([10, 0, 0, 0, 255, 0, 0, 0])]]), true]] }),
    ],
    [
      'constraints on directory names, which are not checked here',
      'restricted',
      () => under({ more: [[nc, nameConstraints([[0xa4, Buffer.from([0x30, 0])]]), true]] }),
    ],
  ];
  test.each(cases)('%s', async (_, why, make) => {
    expect(judge(await make())).toBe(why);
  });
});

test('a server is refused: RSASSA-PSS over SHA-1, which BoringSSL does not even verify', async () => {
  const pss = await makeRoot('PSS CA', { algorithm: 'PSS-SHA-1' });
  const leaf = await issue(pss, { hash: 'SHA-1' });
  expect(['weak', 'issuer']).toContain(judge({ leaf, anchors: [pss] }));
});
