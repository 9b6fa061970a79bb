import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fail } from '../../app/result.ts';
import { createLog } from '../log.ts';
import type { SecretQuestion } from '../windows/secret.ts';
import type { KeyUse } from './key-use.ts';
import { moduleId } from './modules/module-list.ts';
import type { ProcessLauncher } from './process-launcher.ts';
import { tokenHandlers } from './token-handlers.ts';
import { TokenRoom } from './token-room.ts';
import type { TokenDescription } from './token-shapes.ts';

const caller = { webContentsId: 1 };
const about = { description: 'm', manufacturer: 'm', version: '1.0', cryptoki: '2.40' };
/** Who is there when a token process is asked. */
let tokens: TokenDescription[];
/** What the PIN window was asked to ask. */
let questions: SecretQuestion[];

/** How many token processes were ended. */
let killed = 0;
/** A token process that only says who is there. The real ones are in e2e. */
const launcher: ProcessLauncher = {
  launch() {
    let say: (message: unknown) => void = () => undefined;
    let exit: () => void = () => undefined;
    return {
      post(message) {
        const { kind, id } = message as { kind: string; id: number };
        queueMicrotask(() =>
          say(kind === 'start' ? { kind: 'started' } : { kind: 'done', id, value: { ...about, tokens } }),
        );
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
  tokens = [];
  questions = [];
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
    secretWindows: {
      async ask(question) {
        questions.push(question);
        return fail('confirmation.busy');
      },
    },
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

describe('the PIN of one use', () => {
  const token = (pin: Partial<TokenDescription['pin']>, isLoggedIn = true): TokenDescription => ({
    slot: '00',
    serial: '3',
    label: 'Line 3',
    model: 'm',
    manufacturer: 'm',
    hardware: '1.0',
    firmware: '1.0',
    kind: 'software',
    isInitialised: true,
    isWritable: true,
    isRemovable: false,
    needsLogin: true,
    isLoggedIn,
    pin: { state: 'untouched', shortest: 4, longest: 8, hasPad: false, ...pin },
  });
  const use: KeyUse = {
    key: { label: 'opens', id: '0a' },
    file: 'firmware.jwe',
    fileTurn: { which: 1, of: 1 },
    useTurn: { which: 1, of: 1 },
    rest: { isStopped: false },
    signal: new AbortController().signal,
    whileAsking: () => () => undefined,
  };
  const ask = async () => {
    const [found] = room.present();
    return await room.withPin(found?.id ?? '', use, caller, async () => fail('app.unexpected'));
  };
  beforeEach(async () => {
    tokens = [token({ state: 'low' })];
    await room.rescan();
  });

  test('is asked for with what the token says now, not with what it said before the last one', async () => {
    expect(room.present()[0]?.description.pin.state).toBe('low');
    tokens = [token({ state: 'untouched' })];
    await ask();
    tokens = [token({ state: 'final-try' })];
    await ask();
    expect(questions.map(({ warning }) => warning?.tone)).toEqual([undefined, 'danger']);
  });

  test.each([
    ['nobody is logged in any more', () => [token({}, false)], 'token.not-logged-in'],
    ['the token was taken out', () => [], 'token.gone'],
  ] as const)('is not asked for when %s', async (_, now, code) => {
    tokens = now();
    expect(await ask()).toMatchObject({ ok: false, error: { code } });
    expect(questions).toEqual([]);
  });

  test('starts no process that a lock of the screen has ended', async () => {
    const { id } = room.present()[0] ?? { id: '' };
    room.endAll('screen-locked');
    const ended = killed;
    expect(await room.withPin(id, use, caller, async () => fail('app.unexpected'))).toMatchObject({
      error: { code: 'token.not-logged-in' },
    });
    room.endAll('quit');
    expect(killed).toBe(ended);
  });
});
