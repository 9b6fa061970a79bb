import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fail } from '../../app/result.ts';
import { createLog } from '../log.ts';
import { moduleId } from './modules/module-list.ts';
import type { ProcessLauncher } from './process-launcher.ts';
import { tokenHandlers } from './token-handlers.ts';
import { TokenRoom } from './token-room.ts';

const caller = { webContentsId: 1 };
const about = { description: 'm', manufacturer: 'm', version: '1.0', cryptoki: '2.40', tokens: [] };

/** How many token processes were ended. */
let killed = 0;
/** A token process without tokens. The real ones are in e2e. */
const launcher: ProcessLauncher = {
  launch() {
    let say: (message: unknown) => void = () => undefined;
    let exit: () => void = () => undefined;
    return {
      post(message) {
        const { kind, id } = message as { kind: string; id: number };
        queueMicrotask(() => say(kind === 'start' ? { kind: 'started' } : { kind: 'done', id, value: about }));
      },
      onMessage: (listener) => {
        say = listener;
      },
      onExit: (listener) => {
        exit = () => listener('ended');
      },
      kill() {
        killed += 1;
        exit();
      },
    };
  },
};

let folder: string;
let room: TokenRoom;
let written: string[];
let handlers: ReturnType<typeof tokenHandlers>;
let module: string;
beforeEach(async () => {
  killed = 0;
  written = [];
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-room-'));
  const file = path.join(folder, 'm.so');
  writeFileSync(file, 'module');
  const sha256 = createHash('sha256').update('module').digest('hex');
  const acts = {
    begin: async ({ act }: { act: string }) => {
      written.push(act);
      return fail('journal.unwritable');
    },
    note: async () => fail('journal.unwritable'),
  };
  room = new TokenRoom({
    folder,
    machine: { platform: 'linux', arch: 'x64', home: folder, root: folder, programFiles: folder },
    launcher,
    nativeAddon: '/native',
    secretWindows: { ask: async () => fail('confirmation.busy') },
    acts,
    log: createLog({ dir: path.join(folder, 'logs') }),
    onChange: () => undefined,
  });
  await room.list.allow({ name: 'm', path: file, sha256, since: '2026-01-01T00:00:00Z' });
  await room.settled();
  module = moduleId({ path: file });
  handlers = tokenHandlers(room, {
    acts,
    confirmations: { ask: async () => fail('confirmation.busy') },
    dialogs: { openFile: async () => null, openFolder: async () => null },
  });
});
afterEach(() => {
  room.dispose();
  rmSync(folder, { recursive: true });
});

const atWork = { ok: false, error: { code: 'token.at-work' } };

test('while something is held, the window ends no token process: it is told why', async () => {
  const letGo = room.hold();
  expect(await handlers.rescan({}, caller)).toMatchObject(atWork);
  expect(await handlers.logout({ token: 'any' }, caller)).toMatchObject(atWork);
  expect(await handlers.forgetModule({ module }, caller)).toMatchObject(atWork);
  expect(killed).toBe(0);
  expect(written).toEqual([]);

  letGo();
  expect(await handlers.logout({ token: 'any' }, caller)).toMatchObject({ ok: true });
  expect(await handlers.forgetModule({ module }, caller)).toMatchObject({ error: { code: 'journal.unwritable' } });
  expect(written).toEqual(['module.forget']);
  expect(await handlers.rescan({}, caller)).toMatchObject({ ok: true });
  expect(killed).toBe(1);
});

test.each(['logout', 'screen-locked', 'suspend'] as const)('%s ends them also while something is held', (why) => {
  room.hold();
  room.endAll(why);
  expect(killed).toBe(1);
});

test('nothing is journalled for a question that no window asks', async () => {
  expect(await handlers.allowModule({ module }, caller)).toMatchObject({ error: { code: 'confirmation.busy' } });
  expect(written).toEqual([]);
});
