import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { ModuleInUse } from './module-in-use.ts';
import type { ProcessLauncher } from './process-launcher.ts';

const token = { slot: '00', serial: '1', label: 'line 3' };
const key = { handle: '01', class: 'private-key', id: '01', label: 'k' } as const;
const answers: Readonly<Record<string, unknown>> = {
  objects: [],
  mechanisms: [],
  publicKey: new Uint8Array(91),
  signDigest: new Uint8Array(64),
};

/** A token process that answers every job at once. */
const launcher: ProcessLauncher = {
  launch() {
    let say: (message: unknown) => void = () => undefined;
    return {
      post(message) {
        const { kind, id, name } = message as { kind: string; id: number; name: string };
        queueMicrotask(() => say(kind === 'start' ? { kind: 'started' } : { kind: 'done', id, value: answers[name] }));
      },
      onMessage: (listener) => {
        say = listener;
      },
      onExit: () => undefined,
      kill: () => undefined,
    };
  },
};

let folder: string;
let module: ModuleInUse;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-in-use-'));
  vi.useFakeTimers({ now: 0 });
  module = new ModuleInUse(
    { id: 'module-01', name: 'm', path: '/opt/m.so', sha256: '0'.repeat(64), since: 'then' },
    { launcher, nativeAddon: '/native' },
    () => undefined,
    createLog({ dir: folder }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

// Screens read keys again whenever main tells of tokens, and every use moves the time of locking, which main tells of:
// if reading were a use, a login would never end while such a screen is in view.
test('reading what is on a token does not keep a login alive', async () => {
  vi.setSystemTime(60_000);
  expect((await module.run('objects', { token })).ok).toBe(true);
  expect((await module.run('publicKey', { token, key })).ok).toBe(true);
  expect((await module.run('mechanisms', { token })).ok).toBe(true);
  expect(module.lastUse).toBe(0);
});

test('using a key does', async () => {
  vi.setSystemTime(60_000);
  expect((await module.run('signDigest', { token, key, digest: new Uint8Array(32) })).ok).toBe(true);
  expect(module.lastUse).toBe(60_000);
});
