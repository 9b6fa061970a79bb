/// <reference path="../../renderer/keydock.d.ts" />
import { afterEach, expect, test, vi } from 'vitest';
import { contract, type KeydockContract } from '../../app/contract/contract.ts';
import type { Account, ApprovalRow, ApprovalsSummary, Session, StartSnapshot } from '../../app/contract/shapes.ts';
import { ok } from '../../app/result.ts';
import { type MockAnswers, mockBridge } from '../support/mock-bridge.ts';

const at = '2026-11-22T10:00:00Z';
const person = (name: string): Account => ({
  name,
  username: `${name}@example.com`,
  identity: `oid:${name}`,
  oid: name,
  tenantId: 't',
  groups: [],
  groupsLeftOut: false,
});
const signedIn = (name: string): Session => ({
  kind: 'signed-in',
  account: person(name),
  expiresAt: at,
  kept: 'os-encrypted',
});
const expired = (name: string): Session => ({ kind: 'expired', account: person(name), lastFailure: null });

const row = (id: string): ApprovalRow => ({
  queue: 'imagesignigs',
  id,
  noun: 'Encrypt request',
  icon: 'encrypt',
  title: id,
  subtitle: [],
  marks: [],
  askedAt: at,
});
const summary = (count: number, more: Partial<ApprovalsSummary> = {}): ApprovalsSummary => ({
  queues: [{ queue: 'imagesignigs', noun: 'Encrypt request', plural: 'Requests', count }],
  notShown: [],
  readAt: at,
  stale: false,
  failure: null,
  arrived: [],
  left: [],
  ...more,
});

/** The window's inner life over a contract-checked main whose inbox is `rows`. */
async function windowWith(rows: readonly ApprovalRow[], start: Partial<StartSnapshot>) {
  vi.resetModules();
  const answers: MockAnswers<KeydockContract> = {
    approvals: {
      summary: async () => ok(summary(rows.length)),
      page: async ({ page }) =>
        ok({ page, count: rows.length, rows: rows.slice(page * 10, page * 10 + 10), readAt: at }),
    },
  };
  const main = mockBridge(contract, answers);
  vi.stubGlobal('window', { keydock: main.bridge });
  const { inbox } = await import('../../renderer/features/approvals/the-inbox.ts');
  const { listenToMain, takeStart } = await import('../../renderer/live.ts');
  takeStart({
    version: '0',
    theme: 'system',
    letterKeys: true,
    profiles: [],
    session: signedIn('anna'),
    lastKnown: null,
    keeping: { kind: 'os-encrypted', why: '' },
    ...start,
  });
  listenToMain();
  const shown = () => [...Array(inbox.view(null, '').length).keys()].map((index) => inbox.view(null, '').at(index)?.id);
  return { ...main, shown };
}

afterEach(() => vi.unstubAllGlobals());

test('the last-known inbox is shown before the platform is asked, and fresh rows after', async () => {
  const lastKnown = { summary: summary(1, { stale: true }), rows: [row('old')] };
  const { shown } = await windowWith([row('new')], { lastKnown });
  expect(shown()).toEqual(['old']);
  await expect.poll(shown).toEqual(['new']);
});

test('another account sees nothing of the one before, not for a moment', async () => {
  const { emit, shown } = await windowWith([row('secret-plan')], {});
  await expect.poll(shown).toEqual(['secret-plan']);
  emit.session.changed({ kind: 'signed-out', lastFailure: null });
  expect(shown()).toEqual([]);
});

test('a session that ended keeps what is shown; somebody else signing in then does not', async () => {
  const { emit, shown } = await windowWith([row('a')], {});
  await expect.poll(shown).toEqual(['a']);
  emit.session.changed(expired('anna'));
  expect(shown()).toEqual(['a']);
  emit.session.changed(signedIn('jonas'));
  expect(shown()).toEqual([]);
});

test('after signing in again the window asks for what it missed', async () => {
  const { asked, emit, shown } = await windowWith([row('a')], {});
  await expect.poll(shown).toEqual(['a']);
  emit.session.changed(expired('anna'));
  const before = asked.length;
  emit.session.changed(signedIn('anna'));
  await expect.poll(() => asked.slice(before).map(({ call }) => call)).toContain('approvals.summary');
  expect(shown()).toEqual(['a']);
});

test('a connection that is back makes the window ask again', async () => {
  const { asked, emit, shown } = await windowWith([row('a')], {});
  await expect.poll(shown).toEqual(['a']);
  const failure = { code: 'network.offline', facts: { host: 'api.example.com' } } as const;
  emit.platform.connection({ failure, lastGoodAt: at, retryAt: null });
  const before = asked.length;
  emit.platform.connection({ failure: null, lastGoodAt: at, retryAt: null });
  await expect.poll(() => asked.slice(before).map(({ call }) => call)).toContain('approvals.summary');
});
