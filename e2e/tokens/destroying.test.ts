import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ok } from '../../app/result.ts';
import type { TokenInHand } from '../../main/tokens/tokens.ts';
import type { Question } from '../../main/windows/confirmation.ts';
import { hostile } from './providers.ts';
import { successOf } from './signed-in.ts';
import { TokensDesk } from './tokens-desk.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Destroying a key is written down before and after, whatever the token makes of it. The module does what a rule says. */
const provider = hostile('line 3');
const id = new Uint8Array([1, 2, 3, 0xca, 0xfe]);
const end = 'cafe';
let desk: TokensDesk;
let token: TokenInHand;
let asked: Question[];

beforeAll(async () => {
  desk = await TokensDesk.open(provider);
});
afterAll(async () => {
  await desk.close();
  provider.remove();
  expect(desk.incidents).toEqual([]);
});
let before: number;
beforeEach(async () => {
  token = await desk.token('line 3');
  successOf(await token.run('makeKeyPair', { token: token.ref, purpose: 'client', label: 'doomed', id }));
  asked = [];
  desk.answer = (question) => {
    asked.push(question);
    return ok({ confirmed: true, typed: end, reason: '' });
  };
  before = (await desk.lines('object.destroy')).length;
});
afterEach(async () => {
  provider.behave();
  token = await desk.token('line 3');
  const objects = successOf(await token.run('objects', { token: token.ref }));
  for (const object of objects) successOf(await token.run('destroyObject', { token: token.ref, key: object }));
});

const doomed = async () => {
  const { objects } = await desk.page(token.id);
  const row = objects.rows.find(({ label, class: kind }) => label === 'doomed' && kind === 'private-key');
  if (row === undefined) throw new Error('the key is not there');
  return row;
};
const destroy = async () =>
  desk.tokens.handlers.destroyObject({ token: token.id, object: (await doomed()).id }, desk.caller);
const lines = async () => (await desk.lines('object.destroy')).slice(before);
const privateKeys = async () => {
  provider.behave();
  token = await desk.token('line 3');
  const objects = successOf(await token.run('objects', { token: token.ref }));
  return objects.filter(({ class: kind }) => kind === 'private-key').length;
};
const intent = { kind: 'act.intent', words: 'destroy the private key “doomed” on the token “line 3”' };

test('what is destroyed has its intent before and its outcome after, and the intent tells what was shown', async () => {
  expect(successOf(await destroy())).toEqual({ destroyed: true });
  const [first, second, ...more] = await lines();
  expect(first).toMatchObject({ ...intent, facts: { groups: asked[0]?.groups } });
  expect(second).toMatchObject({ kind: 'act.outcome', intent: first?.['seq'], result: { kind: 'done' } });
  expect(more).toEqual([]);
  expect(await privateKeys()).toBe(0);
});

test.each([
  ['refuses', 'fail C_DestroyObject 0x5', 'token.refused', 1],
  ['says it did and did not', 'lie undead', 'import.left-behind', 1],
  ['crashes', 'crash C_DestroyObject', 'token.module-crashed', 1],
  ['ends its process', 'exit C_DestroyObject', 'token.module-crashed', 1],
] as const)('a module that %s: the outcome is the failure, and never “destroyed”', async (_what, rule, code, left) => {
  const row = await doomed();
  provider.behave(rule);
  const answer = await desk.tokens.handlers.destroyObject({ token: token.id, object: row.id }, desk.caller);
  expect(answer).toMatchObject({ ok: false, error: { code } });
  const [first, second, ...more] = await lines();
  expect(first).toMatchObject(intent);
  expect(second).toMatchObject({ intent: first?.['seq'], result: { kind: 'failed', failure: { code } } });
  expect(more).toEqual([]);
  expect(await privateKeys()).toBe(left);
});

test('while the token is at it the intent is on the disk alone, and nothing but a lock takes the process away', async () => {
  const row = await doomed();
  provider.behave('hang C_DestroyObject');
  const answer = desk.tokens.handlers.destroyObject({ token: token.id, object: row.id }, desk.caller);
  await expect.poll(lines, { timeout: 30_000 }).toMatchObject([intent]);
  // What a crash of Keydock would leave now: a chain that is whole, and an intent without an outcome.
  expect(await desk.journal.verify()).toMatchObject({ kind: 'whole' });
  const atWork = { ok: false, error: { code: 'token.at-work' } };
  expect(await desk.tokens.handlers.logout({ token: token.id }, desk.caller)).toMatchObject(atWork);
  expect(await desk.tokens.handlers.rescan({}, desk.caller)).toMatchObject(atWork);
  desk.tokens.endAll('idle');
  expect(await lines()).toHaveLength(1);

  desk.tokens.endAll('screen-locked');
  expect(await answer).toMatchObject({ ok: false, error: { code: 'token.process-ended' } });
  expect(await lines()).toMatchObject([
    intent,
    { result: { kind: 'failed', failure: { code: 'token.process-ended' } } },
  ]);
  expect(await privateKeys()).toBe(1);
});

test('who says no, or types something else, has destroyed nothing, and that is written down', async () => {
  desk.answer = () => ok({ confirmed: false });
  expect(successOf(await destroy())).toEqual({ destroyed: false });
  desk.answer = () => ok({ confirmed: true, typed: 'beef', reason: '' });
  expect(await destroy()).toMatchObject({ ok: false, error: { code: 'confirmation.typed-otherwise' } });
  expect((await lines()).map((line) => line['result'])).toMatchObject([
    undefined,
    { kind: 'declined' },
    undefined,
    { kind: 'failed', failure: { code: 'confirmation.typed-otherwise' } },
  ]);
  expect(await privateKeys()).toBe(1);
});
