import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fail, ok } from '../../app/result.ts';
import { createActs } from '../journal/acts.ts';
import { openJournal } from '../journal/journal.ts';
import { Batch } from './batch.ts';
import type { BatchFile } from './batch-file.ts';
import { DecryptEngine } from './engine.ts';
import { KeyRing } from './key-ring.ts';
import type { Order, Report } from './protocol.ts';
import { mayRetry, Runner } from './runner.ts';
import { TryLimit } from './try-limit.ts';

const caller = { webContentsId: 1 };
const destination = { folder: undefined, replacing: new Set<string>() };
const wrong = fail('decrypt.not-authentic', { aadLength: 0 });
/** Bytes: two of these take every place. */
const large = 8 * 1024 * 1024;

let folder: string;
let room: Awaited<ReturnType<typeof opened>>;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'keydock-runner-'));
  room = await opened();
});
afterEach(async () => {
  room.batch.dispose();
  await fs.rm(folder, { recursive: true, force: true });
  expect(room.incidents).toEqual([]);
});

/** The room around the runner as main has it, over a decryption process that answers when a test says so. */
async function opened() {
  let say: (report: Report) => void = () => undefined;
  const orders: Order[] = [];
  /** Orders that nobody has answered yet, by their kind. */
  const waiting = (kind: Order['kind']) =>
    orders.flatMap((order) => (order.kind === kind && 'id' in order ? order : []));
  const engine = new DecryptEngine(
    {
      send: (order) => void orders.push(order),
      onMessage: (listener) => {
        say = listener;
      },
      onExit: () => undefined,
      kill: () => undefined,
    },
    { stateFolder: folder },
  );
  const opensKeys = (): void => {
    for (const { id } of waiting('open-key')) {
      const key = { type: 'AES-256', kinds: ['aes' as const], grade: 'C' as const, where: 'product.key' };
      say({ kind: 'key-opened', id, result: ok(key) });
    }
  };
  const failsFiles = (): void => {
    for (const { id } of waiting('decrypt')) say({ kind: 'decrypted', id, result: wrong });
  };

  const log = { event: () => undefined, incident: () => 'X' };
  const incidents: unknown[] = [];
  const journal = openJournal({ dir: path.join(folder, 'journal'), log });
  const nothing = async () => fail('token.gone');
  const keys = new KeyRing({
    engine: async () => engine,
    tokens: {
      ready: nothing,
      find: () => null,
      objectId: () => '',
      objectOf: nothing,
      onChange: () => () => undefined,
      withPin: nothing,
    },
    secretWindows: { ask: nothing },
    channel: () => ({ near: undefined, far: undefined }),
  });
  const batch = new Batch({ keys, floor: () => 'C', tell: () => undefined });
  const runner = new Runner({
    batch,
    keys,
    acts: createActs({ journal, who: () => null, profile: () => null }),
    tries: new TryLimit(),
    floor: () => 'C',
    hold: () => () => undefined,
    remember: async () => undefined,
    incident: (_where, error) => String(incidents.push(error)),
  });

  const chosen = keys.addFile('/keys/product.key', caller);
  await until(() => waiting('open-key').length === 1);
  opensKeys();
  const key = await chosen;
  if (!key.ok) throw new Error(key.error.code);
  const start = (file: BatchFile) => runner.start([file], destination, caller);
  /** One file that has all it needs. */
  function file(name = 'a.enc', size = 100): BatchFile {
    const [added] = batch.add([{ path: `/data/${name}`, size }], 0);
    if (added === undefined) throw new Error('it is there already');
    const candidates = [{ format: 'platform-gcm', sureness: 'expected' }] as const;
    const looked = { name, size, alsoPossible: [], regions: [], fields: [], fault: null, record: null };
    added.inspection = ok({ ...looked, candidates: [...candidates] });
    if (key.ok) added.choice = { ...added.choice, keys: [key.value.id] };
    return added;
  }
  const lines = async () => (await journal.read(1_000)).toReversed().map(({ kind }) => kind);
  return { engine, batch, runner, orders, waiting, opensKeys, failsFiles, incidents, start, file, lines };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a file that was cancelled while its key was opened, and begun again meanwhile, is begun once', async () => {
  const { engine, runner, waiting, opensKeys, failsFiles, start, file, lines } = room;
  // No place is free: what may begin has to wait for its turn.
  const [left, right, one] = [file('left.enc', large), file('right.enc', large), file()];
  await runner.start([left, right], destination, caller);
  await until(() => waiting('decrypt').length === 2);
  engine.wipeFileKeys();
  const before = waiting('open-key').length;
  const first = start(one);
  await until(() => waiting('open-key').length === before + 1);
  await runner.cancel(one);
  expect(one.course).toEqual({ kind: 'cancelled' });
  const second = start(one);
  await until(() => waiting('open-key').length === before + 2);
  opensKeys();
  await Promise.all([first, second]);
  failsFiles();
  await until(() => waiting('decrypt').length > 2);
  failsFiles();
  await runner.cancelAll();
  const written = await lines();
  expect(written.filter((kind) => kind === 'act.intent')).toHaveLength(3);
  expect(written.filter((kind) => kind === 'act.outcome')).toHaveLength(3);
});

test('a file that is cancelled while its key is opened for its turn is not begun, and asks for nothing more', async () => {
  const { engine, runner, waiting, opensKeys, failsFiles, file, lines } = room;
  const [left, right, one] = [file('left.enc', large), file('right.enc', large), file()];
  await runner.start([left, right, one], destination, caller);
  await until(() => waiting('decrypt').length === 2);
  engine.wipeFileKeys();
  const before = waiting('open-key').length;
  failsFiles();
  await until(() => waiting('open-key').length === before + 1);
  const cancelled = runner.cancel(one);
  opensKeys();
  await until(() => one.course.kind === 'cancelled' || waiting('decrypt').length > 2);
  expect(waiting('decrypt')).toHaveLength(2);
  await cancelled;
  expect(one.course).toEqual({ kind: 'cancelled' });
  expect((await lines()).filter((kind) => kind === 'act.outcome')).toHaveLength(3);
});

test('a page that tries again and again, in whatever way, writes an end to every beginning, and not many', async () => {
  const { batch, waiting, failsFiles, start, file, lines } = room;
  const one = file();
  for (let round = 0; round < 40; round++) {
    // Each choice makes it one that was never begun, as far as its state tells.
    batch.choose([one], {});
    expect(round === 0 || mayRetry(one)).toBe(true);
    const known = waiting('decrypt').length;
    // Twice at once, and a third time while it is under way.
    await Promise.all([start(one), start(one)]);
    await until(() => waiting('decrypt').length > known || one.course.kind === 'failed');
    await start(one);
    failsFiles();
    await until(() => one.course.kind === 'failed');
  }
  expect(one.course).toMatchObject({ failure: { code: 'app.asked-often' } });
  const written = await lines();
  expect(written).toEqual(written.map((_, index) => (index % 2 === 0 ? 'act.intent' : 'act.outcome')));
  expect(written.length / 2).toBeGreaterThanOrEqual(20);
  expect(written.length / 2).toBeLessThan(25);
  expect(waiting('decrypt')).toHaveLength(written.length / 2);
});

test('what was never begun, is under way or is done is not tried again', () => {
  const one = room.file();
  expect(mayRetry(one)).toBe(false);
  for (const course of [
    { kind: 'waiting' },
    { kind: 'running', done: 0, total: 1, speed: 0, secondsLeft: null },
  ] as const)
    expect(mayRetry({ ...one, wasTried: true, course })).toBe(false);
  expect(mayRetry({ ...one, wasTried: true, course: { kind: 'cancelled' } })).toBe(true);
  expect(mayRetry({ ...one, wasTried: true })).toBe(true);
  expect(mayRetry({ ...one, inspection: fail('decrypt.source-unreadable') })).toBe(true);
});

test('what is taken off the list before its start comes to it is not begun', async () => {
  const one = room.file();
  room.batch.remove(one);
  await room.start(one);
  expect(one.course).toEqual({ kind: 'not-begun' });
  expect(await room.lines()).toEqual([]);
});

test('when Keydock ends, a file whose key is still being opened is not begun any more', async () => {
  const { engine, runner, waiting, opensKeys, start, file, lines } = room;
  const one = file();
  engine.wipeFileKeys();
  const before = waiting('open-key').length;
  const started = start(one);
  await until(() => waiting('open-key').length === before + 1);
  await runner.cancelAll();
  opensKeys();
  await started;
  expect(one.course).toEqual({ kind: 'cancelled' });
  expect(await lines()).toEqual([]);
});
