import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Practice, startPractice } from '../practice/world.ts';
import { Desk } from './desk.ts';

let world: Practice;
let desk: Desk;
const caller = { webContentsId: 1 };

beforeAll(async () => {
  world = await startPractice({ requests: 100_000 });
  desk = await Desk.open(world, 'jonas');
}, 60_000);
afterAll(async () => {
  await desk.close();
  await world.close();
});

test('any page of 100,000 waiting requests is reached, and none twice', async () => {
  const first = await desk.platform.handlers.approvals.page({ queue: 'imagesignigs', page: 0 }, caller);
  if (!first.ok) throw new Error(first.error.code);
  expect(first.value.count).toBeGreaterThanOrEqual(100_000);
  const lastPage = Math.ceil(first.value.count / 10) - 1;
  const ids = new Set<string>();
  for (const page of [0, 1, 4_999, 5_000, lastPage - 1, lastPage]) {
    const read = await desk.platform.handlers.approvals.page({ queue: 'imagesignigs', page }, caller);
    if (!read.ok) throw new Error(read.error.code);
    for (const { id } of read.value.rows) ids.add(id);
    expect(read.value.rows.length).toBe(page === lastPage ? first.value.count - lastPage * 10 : 10);
  }
  expect(ids.size).toBe(50 + (first.value.count - lastPage * 10));
});

test('one from the far end opens with who asked, and is approved', async () => {
  const read = await desk.platform.handlers.approvals.page({ queue: 'imagesignigs', page: 7_777 }, caller);
  const encrypt = read.ok ? read.value.rows.find(({ icon }) => icon === 'encrypt') : undefined;
  if (encrypt === undefined) throw new Error('no encrypt request on that page');
  const item = await desk.open('imagesignigs', encrypt.id);
  expect(item.notReadable).toEqual([]);
  expect(await desk.verdict('imagesignigs', encrypt.id)).toMatchObject({ kind: 'done' });
});
