import { readdir, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ApprovalItem,
  ApprovalRow,
  ApprovalsSummary,
  PageOf,
  ProductItem,
  ProductRow,
  RequestItem,
  RequestRow,
} from '../../app/contract/shapes.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { Desk, factOf, yes } from './desk.ts';

let world: Practice;
let desk: Desk;
const caller = { webContentsId: 1 };
/** Quick, so that a test need not wait for seconds; the usual one is in main/platform/pace.ts. */
const pace = { focusedMs: 150, backgroundMs: 5_000, idleMs: 5_000, idleAfterSeconds: 300, longestMs: 600 };

beforeAll(async () => {
  world = await startPractice();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('clearFaults', {});
  desk = await Desk.open(world, 'jonas', pace);
});
afterEach(() => desk.close());

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries += 1) {
    if (tries > 300) throw new Error('it did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const add = async (name: string, more: object = {}) =>
  ((await world.control('addRequest', { name, aesMode: 'AES-GCM-256', ...more })) as { id: string }).id;
const idOf = async (queue: 'imagesignigs' | 'products' | 'clients', name: string) =>
  ((await world.control('find', { queue, idOrName: name })) as { id: string }).id;
const last = () => desk.summaries.at(-1);

describe('the watcher', () => {
  test('says what waits, by queue, and the contract carries it', async () => {
    await until(() => last()?.readAt != null);
    expect(last()).toMatchObject({ stale: false, failure: null, notShown: [], arrived: [], left: [] });
    expect(last()?.queues.map(({ queue }) => queue)).toEqual(['imagesignigs', 'clients', 'products']);
    expect(ApprovalsSummary.safeParse(last()).success).toBe(true);
  });

  test('a new request appears by itself, and goes by itself', async () => {
    await until(() => last()?.readAt != null);
    const id = await add('appears');
    await until(() => desk.summaries.some(({ arrived }) => arrived.some((one) => one.id === id)));
    const before = last()?.queues[0]?.count;
    await world.control('decide', { queue: 'imagesignigs', id, decision: 'REJECT' });
    await until(() => (last()?.queues[0]?.count ?? 0) === (before ?? 0) - 1);
  });

  test('tells only what changed', async () => {
    await until(() => last()?.readAt != null);
    const told = desk.summaries.length;
    const asked = desk.network.sent.length;
    await until(() => desk.network.sent.length > asked + 12);
    expect(desk.summaries).toHaveLength(told);
  });

  test.each<[string, object, string]>([
    ['500', { kind: 'status', status: 500 }, 'platform.unavailable'],
    ['503', { kind: 'status', status: 503, retryAfter: 0 }, 'platform.unavailable'],
    ['a page of HTML', { kind: 'html', status: 200 }, 'platform.unreadable'],
    ['429', { kind: 'status', status: 429, retryAfter: 0 }, 'platform.throttled'],
    ['a dropped connection', { kind: 'drop-before' }, 'network.dropped'],
    ['half an answer', { kind: 'truncated' }, 'platform.unreadable'],
  ])('%s: the last inbox stays, marked stale, and comes back by itself', async (_, fault, code) => {
    await until(() => last()?.readAt != null);
    const queues = last()?.queues;
    await world.control('fault', { path: '/approvals$', count: 2, ...fault } as never);
    await until(() => last()?.stale === true);
    expect(last()?.queues).toEqual(queues);
    expect(['network.dropped', code]).toContain(last()?.failure?.code);
    expect(desk.connections.at(-1)).toMatchObject({
      failure: { code: last()?.failure?.code },
      retryAt: expect.any(String),
      lastGoodAt: expect.any(String),
    });
    await until(() => last()?.stale === false);
    expect(desk.connections.at(-1)).toMatchObject({ failure: null, retryAt: null });
  });

  test('asks rarely in the background, and at once when focus comes back', async () => {
    await until(() => last()?.readAt != null);
    desk.platform.setFocused(false);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = desk.network.sent.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(desk.network.sent.length).toBe(asked);
    desk.platform.setFocused(true);
    await until(() => desk.network.sent.length > asked);
  });

  test('rests while the session has ended, and goes on after a sign-in', async () => {
    await until(() => last()?.readAt != null);
    await desk.endSession();
    await until(() => desk.session().kind === 'expired');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = desk.network.sent.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(desk.network.sent.length).toBe(asked);
    expect(desk.connections.at(-1)).toMatchObject({ failure: { code: 'session.expired' }, retryAt: null });
    await desk.signIn('jonas');
    await until(() => last()?.stale === false);
  });

  test('forgets one account’s inbox when another signs in', async () => {
    await until(() => last()?.readAt != null);
    await desk.signIn('otto');
    await until(() => last()?.readAt != null && last()?.queues.length === 0);
    expect((await desk.platform.lastKnown())?.rows).toEqual([]);
  });
});

describe('who has no rights', () => {
  test('sees an empty inbox, and is refused where it must be', async () => {
    const otto = await Desk.open(world, 'otto', pace);
    await until(() => otto.summaries.at(-1)?.readAt != null);
    expect(otto.summaries.at(-1)).toMatchObject({ queues: [], stale: false, failure: null });
    const refused = { ok: false, error: { code: 'platform.forbidden' } };
    const { approvals, requests, products } = otto.platform.handlers;
    expect(await approvals.page({ queue: 'clients', page: 0 }, caller)).toMatchObject(refused);
    expect(await requests.page({ page: 0, name: '', state: null }, caller)).toMatchObject(refused);
    expect(await products.page({ page: 0, name: '', state: null, type: null }, caller)).toMatchObject(refused);
    expect(await otto.platform.rights.rights({ refresh: false })).toMatchObject({ ok: true });
    await otto.close();
  });
});

test('rights are remembered while they hold, and read again when asked or after a surprising 403', async () => {
  const otto = await Desk.open(world, 'otto', pace);
  const { rights } = otto.platform.rights;
  const asked = () => otto.network.sent.filter(({ path }) => path.endsWith('/user/capabilities')).length;
  await rights({ refresh: false });
  await rights({ refresh: false });
  expect(asked()).toBe(1);
  await rights({ refresh: true });
  expect(asked()).toBe(2);
  await otto.platform.handlers.approvals.page({ queue: 'clients', page: 0 }, caller);
  await rights({ refresh: false });
  expect(asked()).toBe(3);
  await otto.close();
});

describe('pages', () => {
  test.each(['imagesignigs', 'clients', 'products'] as const)(
    'of %s fit the contract and say what is marked',
    async (queue) => {
      const page = await desk.platform.handlers.approvals.page({ queue, page: 0 }, caller);
      expect(page.ok && PageOf(ApprovalRow).safeParse(page.value).error).toBe(undefined);
      expect(page.ok && page.value.rows.length).toBeGreaterThan(0);
    },
  );

  test('an encrypt row names product, operation, person, and what lowers protection', async () => {
    const page = await desk.platform.handlers.approvals.page({ queue: 'imagesignigs', page: 0 }, caller);
    const id = await idOf('imagesignigs', 'firmware-v1.6.44');
    const row = page.ok ? page.value.rows.find((one) => one.id === id) : undefined;
    expect(row?.subtitle).toEqual(['Gateway G2', 'Content encryption', 'Mikael Berg']);
    expect(row?.marks).toContainEqual({ text: 'key can be exported', tone: 'warn' });
  });

  test('a client row says that it will receive keys, and whom it retires', async () => {
    const page = await desk.platform.handlers.approvals.page({ queue: 'clients', page: 0 }, caller);
    const row = page.ok ? page.value.rows.find(({ title }) => title === 'SECENG-G2-LINE3') : undefined;
    expect(row?.marks).toEqual([
      { text: 'will receive keys', tone: 'warn' },
      { text: 'retires 1 client', tone: 'plain' },
    ]);
  });

  test('a queue this version cannot open is no question', async () => {
    expect(await desk.platform.handlers.approvals.page({ queue: 'escrows', page: 0 }, caller)).toMatchObject({
      error: { code: 'app.bad-call' },
    });
  });

  test('requests and products are filtered by the platform', async () => {
    const requests = await desk.platform.handlers.requests.page(
      { page: 0, name: 'firmware-v1.6.44', state: 2 },
      caller,
    );
    expect(requests.ok && PageOf(RequestRow).safeParse(requests.value).error).toBe(undefined);
    expect(requests.ok && requests.value.rows.map(({ title }) => title)).toEqual(['firmware-v1.6.44']);
    const products = await desk.platform.handlers.products.page({ page: 0, name: '', state: null, type: 'CA' }, caller);
    expect(products.ok && PageOf(ProductRow).safeParse(products.value).error).toBe(undefined);
    expect(products.ok && products.value.rows.map(({ productType }) => productType)).toEqual(['CA']);
  });
});

describe('items', () => {
  test.each([
    ['imagesignigs', 'firmware-v1.6.44'],
    ['clients', 'SECENG-G2-LINE3'],
    ['products', 'Sensor S7'],
  ] as const)('%s: %s opens, fits the contract, and can be decided', async (queue, name) => {
    const item = await desk.open(queue, await idOf(queue, name));
    expect(ApprovalItem.safeParse(item).error).toBe(undefined);
    expect(item).toMatchObject({ title: name, decidable: { can: true }, notReadable: [] });
    expect(JSON.stringify(item)).not.toMatch(/X-Amz|Signature=|Bearer/);
  });

  test('one that is still Created cannot be decided yet, and says why', async () => {
    const item = await desk.open('imagesignigs', await add('created', { state: 1 }));
    expect(item.decidable).toMatchObject({ can: false, why: expect.stringContaining('still preparing') });
  });

  test('one that was decided says what became of it', async () => {
    const id = await add('decided');
    await world.control('decide', { queue: 'imagesignigs', id, decision: 'REJECT' });
    expect((await desk.open('imagesignigs', id)).decidable).toMatchObject({
      can: false,
      why: 'It waits no longer: Rejected.',
    });
  });

  test.each(['..', 'nothing-here'])('%s is not there', async (id) => {
    expect(await desk.platform.handlers.approvals.open({ queue: 'imagesignigs', id }, caller)).toMatchObject({
      error: { code: 'platform.not-found' },
    });
  });

  test('of an operation Keydock does not know: warned of, and typed before it is approved', async () => {
    const id = await add('quantum', { operation: 'Quantum loader', aesMode: undefined });
    const item = await desk.open('imagesignigs', id);
    expect(item.warnings.at(-1)).toMatchObject({ tone: 'danger' });
    desk.answer = (sheet) => ({ confirmed: true, typed: 'x'.repeat(sheet.typed?.length ?? 0), reason: '' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ failed: { code: 'decision.typed-wrong' } });
    expect(desk.network.sent.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('requests and products open with everything that can be read', async () => {
    const request = await desk.platform.handlers.requests.open(
      { id: await idOf('imagesignigs', 'firmware-v1.6.44') },
      caller,
    );
    expect(request.ok && RequestItem.safeParse(request.value).error).toBe(undefined);
    expect(request.ok && request.value.timeline[1]).toMatchObject({ name: 'Waits for approval', reached: 'now' });
    const product = await desk.platform.handlers.products.open({ id: await idOf('products', 'Gateway G2') }, caller);
    expect(product.ok && ProductItem.safeParse(product.value).error).toBe(undefined);
  });
});

describe('clients', () => {
  test('approving one: compared by its key, told whom it retired', async () => {
    const id = await idOf('clients', 'SECENG-G2-LINE3');
    desk.answer = () => ({ confirmed: true, typed: 'zzzz', reason: '' });
    expect(await desk.verdict('clients', id)).toMatchObject({ failed: { code: 'decision.typed-wrong' } });
    desk.answer = yes;
    expect(await desk.verdict('clients', id)).toEqual({ kind: 'done', stateName: 'Ready', whose: 'ours', retired: 1 });
    expect(factOf(desk.sheets.at(-1)?.groups ?? [], 'Retires')).toMatchObject({
      mute: expect.stringContaining('SECENG-G2-LINE2'),
    });
  });

  test('an answer that says "not applied" is believed over a state that looks right', async () => {
    const id = await idOf('clients', 'PROD-PC-TAMPERE-2');
    await world.control('fault', { kind: 'decided-by-other', method: 'POST', decision: 'APPROVE' });
    expect(await desk.verdict('clients', id)).toEqual({ kind: 'decided-by-other', stateName: 'Ready' });
  });
});

test('who may decide products and not read them hears that nobody can tell what became of it', async () => {
  const anna = await Desk.open(world, 'anna', pace);
  expect(await anna.verdict('products', await idOf('products', 'Sensor S7'))).toEqual({ kind: 'left-unreadable' });
  await anna.close();
});

describe('the last-known inbox', () => {
  const kept = async () => readdir(`${desk.folder}/inbox`).catch(() => []);

  test('is painted at the next start, marked stale, with its time', async () => {
    await until(() => last()?.readAt != null);
    await desk.close({ keep: true });
    const again = await Desk.at(world, 'jonas', desk.folder, pace, { offline: true });
    const start = await again.platform.lastKnown();
    expect(start?.summary).toMatchObject({ stale: true, readAt: expect.any(String) });
    expect(start?.rows.length).toBeGreaterThan(0);
    await again.close();
  });

  test('is what the first look is compared with: only what came since then is news', async () => {
    await until(() => last()?.readAt != null);
    await desk.close({ keep: true });
    const id = await add('came in between');
    const again = await Desk.at(world, 'jonas', desk.folder, pace, { offline: true });
    await again.platform.lastKnown();
    again.goOnline();
    await until(() => again.summaries.at(-1)?.stale === false);
    expect(again.summaries.at(-1)?.arrived).toEqual([{ queue: 'imagesignigs', id }]);
    await again.close();
  });

  test('is not shown to another account', async () => {
    await until(() => last()?.readAt != null);
    await desk.close({ keep: true });
    const other = await Desk.at(world, 'otto', desk.folder, pace, { offline: true });
    expect(await other.platform.lastKnown()).toBeNull();
    await other.close();
  });

  test('holds no token and no link, and is gone after signing out', async () => {
    await until(async () => (await kept()).length === 1);
    const [name] = await kept();
    const text = Buffer.from(await readFile(`${desk.folder}/inbox/${name}`))
      .reverse()
      .toString();
    expect(text).toContain('"identity":"oid:');
    expect(text).not.toMatch(/eyJ|X-Amz|https:/);
    await add('while signing out');
    const told = desk.summaries.length;
    await until(() => desk.summaries.length > told);
    await desk.signOut();
    // Longer than changes are gathered before they are written.
    await new Promise((resolve) => setTimeout(resolve, 1_700));
    expect(await kept()).toEqual([]);
  });
});
