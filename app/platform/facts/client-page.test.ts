import { expect, test } from 'vitest';
import { stateOf } from '../states.ts';
import { ClientRegistration } from '../wire/clients.ts';
import type { ClientSources } from './client-facts.ts';
import { clientPageFacts } from './client-page.ts';

const directory = {
  people: { '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e004': 'Sara Holm' },
  groups: {},
  you: { identity: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e004', groups: [] },
};

function sources(state: number, more: Partial<ClientSources> = {}, user = directory.you.identity): ClientSources {
  return {
    item: ClientRegistration.parse({
      id: 'c-1',
      name: 'SECENG-G2',
      description: '',
      idProduct: 'p-1',
      clientType: 'SecurityEngineer',
      clientUser: user,
      state,
    }),
    encryptionKey: { kind: 'read', sha256: 'ab'.repeat(32), words: 'EC P-256', subject: null },
    encryptionCertificate: { kind: 'none' },
    clientCertificate: { kind: 'none' },
    product: { kind: 'refused' },
    earlier: { kind: 'absent' },
    productName: 'Gateway G2',
    ...more,
  };
}

test.each([
  [
    2,
    'You asked to register SECENG-G2 as a security engineer of Gateway G2. Somebody who may approve clients decides, and asks you for the last four characters of the SHA-256 of the public key: abab.',
  ],
  [16, 'SECENG-G2 may fetch the exportable keys of Gateway G2, in your name.'],
  [32, 'SECENG-G2 was rejected: it never received anything of Gateway G2.'],
  [256, 'SECENG-G2 was retired: it receives nothing of Gateway G2 any more.'],
  [512, 'SECENG-G2 is registered as a security engineer of Gateway G2.'],
])('state %i in a sentence', (state, sentence) => {
  expect(clientPageFacts(sources(state), directory).sentence).toBe(sentence);
  expect(stateOf(state).value).toBe(state);
});

test('somebody else’s client is said to be theirs', () => {
  const facts = clientPageFacts(sources(16, {}, 'oid:00000000-0000-0000-0000-000000000001'), directory);
  expect(facts.sentence).toContain('in the name of oid:0000…000001');
});

test('only one that waits says what it would retire', () => {
  const earlier = { kind: 'read', value: [sources(16).item] } as const;
  const labels = (state: number) =>
    clientPageFacts(sources(state, { earlier }), directory).groups.flatMap(({ facts }) =>
      facts.map(({ label }) => label),
    );
  expect(labels(2)).toContain('Retires');
  expect(clientPageFacts(sources(2, { earlier }), directory).warnings).toHaveLength(1);
  expect(labels(16)).not.toContain('Retires');
  expect(clientPageFacts(sources(16, { earlier }), directory).warnings).toEqual([]);
});

test('a product that may be listed and not read has its name, and the reason why no more is shown', () => {
  const facts = clientPageFacts(sources(16), directory);
  const product = facts.groups.flatMap((group) => group.facts).find(({ label }) => label === 'Product');
  expect(product?.value).toEqual({ kind: 'text', text: 'Gateway G2', mute: 'you may not read the product' });
  expect(facts.notReadable).toEqual([]);
  const { productName: _, ...nameless } = sources(16);
  expect(clientPageFacts(nameless, directory).notReadable).toEqual([
    'You may not read the product, so it is not shown which keys this client receives.',
  ]);
});
