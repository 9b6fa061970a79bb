import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DecryptEngine, type EngineChannel } from './engine.ts';

/** A decryption process that says what a test makes it say. The real one is in e2e/decrypt. */
function scripted() {
  let say: (message: unknown) => void = () => undefined;
  let exit: () => void = () => undefined;
  const sent: unknown[] = [];
  const channel: EngineChannel = {
    send: (order) => void sent.push(order),
    onMessage: (listener) => {
      say = listener;
    },
    onExit: (listener) => {
      exit = listener;
    },
    kill: () => exit(),
  };
  return { channel, sent, say: (message: unknown) => say(message) };
}

const tooLong = { code: 'decrypt.malformed', facts: { problem: 'A'.repeat(5_000) } };

test.each([
  ['another kind of message', { kind: 'hello' }],
  ['no message at all', undefined],
  ['a failure beyond its limits', { kind: 'inspected', id: 1, result: { ok: false, error: tooLong } }],
])('%s costs the process, and the question is answered', async (_what, message) => {
  const { channel, say } = scripted();
  const engine = new DecryptEngine(channel, { stateFolder: '/state' });
  const asked = engine.inspect('/file');
  expect(() => say(message)).not.toThrow();
  expect(await asked).toMatchObject({ ok: false, error: { code: 'decrypt.engine-died' } });
  expect(engine.isGone).toBe(true);
});

describe('a key out of a file', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const idleMs = 1_000;
  const opened = { type: 'AES-128', kinds: ['aes'], grade: 'C', where: 'product.key' };
  async function withKey() {
    const process = scripted();
    const engine = new DecryptEngine(process.channel, { stateFolder: '/state', keyFileIdleMs: idleMs });
    const answer = () => {
      const { id } = process.sent.at(-1) as { id: number };
      process.say({ kind: 'key-opened', id, result: { ok: true, value: opened } });
    };
    const asked = engine.openKey('/key');
    answer();
    const key = await asked;
    if (!key.ok) throw new Error(key.error.code);
    return { ...process, engine, answer, key: key.value.key };
  }

  test('is zeroed when the screen is locked, and is not taken for open any more', async () => {
    const { engine, key, sent } = await withKey();
    const other = engine.openTokenKey({ kinds: ['aes'], where: 'token' }, undefined, async () => {
      throw new Error('not asked');
    });
    expect(engine.has(key)).toBe(true);
    engine.wipeFileKeys();
    expect(sent.at(-1)).toEqual({ kind: 'close-key', key });
    expect(engine.has(key)).toBe(false);
    // One on a token has an end of its own.
    expect(engine.has(other)).toBe(true);
  });

  test('that is being opened while the screen is locked is zeroed too', async () => {
    const { engine, sent, answer } = await withKey();
    const asked = engine.openKey('/second');
    const order = sent.at(-1);
    engine.wipeFileKeys();
    sent.push(order);
    answer();
    expect(await asked).toMatchObject({ error: { code: 'app.cancelled' } });
    expect(sent.at(-1)).toEqual({ kind: 'close-key', key: (order as { key: number }).key });
  });

  test('is zeroed when it was not used for long, whoever opened it', async () => {
    const { engine, key, sent } = await withKey();
    vi.advanceTimersByTime(idleMs - 1);
    void engine.openJwe(key, 'jwe');
    vi.advanceTimersByTime(idleMs - 1);
    expect(engine.has(key)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(engine.has(key)).toBe(false);
    expect(sent.at(-1)).toEqual({ kind: 'close-key', key });
  });

  test('that a file is being read with is in use; one that a file was paused with is not', async () => {
    const { engine, key, sent } = await withKey();
    const job = engine.decrypt({ source: '/a', folder: '/', overwrite: false, key, floor: 'C' });
    vi.advanceTimersByTime(3 * idleMs);
    expect(engine.has(key)).toBe(true);
    job.pause();
    const { id } = sent.at(-1) as { id: number };
    vi.advanceTimersByTime(idleMs);
    expect(engine.has(key)).toBe(false);
    expect(sent.slice(-2)).toEqual([
      { kind: 'cancel', id },
      { kind: 'close-key', key },
    ]);
  });

  test('when the screen is locked a paused file is cancelled, and one that is read goes on', async () => {
    const { engine, key, sent } = await withKey();
    const begin = () => {
      const job = engine.decrypt({ source: '/a', folder: '/', overwrite: false, key, floor: 'C' });
      return { job, id: (sent.at(-1) as { id: number }).id };
    };
    const [paused, running, resumed] = [begin(), begin(), begin()];
    paused.job.pause();
    resumed.job.pause();
    resumed.job.resume();
    engine.wipeFileKeys();
    expect(sent.filter((order) => (order as { kind: string }).kind === 'cancel')).toEqual([
      { kind: 'cancel', id: paused.id },
    ]);
    expect(running.id).not.toBe(paused.id);
  });

  test('is gone with its process, too, where it was being opened while the screen was locked', async () => {
    const { channel, sent, say } = scripted();
    const engine = new DecryptEngine(channel, { stateFolder: '/state' });
    const asked = engine.openKey('/key');
    const { id } = sent.at(-1) as { id: number };
    engine.wipeFileKeys();
    engine.retire();
    say({ kind: 'key-opened', id, result: { ok: true, value: opened } });
    expect(await asked).toMatchObject({ error: { code: 'app.cancelled' } });
    vi.runAllTimers();
    expect(engine.isGone).toBe(true);
    expect(engine.isRetired).toBe(true);
  });

  test('is gone with its process once nothing is asked of it any more', async () => {
    const { engine, sent, say } = await withKey();
    const asked = engine.inspect('/file');
    const { id } = sent.at(-1) as { id: number };
    engine.wipeFileKeys();
    engine.retire();
    vi.runAllTimers();
    expect(engine.isGone).toBe(false);
    say({ kind: 'inspected', id, result: { ok: false, error: { code: 'decrypt.source-unreadable', facts: {} } } });
    vi.runAllTimers();
    expect(engine.isGone).toBe(true);
    expect(engine.isRetired).toBe(true);
    expect(await asked).toMatchObject({ error: { code: 'decrypt.source-unreadable' } });
  });
});

test('a process that never had a key out of a file is not ended for one', () => {
  vi.useFakeTimers();
  try {
    const engine = new DecryptEngine(scripted().channel, { stateFolder: '/state' });
    engine.wipeFileKeys();
    engine.retire();
    vi.runAllTimers();
    expect(engine.isGone).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
