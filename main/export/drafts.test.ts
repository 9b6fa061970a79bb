import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogFields } from '../log.ts';
import type { CeremonyKey } from './ceremony.ts';
import { type KeptDraft, newLocalId, openDrafts, takenUp } from './drafts.ts';

let dir: string;
const events: string[] = [];
const log = { event: (event: string, _facts?: LogFields) => void events.push(event), incident: () => 'X' };
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'keydock-drafts-'));
  events.length = 0;
});
afterEach(() => rm(dir, { recursive: true }));

const draft = (changes: Partial<KeptDraft> = {}): KeptDraft => ({
  version: 1,
  id: newLocalId(),
  owner: null,
  startedAt: '2026-11-22T08:00:00.000Z',
  changedAt: '2026-11-22T08:00:00.000Z',
  step: 'product',
  product: null,
  clientKey: null,
  client: null,
  target: null,
  ceremony: null,
  record: null,
  ...changes,
});
const key = (index: number, state: CeremonyKey['state']): CeremonyKey => ({
  index,
  name: `key ${index}`,
  type: 'AES-256',
  platformType: 'AES256',
  platformTokenId: 'tok',
  arrivesAs: 'AES-KWP, 40 bytes',
  label: `G2 / key ${index}`,
  ckaId: 'aa',
  grade: 'K',
  rungs: { kwp: 'hkdf-by-digest-key+kwp' },
  passed: [],
  state,
});
const token = {
  label: 'line 3',
  model: '',
  manufacturer: '',
  serial: '1',
  hardware: '',
  firmware: '',
  kind: 'software' as const,
  module: { name: 'SoftHSM', sha256: 'a'.repeat(64), library: '2.6' },
};
const running = (keys: CeremonyKey[]): KeptDraft =>
  draft({
    step: 'run',
    ceremony: {
      startedAt: '2026-11-22T08:01:00.000Z',
      endedAt: null,
      isCancelled: false,
      who: { name: 'Sara', identity: 'oid:1', tenantId: 't' },
      platform: { profileId: 'p', profile: 'Northwind', apiBase: 'https://example.com/api/v1' },
      product: { id: 'p', name: 'G2' },
      client: { id: 'c', name: 'sara' },
      clientKey: { fingerprint: 'b'.repeat(64), isFile: false, where: 'line 3', token },
      envelope: {
        source: { host: 'example.com', certificateSha256: null, requestId: 'r', fetchedAt: '2026-11-22T08:00:30.000Z' },
        grade: 'K',
        rung: 'concat-by-digest-key+cek-in-process',
        tried: [],
      },
      target: token,
      floor: 'K',
      keys,
    },
  });

describe('the folder of drafts', () => {
  test('gives back what it was given, readable by its owner alone', async () => {
    const drafts = openDrafts({ dir: path.join(dir, 'p'), log });
    const kept = running([key(0, { kind: 'waiting' })]);
    await drafts.save(kept);
    expect(await openDrafts({ dir: path.join(dir, 'p'), log }).load()).toEqual([kept]);
    expect((await stat(path.join(dir, 'p', `${kept.id}.json`))).mode & 0o077).toBe(0);
    await drafts.remove(kept.id);
    expect(await drafts.load()).toEqual([]);
  });

  test('writes in turn: the last state is the one that stays', async () => {
    const drafts = openDrafts({ dir, log });
    const kept = draft();
    const names = Array.from({ length: 20 }, (_, index) => `product ${index}`);
    await Promise.all(names.map((name) => drafts.save({ ...kept, product: { id: 'p', name } })));
    expect((await drafts.load())[0]?.product?.name).toBe('product 19');
    expect(await readdir(dir)).toHaveLength(1);
  });

  test.each([
    ['cut short', '{"version":1,'],
    ['of a later version', JSON.stringify({ ...draft(), version: 2 })],
    ['under another name', JSON.stringify(draft())],
    ['nothing of ours', 'x'],
  ])('leaves a file that is %s where it is, and says so', async (_what, text) => {
    await writeFile(path.join(dir, 'aaaaaaaaaaaa.json'), text);
    expect(await openDrafts({ dir, log }).load()).toEqual([]);
    expect(events).toEqual(['export.draft-unreadable']);
    expect(await readdir(dir)).toHaveLength(1);
  });

  test('an id that is a path names nothing', async () => {
    await expect(openDrafts({ dir, log }).remove('../../etc')).rejects.toThrow();
  });
});

describe('taken up after Keydock ended', () => {
  test('in the middle of a run: the key at work is named, what was stored stays, the rest was not done', () => {
    const failure = { code: 'token.full', facts: {} } as const;
    const before = running([
      key(0, { kind: 'failed', failure }),
      key(1, { kind: 'running' }),
      key(2, { kind: 'waiting' }),
    ]);
    const after = takenUp(before, '2026-11-22T09:00:00.000Z');
    expect(after.step).toBe('record');
    expect(after.ceremony?.endedAt).toBe('2026-11-22T09:00:00.000Z');
    expect(after.ceremony?.keys.map(({ state }) => state)).toMatchObject([
      { kind: 'failed', failure },
      { kind: 'failed', failure: { code: 'export.interrupted' } },
      { kind: 'skipped' },
    ]);
  });

  test('a run that had ended is left as it was', () => {
    const before = running([key(0, { kind: 'waiting' })]);
    const ended = { ...before, ceremony: before.ceremony && { ...before.ceremony, endedAt: 'then' } };
    expect(takenUp(ended, 'now')).toEqual(ended);
  });

  test('a client key in a file has to be opened again', () => {
    const clientKey = {
      place: { kind: 'file' as const, key: 'aaaaaaaaaaaa' },
      label: 'key.pem',
      type: 'EC P-256',
      where: 'opening key in a file',
      fingerprint: 'b'.repeat(64),
      isFile: true,
      registeredAs: null,
      warnings: [],
    };
    const before = draft({ step: 'preview', product: { id: 'p', name: 'G2' }, clientKey });
    expect(takenUp(before, 'now')).toMatchObject({ step: 'client-key', clientKey: null, client: null });
    const onToken = { ...clientKey, isFile: false };
    expect(takenUp({ ...before, clientKey: onToken }, 'now').step).toBe('preview');
  });
});
