import { expect, test } from 'vitest';
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
  return { channel, say: (message: unknown) => say(message) };
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
