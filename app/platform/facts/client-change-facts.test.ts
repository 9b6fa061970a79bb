import { expect, test } from 'vitest';
import { ClientChange } from '../wire/change-requests.ts';
import { ClientRegistration } from '../wire/clients.ts';
import { type ClientChangeSources, clientChangeFacts } from './client-change-facts.ts';

const directory = { people: { m: 'Mikael Berg' }, groups: {}, you: { identity: '', groups: [] } };

function sources(
  more: Partial<ClientChangeSources> = {},
  changeType = 'ChangeClientStateToBeDeleted',
): ClientChangeSources {
  return {
    item: ClientChange.parse({ id: 'cc-1', name: 'Retire SECENG', clientID: 'c-1', changeType, state: 2 }),
    client: {
      kind: 'read',
      value: ClientRegistration.parse({
        id: 'c-1',
        name: 'SECENG',
        clientType: 'SecurityEngineer',
        clientUser: 'oid:m',
        idProduct: 'p-1',
        state: 16,
      }),
    },
    key: { kind: 'read', sha256: 'ab'.repeat(32), words: 'EC P-256', subject: null },
    productName: 'Gateway G2',
    ...more,
  };
}

test('a retirement says whose client ends, and that the platform does not say who asks', () => {
  const facts = clientChangeFacts(sources(), directory);
  expect(facts.sentence).toBe('Somebody asks to retire SECENG, a client of Mikael Berg.');
  expect(facts.warnings).toMatchObject([{ tone: 'warn', title: 'Approving retires SECENG.' }]);
  const labels = facts.groups.flatMap((group) => group.facts.map(({ label }) => label));
  expect(labels).toEqual(expect.arrayContaining(['Change', 'Asked by', 'Belongs to', 'SHA-256 of the public key']));
  expect(facts.notReadable).toEqual([]);
});

test('a client that may not be read is named by its id, and that is said', () => {
  const facts = clientChangeFacts(
    sources({ client: { kind: 'refused' }, key: { kind: 'none' }, productName: undefined }),
    directory,
  );
  expect(facts.sentence).toBe('Somebody asks to retire client c-1.');
  expect(facts.notReadable).toEqual([
    'You may not read the client, so it is not shown whose it is and what it receives.',
  ]);
});

test('a change of tomorrow is shown as it is called, and warned of', () => {
  const facts = clientChangeFacts(sources({}, 'ChangeClientUser'), directory);
  expect(facts.warnings).toMatchObject([{ tone: 'danger', text: expect.stringContaining('ChangeClientUser') }]);
  expect(facts.consequence).toBe('Keydock cannot say what approving this does.');
});
