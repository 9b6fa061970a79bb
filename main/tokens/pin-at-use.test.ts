import { beforeEach, describe, expect, test } from 'vitest';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { SecretPrompt, SecretQuestion } from '../windows/secret.ts';
import type { KeyUse } from './key-use.ts';
import type { ModuleInUse, NamedToken } from './module-in-use.ts';
import { runWithPin } from './pin-at-use.ts';
import type { PinCounts } from './pin-counts.ts';

// The window and the token are tried for real in e2e (flows/decrypt-pin-at-use, tokens/pin-at-use): here is what stands
// between them.

const pin = { state: 'untouched', shortest: 4, longest: 8, hasPad: false };
const described = (change: object) =>
  ({
    id: 'line-3',
    description: { label: 'Line 3', serial: '3', model: 'm', manufacturer: 'v', pin: { ...pin, ...change } },
  }) as unknown as NamedToken;

let asked: SecretQuestion[];
let said: string[];
let counted: string[];
let cancel: AbortController;
let use: KeyUse;
/** What the person does each time the window waits. */
let person: ('types' | 'closes' | 'refuses the rest' | 'waits')[];
/** Told when the window waits. */
let waits: () => void;

beforeEach(() => {
  asked = [];
  said = [];
  counted = [];
  person = [];
  waits = () => undefined;
  cancel = new AbortController();
  use = {
    key: { label: 'opens', id: '0a' },
    file: 'firmware.jwe',
    fileTurn: { which: 1, of: 2 },
    useTurn: { which: 1, of: 1 },
    rest: { isStopped: false },
    signal: cancel.signal,
    whileAsking() {
      said.push('let go');
      return () => said.push('hold again');
    },
  };
});

function run(answers: readonly Result<string>[], token = described({}), isFree = true): Promise<Result<string>> {
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    close = () => {
      said.push('closed');
      resolve();
    };
  });
  let isRestRefused = false;
  const prompt: SecretPrompt = {
    port: {} as SecretPrompt['port'],
    closed,
    isRestRefused: () => isRestRefused,
    again: (words) => said.push(words),
    over(words) {
      said.push(words);
      close();
    },
    close,
  };
  const module = {
    module: { name: 'm', path: '/m.so' },
    isRunning: true,
    givePort: async () => ok(7),
    async secretArrived() {
      const does = person.shift();
      waits();
      if (does === 'types') return true;
      isRestRefused = does === 'refuses the rest';
      if (does !== 'waits') close();
      return new Promise<boolean>(() => undefined);
    },
  } as unknown as ModuleInUse;
  const pinCounts = {
    of: () => 0,
    wrong: async () => counted.push('wrong'),
    right: async () => counted.push('right'),
  } as unknown as PinCounts;
  const secretWindows = {
    async ask(question: SecretQuestion): Promise<Result<SecretPrompt>> {
      asked.push(question);
      return isFree ? ok(prompt) : fail('confirmation.busy');
    },
  };
  const left = [...answers];
  return runWithPin(token, module, use, { webContentsId: 1 }, { secretWindows, pinCounts }, async (port) => {
    expect(port).toBe(7);
    return left.shift() ?? fail('app.unexpected');
  });
}

const wrong = fail('token.pin-wrong', { pinState: 'final-try' });

test('a wrong PIN is told and counted, and the next one typed; while nobody types, nothing is held', async () => {
  person = ['types', 'types'];
  expect(await run([wrong, ok('opened')])).toEqual(ok('opened'));
  expect(counted).toEqual(['wrong', 'right']);
  expect(said).toEqual(['let go', expect.stringContaining('Final try'), 'closed', 'hold again']);
});

test.each<[string, (typeof person)[number][], readonly Result<string>[], Failure['code'], boolean]>([
  ['was closed', ['closes'], [], 'token.pin-missing', false],
  ['was closed after a wrong PIN', ['types', 'closes'], [wrong], 'token.pin-wrong', false],
  ['was closed for all that come after it', ['refuses the rest'], [], 'token.pin-stopped', true],
  ['took the PIN that locked the token', ['types'], [fail('token.pin-locked')], 'token.pin-locked', false],
])('a window that %s ends the use, and says how', async (_, does, answers, code, stopsRest) => {
  person = does;
  expect(await run(answers)).toMatchObject({ ok: false, error: { code } });
  expect(use.rest.isStopped).toBe(stopsRest);
  expect(said.at(-1)).toBe('hold again');
});

test('what a key refuses for another reason ends the use at once: the PIN is not asked for again', async () => {
  person = ['types'];
  expect(await run([fail('decrypt.key-check')])).toMatchObject({ error: { code: 'decrypt.key-check' } });
  expect(asked).toHaveLength(1);
});

test('a file that is cancelled takes its question back', async () => {
  person = ['waits'];
  waits = () => queueMicrotask(() => cancel.abort());
  expect(await run([])).toMatchObject({ error: { code: 'app.cancelled' } });
  expect(said).toContain('closed');
});

describe('nobody is asked', () => {
  test.each([
    ['for a file that was cancelled meanwhile', () => cancel.abort(), {}, 'app.cancelled'],
    [
      'for one of the rest that was stopped',
      () => Object.assign(use.rest, { isStopped: true }),
      {},
      'token.pin-stopped',
    ],
    ['at a locked token', () => undefined, { state: 'locked' }, 'token.pin-locked'],
    ['at a reader with a PIN pad', () => undefined, { hasPad: true }, 'token.pin-pad'],
  ])('%s', async (_, before, change, code) => {
    before();
    expect(await run([], described(change))).toMatchObject({ ok: false, error: { code } });
    expect(asked).toEqual([]);
    expect(said).toEqual([]);
  });

  test('while another window asks', async () => {
    expect(await run([], described({}), false)).toMatchObject({ error: { code: 'confirmation.busy' } });
    expect(said).toEqual([]);
  });
});

test.each([
  ['one of several files, with a way to stop the rest', { which: 1, of: 2 }, { which: 1, of: 1 }, 'Stop the rest'],
  ['the last of them, without', { which: 2, of: 2 }, { which: 2, of: 3 }, null],
] as const)('the question names key, file and turn: %s', async (_, fileTurn, useTurn, rest) => {
  use = { ...use, fileTurn, useTurn };
  person = ['closes'];
  await run([]);
  const words = JSON.stringify(asked);
  expect(asked[0]?.rest).toBe(rest);
  for (const part of ['opens', 'firmware.jwe', `${fileTurn.which} of 2 that want this PIN`])
    expect(words).toContain(part);
  expect(words.includes('2 of at most 3 for this file')).toBe(useTurn.of === 3);
});
