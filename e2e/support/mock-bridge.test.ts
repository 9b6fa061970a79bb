import { expect, test, vi } from 'vitest';
import { contract, type KeydockContract } from '../../app/contract/contract.ts';
import { clientOver, subscriptionsOver } from '../../app/contract/define.ts';
import { fail, ok } from '../../app/result.ts';
import { mockBridge } from './mock-bridge.ts';

const page = { page: 0, count: 0, rows: [], readAt: '2026-11-22T10:00:00Z' };

test('a client over the mock is the client of the window', async () => {
  const { bridge, asked } = mockBridge(contract, {
    requests: { page: async () => ok(page), open: async () => fail('platform.not-found') },
  });
  const client = clientOver<KeydockContract>(bridge);
  expect(await client.requests.page({ page: 0, name: '', state: null })).toEqual(ok(page));
  expect(await client.requests.open({ id: 'a' })).toEqual(fail('platform.not-found'));
  expect(asked.map(({ call }) => call)).toEqual(['requests.page', 'requests.open']);
});

test('events reach whoever listens, until they stop', () => {
  const { bridge, emit } = mockBridge(contract, {});
  const on = subscriptionsOver<KeydockContract>(bridge);
  const heard = vi.fn();
  const stop = on.app.command(heard);
  emit.app.command({ command: 'find' });
  stop();
  emit.app.command({ command: 'jump' });
  expect(heard.mock.calls).toEqual([[{ command: 'find' }]]);
});

test.each([
  ['a call without an answer', 'products', 'open', { id: 'a' }, /unknown-call/],
  ['an input main would refuse', 'requests', 'open', { id: '../a' }, /malformed/],
  ['an answer main could not give', 'requests', 'page', { page: 0, name: '', state: null }, /not as the contract says/],
])('%s fails the test', async (_what, topic, name, input, message) => {
  const { bridge } = mockBridge(contract, {
    requests: {
      open: async () => fail('platform.not-found'),
      page: async () => ok({ ...page, count: -1 }),
    },
  });
  await expect(bridge.call(topic, name, input)).rejects.toThrow(message);
});

test('an event main could not send fails the test', () => {
  const { emit } = mockBridge(contract, {});
  expect(() => emit.app.command({ command: 'reload' as 'find' })).toThrow(/not as the contract says/);
});
