import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fail, ok, type Result } from '../../app/result.ts';
import type { KeyUse } from '../tokens/key-use.ts';
import type { TokenDescription } from '../tokens/token-shapes.ts';
import { CommandPins } from './pins.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'keydock-pins-'));
const file = path.join(folder, 'pin');
writeFileSync(file, '246810\n');
const fd = openSync(file, 'r');
const token = { label: 'LINE3', pin: { hasPad: false } } as TokenDescription;
/** What went to the token. */
let sent: string[] = [];
const reached = {
  run: async () => fail('app.unexpected'),
  givePort: async () => ok(7),
  secretArrived: async () => true,
};
const channel = async () => ({
  near: {
    port: null,
    send(pin: Uint8Array) {
      sent.push(Buffer.from(pin).toString());
      pin.fill(0);
    },
    close: () => undefined,
  },
  far: null,
});
const use = (change: Partial<KeyUse> = {}): KeyUse => ({
  key: { label: 'opens', id: '0a' },
  file: 'firmware.jwe',
  fileTurn: { which: 1, of: 1 },
  useTurn: { which: 1, of: 1 },
  rest: { isStopped: false },
  signal: new AbortController().signal,
  whileAsking: () => () => undefined,
  ...change,
});

afterEach(() => {
  sent = [];
});

test('the PIN of a descriptor serves the login and each use, until the token does not take it', async () => {
  const pins = new CommandPins(token, fd, reached, { channel });
  const answers: Result<string>[] = [ok('logged in'), ok('one'), fail('token.pin-wrong'), ok('never')];
  const job = async () => answers.shift() ?? fail('app.unexpected');
  expect(await pins.once('', job)).toEqual(ok('logged in'));
  expect(await pins.forUse(use(), job)).toEqual(ok('one'));
  expect(await pins.forUse(use(), job)).toMatchObject({ error: { code: 'token.pin-wrong' } });
  expect(sent).toEqual(['246810', '246810', '246810']);
  // A second try would bring the token nearer to its lock, and nobody has typed anything new.
  expect(await pins.forUse(use(), job)).toMatchObject({ error: { code: 'token.pin-wrong' } });
  expect(sent).toHaveLength(3);
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

test.each([
  ['cancelled', { signal: AbortSignal.abort() }, 'app.cancelled'],
  ['of the rest that was stopped', { rest: { isStopped: true } }, 'token.pin-stopped'],
] as const)('for a file that is %s nobody is asked', async (_, change, code) => {
  const pins = new CommandPins({ ...token, pin: { ...token.pin, hasPad: true } }, undefined, reached, { channel });
  const job = async () => ok('never');
  expect(await pins.forUse(use(change), job)).toMatchObject({ ok: false, error: { code } });
});
