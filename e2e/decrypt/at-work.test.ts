import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { FileRow } from '../../app/contract/decrypt-shapes.ts';
import type { KeyChannel } from '../../main/decrypt/token-keys.ts';
import { socketPair } from '../../main/tokens/node-launcher.ts';
import { softhsm } from '../tokens/providers.ts';
import { TokensDesk } from '../tokens/tokens-desk.ts';
import { DecryptRoom } from './room.ts';
import { putOnToken } from './token-objects.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A file that is being decrypted on a token keeps its token process, against everything but a person who leaves. */
const root = path.join(import.meta.dirname, '../..');
const provider = softhsm('LINE3');
putOnToken(provider, [{ label: 'product', key: randomBytes(32) }], root);
let desk: TokensDesk;
let room: DecryptRoom;
let row: FileRow;
let token: string;

beforeAll(async () => {
  desk = await TokensDesk.open(provider);
});
afterAll(async () => {
  await desk.close();
  provider.remove();
  expect(desk.incidents).toEqual([]);
});
beforeEach(async () => {
  ({ id: token } = await desk.token('LINE3'));
  // Under Node a channel is made by two sockets, which takes its time; in the app it is there at once.
  const channels: KeyChannel[] = [];
  for (let count = 0; count < 3; count++) {
    const [near, far] = await socketPair();
    channels.push({ near, far });
  }
  const next = (): KeyChannel => {
    const channel = channels.shift();
    if (channel === undefined) throw new Error('no channel is left');
    return channel;
  };
  room = new DecryptRoom(undefined, desk.tokens, next);
  // Sparse, and long enough that nothing is over before it is looked at.
  const file = room.file('firmware.bin.enc', '');
  fs.truncateSync(file, 6 * 1024 ** 3);
  const [dropped] = await room.drop(file);
  if (dropped === undefined) throw new Error('nothing was dropped');
  row = dropped;
  const ids = [row.id];
  const { handlers, caller } = { handlers: room.room.handlers, caller: room.caller };
  room.must(await handlers.setFormat({ ids, format: 'AES-CBC-256' }, caller));
  room.must(await handlers.setIv({ ids, iv: randomBytes(16).toString('base64') }, caller));
  room.must(await handlers.useToken({ ids, token }, caller));
  room.must(await handlers.start({ ids }, caller));
  await isAtWork();
});
afterEach(async () => {
  await room.close();
  expect(room.incidents).toEqual([]);
});

/** It goes on, from wherever it is. */
async function isAtWork(): Promise<void> {
  const done = async () => {
    const { state } = await room.row(row);
    return state.kind === 'running' ? state.done : -1;
  };
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await done();
        const goesOn = before >= 0 && now > before;
        before = now;
        return goesOn;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
}
const control = async (action: 'pause' | 'resume' | 'cancel') =>
  room.must(await room.room.handlers.control({ ids: [row.id], action }, room.caller));
const { logout, rescan, forgetModule } = {
  logout: () => desk.tokens.handlers.logout({ token }, desk.caller),
  rescan: () => desk.tokens.handlers.rescan({}, desk.caller),
  forgetModule: async () =>
    desk.tokens.handlers.forgetModule({ module: (await desk.page(token)).token.module }, desk.caller),
};
const atWork = { ok: false, error: { code: 'token.at-work' } };
const isLoggedIn = () => desk.tokens.find(token)?.description.isLoggedIn;

test('the window ends nothing while it is at work, nor does idle time; paused, it keeps no login alive', async () => {
  for (const end of [logout, rescan, forgetModule]) expect(await end()).toMatchObject(atWork);
  desk.tokens.endAll('idle');
  await isAtWork();
  await control('pause');
  await control('resume');
  await isAtWork();
  expect(await logout()).toMatchObject(atWork);
  await control('pause');
  expect(await logout()).toEqual({ ok: true, value: null });
  expect(isLoggedIn()).toBe(false);
  await control('resume');
  const [failed] = await room.settled(row);
  expect(failed?.state).toMatchObject({ kind: 'failed', failure: { code: 'token.process-ended' } });
  expect((await room.acts()).map(({ kind }) => kind)).toEqual(['act.intent', 'act.outcome']);
  expect(await rescan()).toEqual({ ok: true, value: null });
});

test('who leaves it ends it all the same: nothing of it stays, its outcome is written, and nothing is held on to', async () => {
  desk.tokens.endAll('screen-locked');
  const [failed] = await room.settled(row);
  expect(failed?.state).toMatchObject({ kind: 'failed', failure: { code: 'token.process-ended' } });
  expect(fs.readdirSync(path.join(room.folder, 'files-1'))).toEqual(['firmware.bin.enc']);
  expect((await room.acts()).at(-1)).toMatchObject({
    kind: 'act.outcome',
    result: { kind: 'failed', failure: { code: 'token.process-ended' } },
  });
  expect(await logout()).toEqual({ ok: true, value: null });
});

test('cancelled, it lets go of the token', async () => {
  await control('cancel');
  expect((await room.row(row)).state).toEqual({ kind: 'cancelled' });
  expect(isLoggedIn()).toBe(true);
  expect(await logout()).toEqual({ ok: true, value: null });
});
