import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allQueueIds, queueIds } from '../../app/platform/queue-ids.ts';
import { Profile } from '../../app/profile.ts';
import { people } from './company/people.ts';
import { Client } from './testing/client.ts';
import { type Practice, startPractice } from './world.ts';

const many = 100_000;
let practice: Practice;
const clients = new Map<string, Client>();

beforeAll(async () => {
  practice = await startPractice({ requests: many });
  for (const name of ['mikael', 'anna', 'jonas', 'sara', 'leila', 'otto']) {
    clients.set(name, await Client.signedIn(practice, name));
  }
}, 60_000);
afterAll(() => practice.close());

function as(name: string): Client {
  return clients.get(name)!;
}

interface List {
  count: number;
  pages: number;
  next: string;
  prev: string;
  items: { id: string; name: string; state: number; data: { creationTime: string; operationType: string } }[];
}

test('no group holds both the writer and an approver', () => {
  const writer = new Set<string>(people.mikael.groups);
  expect([...people.anna.groups, ...people.jonas.groups].filter((group) => writer.has(group))).toEqual([]);
});

test('the profile is one that Keydock takes', () => {
  expect(Profile.safeParse(practice.profile).success).toBe(true);
});

describe('who may read what', () => {
  test.each([
    // path, then who gets 200; everybody else gets 403
    ['/products', ['mikael', 'jonas', 'sara', 'leila']],
    ['/imagesignings', ['mikael', 'jonas', 'sara', 'leila']],
    ['/imagesignings/approvals', ['anna', 'jonas']],
    ['/products/approvals', ['anna', 'jonas']],
    ['/registrations/clients/approvals', ['anna', 'jonas']],
    ['/registrations/clients', ['mikael', 'anna', 'jonas', 'sara']],
    ['/imagesignings/presigneduploadlinks', ['mikael', 'leila']],
    ['/audittrails', ['mikael', 'jonas']],
    ['/approvals', ['mikael', 'anna', 'jonas', 'sara', 'leila', 'otto']],
    ['/user/capabilities', ['mikael', 'anna', 'jonas', 'sara', 'leila', 'otto']],
    ['/health', ['mikael', 'anna', 'jonas', 'sara', 'leila', 'otto']],
  ])('%s: %j', async (path, allowed) => {
    for (const [name, client] of clients) {
      expect(`${name} ${(await client.get(path)).status}`).toBe(`${name} ${allowed.includes(name) ? 200 : 403}`);
    }
  });

  test('the first approver may not read the product of a request she may approve', async () => {
    const { items } = (await as('anna').get('/products/approvals')).json<List>();
    const id = items[0]?.id ?? '';
    expect((await as('anna').get(`/products/approvals/${id}`)).status).toBe(200);
    expect((await as('anna').get(`/products/${id}`)).status).toBe(403);
    expect((await as('jonas').get(`/products/${id}`)).status).toBe(200);
  });

  test('the writer cannot approve', async () => {
    const { items } = (await as('anna').get('/imagesignings/approvals')).json<List>();
    const sent = { requestId: items[0]?.id ?? '', decision: 'APPROVE' };
    expect((await as('mikael').post('/imagesignings/approvals', sent)).status).toBe(403);
  });
});

test('the counts are the lengths of the lists, and zero for who may not approve', async () => {
  const counts = (await as('anna').get('/approvals')).json<Record<string, number>>();
  for (const id of ['imagesignigs', 'products', 'clients'] as const) {
    const list = (await as('anna').get(queueIds[id].list)).json<List>();
    expect(counts[id]).toBe(list.count);
    expect(list.count).toBeGreaterThan(0);
  }
  const none = (await as('otto').get('/approvals')).json<Record<string, number>>();
  expect(Object.values(none).every((count) => count === 0)).toBe(true);
  expect(Object.keys(none)).toHaveLength(14);
});

test.each(allQueueIds.filter((id) => !['imagesignigs', 'products', 'clients'].includes(id)))(
  'the queue %s is empty for an approver',
  async (id) => {
    expect((await as('anna').get(queueIds[id].list)).json<List>()).toMatchObject({ count: 0, items: [] });
  },
);

describe('lists', () => {
  test('ten a page, newest first, next and prev empty at the ends', async () => {
    const list = (await as('anna').get('/imagesignings/approvals')).json<List>();
    expect(list.items).toHaveLength(10);
    expect(list.prev).toBe('');
    expect(list.next).toContain('page=1');
    expect(list.items[0]?.name).toBe('firmware-v1.6.44');
    const times = list.items.map(({ data }) => data.creationTime);
    expect(times).toEqual([...times].sort().reverse());
    const last = (await as('anna').get(`/imagesignings/approvals?page=${list.pages - 1}`)).json<List>();
    expect(last.next).toBe('');
    expect(last.items).toHaveLength(list.count - (list.pages - 1) * 10);
  });

  test('a page beyond the end is empty', async () => {
    expect((await as('anna').get('/imagesignings/approvals?page=1000000')).json<List>().items).toEqual([]);
  });

  test('100,000 wait, and no id comes twice on pages far apart', async () => {
    const first = (await as('jonas').get('/imagesignings/approvals')).json<List>();
    expect(first.count).toBeGreaterThanOrEqual(many);
    const ids = new Set<string>();
    for (const page of [0, 1, 2, 500, 501, 5_000, 9_999]) {
      for (const { id } of (await as('jonas').get(`/imagesignings/approvals?page=${page}`)).json<List>().items) {
        ids.add(id);
      }
    }
    expect(ids.size).toBe(70);
  });

  test('filters by name, state, type and product', async () => {
    const found = async (query: string) => (await as('jonas').get(`/imagesignings?${query}`)).json<List>();
    expect((await found('name=FIRMWARE-V1.6.4')).items.map(({ name }) => name)).toEqual([
      'firmware-v1.6.44',
      'firmware-v1.6.43',
      'firmware-v1.6.42',
      'firmware-v1.6.41',
    ]);
    const ready = await found('state=16');
    expect(ready.items.map(({ state }) => state)).toEqual(ready.items.map(() => 16));
    expect(ready.items.length).toBeGreaterThan(2);
    const signed = await found('type=SignHAB&type=SignUBoot');
    expect(new Set(signed.items.map(({ data }) => data.operationType))).toEqual(new Set(['SignHAB', 'SignUBoot']));
    expect((await as('jonas').get('/products?type=RnD')).json<List>().items.map(({ name }) => name)).toEqual([
      'Sensor S7',
      'Sensor S6',
      'Sensor S5',
    ]);
    expect((await as('jonas').get('/registrations/clients?product=nothing')).json<List>().count).toBe(0);
  });

  test.each(['page=-1', 'page=x', 'state=x', 'page=1.5'])('%s is answered 400', async (query) => {
    expect((await as('jonas').get(`/imagesignings?${query}`)).status).toBe(400);
  });
});
