import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExportDraft } from '../../app/contract/export-shapes.ts';
import { ok, type Result } from '../../app/result.ts';
import { createDesk } from './desk.ts';
import { mostDrafts, newLocalId, type Owner, openDrafts } from './drafts.ts';

const tenant = 'aaaaaaaa-0000-4000-8000-000000000001';
const sara: Owner = { identity: 'oid:11111111-0000-4000-8000-000000000001', tenantId: tenant };
const elin: Owner = { identity: 'oid:11111111-0000-4000-8000-000000000002', tenantId: tenant };

let dir: string;
let here: Owner | null;
let told: ExportDraft[];
const events: string[] = [];
const log = { event: (event: string) => void events.push(event), incident: () => 'X' };
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'keydock-desk-'));
  here = sara;
  told = [];
  events.length = 0;
});
afterEach(() => rm(dir, { recursive: true }));

/** As after a start of Keydock. */
function open() {
  return createDesk({
    drafts: openDrafts({ dir, log }),
    tokens: { find: () => null },
    log,
    who: () => here,
    onDraft: (draft) => told.push(draft),
    onList: () => undefined,
  });
}
function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
const ids = async (desk: ReturnType<typeof open>) => (await desk.mine()).map(({ kept }) => kept.id);
const notFound = { error: { code: 'export.not-found' } };

describe('an export belongs to the account that began it', () => {
  test('also over a restart, and to nobody else, whatever they know of it', async () => {
    const desk = open();
    const { kept } = value(await desk.begin());
    expect(await ids(open())).toEqual([kept.id]);
    here = elin;
    for (const other of [desk, open()]) {
      expect(await ids(other)).toEqual([]);
      expect(await other.get(kept.id)).toMatchObject(notFound);
      expect(await other.act(kept.id, 'Going back', async () => ok(null))).toMatchObject(notFound);
      expect(await other.remove(kept.id)).toMatchObject(notFound);
    }
    here = sara;
    expect(await ids(open())).toEqual([kept.id]);
  });

  test('with nobody signed in there is none, and none is begun', async () => {
    const desk = open();
    const { kept } = value(await desk.begin());
    here = null;
    const out = { error: { code: 'session.signed-out' } };
    expect(await ids(desk)).toEqual([]);
    expect(await desk.get(kept.id)).toMatchObject(out);
    expect(await desk.begin()).toMatchObject(out);
    expect(await readdir(dir)).toEqual([`${kept.id}.json`]);
  });

  test('the same object id in another tenant is another account; another spelling is the same one', async () => {
    const desk = open();
    const { kept } = value(await desk.begin());
    here = { ...sara, tenantId: tenant.replace('1', '2') };
    expect(await ids(desk)).toEqual([]);
    here = { identity: sara.identity.toUpperCase().replace('OID', 'oid'), tenantId: tenant.toUpperCase() };
    expect(await ids(desk)).toEqual([kept.id]);
  });

  test('what goes on after its person has gone is kept, and told to nobody', async () => {
    const desk = open();
    const live = value(await desk.begin());
    let end: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      end = resolve;
    });
    const answer = desk.act(live.kept.id, 'Reading the product', async (one) => {
      await work;
      await desk.change(one, { product: { id: 'p', name: 'Gateway G2' } });
      return ok(null);
    });
    await expect.poll(() => told.at(-1)?.doing).toBe('Reading the product');
    told = [];
    here = elin;
    end();
    expect(await answer).toMatchObject(notFound);
    expect(told).toEqual([]);
    here = sara;
    expect((await open().mine())[0]?.kept.product).toEqual({ id: 'p', name: 'Gateway G2' });
  });

  test('one account that keeps many takes nothing of another', async () => {
    const desk = open();
    const { kept } = value(await desk.begin());
    here = elin;
    for (let count = 0; count <= mostDrafts; count++) value(await desk.begin());
    expect(await ids(desk)).toHaveLength(mostDrafts);
    here = sara;
    expect(await ids(open())).toEqual([kept.id]);
  });
});

describe('a draft of an earlier version, which does not say whose it is', () => {
  const earlier = async (changes: object) => {
    const id = newLocalId();
    const at = '2026-11-20T08:00:00.000Z';
    const nothing = { product: null, clientKey: null, client: null, target: null, ceremony: null, record: null };
    const draft = { version: 1, id, startedAt: at, changedAt: at, step: 'product', ...nothing, ...changes };
    await writeFile(path.join(dir, `${id}.json`), JSON.stringify(draft));
    return id;
  };
  const token = {
    label: 'line 3',
    model: '',
    manufacturer: '',
    serial: '1',
    hardware: '',
    firmware: '',
    kind: 'software',
  };
  const target = { ...token, module: { name: 'SoftHSM', sha256: 'a'.repeat(64), library: '2.6' } };
  const source = {
    host: 'example.com',
    certificateSha256: null,
    requestId: 'r',
    fetchedAt: '2026-11-20T08:00:00.000Z',
  };
  const ceremonyOf = ({ identity, tenantId }: Owner) => ({
    startedAt: '2026-11-20T08:00:00.000Z',
    endedAt: '2026-11-20T08:01:00.000Z',
    isCancelled: false,
    who: { name: 'Elin', identity, tenantId },
    platform: { profileId: 'p', profile: 'Northwind', apiBase: 'https://example.com/api/v1' },
    product: { id: 'p', name: 'G2' },
    client: { id: 'c', name: 'elin' },
    clientKey: { fingerprint: 'b'.repeat(64), isFile: false, where: 'line 3', token: null },
    envelope: { source, grade: 'K', rung: 'r', tried: [] },
    target,
    floor: 'K',
    keys: [],
  });

  test('belongs to who ran it, and says so from then on', async () => {
    const id = await earlier({ step: 'record', ceremony: ceremonyOf(elin) });
    expect(await ids(open())).toEqual([]);
    here = elin;
    expect(await ids(open())).toEqual([id]);
    expect(JSON.parse(await readFile(path.join(dir, `${id}.json`), 'utf8'))).toMatchObject({ owner: elin });
  });

  test('and was never run is a choice or two of nobody: it goes, and the log says that one went', async () => {
    await earlier({ step: 'client-key', product: { id: 'p', name: 'Gateway G2' } });
    expect(await ids(open())).toEqual([]);
    expect(await readdir(dir)).toEqual([]);
    expect(events).toEqual(['export.draft-of-nobody']);
  });
});
