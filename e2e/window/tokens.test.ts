/// <reference path="../../renderer/keydock.d.ts" />
import { afterEach, expect, test, vi } from 'vitest';
import { contract } from '../../app/contract/contract.ts';
import { moduleSample, pinSample, tokenSample } from '../../app/contract/token-samples.ts';
import type { TokenPage, TokenRow, TokensOverview } from '../../app/contract/token-shapes.ts';
import { ok } from '../../app/result.ts';
import { mockBridge } from '../support/mock-bridge.ts';

const token = tokenSample();
const overview = (second: number, more: Partial<TokenRow> = {}): TokensOverview => ({
  modules: [moduleSample({ tokens: [{ ...token, ...more }] })],
  isSettled: true,
  readAt: `2026-11-22T10:00:0${second}Z`,
});
const page: TokenPage = {
  token,
  objects: { rows: [], total: 0 },
  objectsFailure: null,
  mechanisms: [],
  probe: null,
  warnings: [],
  groups: [],
  readAt: '2026-11-22T10:00:00Z',
};

/** The window's knowledge of tokens over a contract-checked main, whose answer to `overview` can be held back. */
async function windowOf(answer: () => Promise<TokensOverview>) {
  vi.resetModules();
  const main = mockBridge(contract, {
    tokens: { overview: async () => ok(await answer()), open: async () => ok(page) },
  });
  vi.stubGlobal('window', { keydock: main.bridge });
  const { queryClient } = await import('../../renderer/data/query-client.ts');
  const { takeTokens, tokenQuery, tokensNow, tokensQuery } = await import('../../renderer/data/tokens.ts');
  const openPage = tokenQuery(token.id);
  return {
    take: takeTokens,
    ask: () => queryClient.fetchQuery(tokensQuery),
    known: () => tokensNow()[0],
    open: () => queryClient.fetchQuery(openPage),
    isStale: () => queryClient.getQueryState(openPage.queryKey)?.isInvalidated,
  };
}

afterEach(() => vi.unstubAllGlobals());

test('what main tells while an answer is on its way is not undone by that answer', async () => {
  let answer = (_: TokensOverview): void => undefined;
  const held = new Promise<TokensOverview>((resolve) => {
    answer = resolve;
  });
  const { take, ask, known } = await windowOf(() => held);
  const asked = ask();
  take(overview(2, { isLoggedIn: true }));
  answer(overview(1));
  await asked;
  expect(known()?.isLoggedIn).toBe(true);
  take(overview(1));
  expect(known()?.isLoggedIn).toBe(true);
});

test.each<[string, Partial<TokenRow>, boolean]>([
  ['somebody logs in', { isLoggedIn: true }, true],
  ['it was tried', { probedAt: '2026-11-22T10:00:00Z' }, true],
  ['a wrong PIN is counted', { pin: pinSample({ wrongHere: 1 }) }, true],
  ['the time of locking moves, as with every use', { locksAt: '2026-11-22T10:10:00Z' }, false],
])('the page of a token is read again when %s', async (_, more, isRead) => {
  const { take, open, isStale } = await windowOf(async () => overview(1));
  take(overview(1));
  await open();
  take(overview(2, more));
  expect(isStale()).toBe(isRead);
});
