import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail } from '../../app/result.ts';
import type { ProcessLauncher } from './process-launcher.ts';
import { idleLimitMs, TokenRoom } from './token-room.ts';
import type { TokenDescription } from './token-shapes.ts';

const token: TokenDescription = {
  slot: '00',
  serial: '1',
  label: 'line 3',
  model: 'm',
  manufacturer: 'm',
  hardware: '1.0',
  firmware: '1.0',
  kind: 'software',
  isInitialised: true,
  isWritable: true,
  isRemovable: false,
  needsLogin: true,
  isLoggedIn: true,
  pin: { state: 'untouched', shortest: 4, longest: 255, hasPad: false },
};
const about = { description: 'm', manufacturer: 'm', version: '1.0', cryptoki: '2.40', tokens: [token] };

/** How many token processes were ended. */
let killed = 0;
/** A token process with somebody logged in, which answers at once. The real ones are in e2e. */
const launcher: ProcessLauncher = {
  launch() {
    let say: (message: unknown) => void = () => undefined;
    return {
      post(message) {
        const { kind, id } = message as { kind: string; id: number };
        queueMicrotask(() => say(kind === 'start' ? { kind: 'started' } : { kind: 'done', id, value: about }));
      },
      onMessage: (listener) => {
        say = listener;
      },
      onExit: () => undefined,
      kill: () => {
        killed += 1;
      },
    };
  },
};

let folder: string;
let room: TokenRoom;
beforeEach(async () => {
  killed = 0;
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-idle-'));
  const file = path.join(folder, 'm.so');
  writeFileSync(file, 'module');
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  const refused = async () => fail('journal.unwritable');
  room = new TokenRoom({
    folder,
    machine: { platform: 'linux', arch: 'x64', home: folder, root: folder, programFiles: folder },
    launcher,
    nativeAddon: '/native',
    secretWindows: { ask: async () => fail('confirmation.busy') },
    acts: { begin: refused, note: refused },
    log: { event: () => undefined, incident: () => 'X' },
    onChange: () => undefined,
  });
  const sha256 = createHash('sha256').update('module').digest('hex');
  await room.list.allow({ name: 'm', path: file, sha256, since: '2026-01-01T00:00:00Z' });
  await room.settled();
  // From here on it is looked at every two seconds who is there.
  await room.overview();
  expect(room.hasLogin).toBe(true);
});
afterEach(() => {
  room.dispose();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

test('a login ends by itself when nothing was done with it for ten minutes', async () => {
  await seconds(idleLimitMs / 1_000 - 2);
  expect(killed).toBe(0);
  await seconds(4);
  expect(killed).toBe(1);
  expect(room.hasLogin).toBe(false);
});

test('not while something stands between its intent and its outcome, however long; and then soon', async () => {
  const [first, second] = [room.hold(), room.hold()];
  await seconds((3 * idleLimitMs) / 1_000);
  first();
  first();
  room.endAll('idle');
  await seconds(10);
  expect(killed).toBe(0);
  expect(room.hasLogin).toBe(true);
  second();
  await seconds(4);
  expect(killed).toBe(1);
});
