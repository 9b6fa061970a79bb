import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../result.ts';
import { answerCall, emitterOver } from './answer-call.ts';
import { call, defineContract, event, type Handlers } from './define.ts';

const contract = defineContract({
  keys: {
    open: call(z.strictObject({ id: z.string().max(8) }), z.strictObject({ name: z.string() })),
    changed: event(z.strictObject({ count: z.number() })),
  },
});

const handlers: Handlers<typeof contract> = {
  keys: {
    open: async ({ id }) => {
      if (id === 'bug') throw new Error('a bug');
      if (id === 'absent') return fail('platform.not-found');
      // A handler that answers more than the contract names: exactly what must not leave.
      if (id === 'leak') return ok({ name: 'a key', token: 'eyJ' } as { name: string });
      return ok({ name: `key ${id}` });
    },
  },
};

const ask = (topic: unknown, name: unknown, input: unknown, onBug = vi.fn(() => 'ABCD-1234')) =>
  answerCall(contract, handlers, { topic, name, input }, { webContentsId: 1 }, onBug);

test('a good call is answered', async () => {
  expect(await ask('keys', 'open', { id: 'a' })).toEqual({ result: ok({ name: 'key a' }), refused: null });
});

test('an expected failure passes as it is', async () => {
  expect((await ask('keys', 'open', { id: 'absent' })).result).toEqual(fail('platform.not-found'));
});

test.each([
  ['an unknown topic', 'keyz', 'open', 'unknown-call'],
  ['an unknown call', 'keys', 'openn', 'unknown-call'],
  ['an event', 'keys', 'changed', 'unknown-call'],
  ['the prototype as a topic', '__proto__', 'toString', 'unknown-call'],
  ['the constructor as a topic', 'constructor', 'name', 'unknown-call'],
  ['the constructor as a call', 'keys', 'constructor', 'unknown-call'],
  ['the prototype as a call', 'keys', '__proto__', 'unknown-call'],
  ['a topic that is no text', ['keys'], 'open', 'unknown-call'],
  ['a topic that turns into a text', { toString: (): string => 'keys' }, 'open', 'unknown-call'],
])('%s is refused', async (_what, topic, name, refused) => {
  expect(await ask(topic, name, { id: 'a' })).toEqual({ result: fail('app.bad-call'), refused });
});

test.each([
  ['no input', undefined, 'malformed'],
  ['null', null, 'malformed'],
  ['a field too many', { id: 'a', more: 1 }, 'malformed'],
  ['a field of another type', { id: 1 }, 'malformed'],
  ['a field too long', { id: 'a'.repeat(9) }, 'malformed'],
  ['a list', [{ id: 'a' }], 'malformed'],
  ['an own __proto__', JSON.parse('{"id":"a","__proto__":{"x":1}}'), 'too-large'],
  ['a megabyte', { id: 'a'.repeat(1_000_000) }, 'too-large'],
])('%s is refused', async (_what, input, refused) => {
  expect(await ask('keys', 'open', input)).toEqual({ result: fail('app.bad-call'), refused });
});

test.each([
  ['a handler that throws', 'bug'],
  ['a handler that answers more than the contract names', 'leak'],
])('%s is an incident, and nothing of it leaves', async (_what, id) => {
  const onBug = vi.fn(() => 'ABCD-1234');
  const { result } = await ask('keys', 'open', { id }, onBug);
  expect(result).toEqual(fail('app.unexpected', {}, { incident: 'ABCD-1234' }));
  expect(onBug).toHaveBeenCalledWith('keys.open', expect.any(Error));
});

test('an event is parsed before it leaves', () => {
  const send = vi.fn();
  const onBug = vi.fn(() => 'ABCD-1234');
  const emit = emitterOver(contract, send, onBug);
  emit.keys.changed({ count: 2 });
  expect(send).toHaveBeenCalledWith('keys', 'changed', { count: 2 });
  emit.keys.changed({ count: 2, token: 'eyJ' } as { count: number });
  expect(send).toHaveBeenCalledTimes(1);
  expect(onBug).toHaveBeenCalledTimes(1);
});
