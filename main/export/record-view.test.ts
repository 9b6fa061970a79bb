import { expect, test } from 'vitest';
import { RecordPage } from '../../app/contract/export-shapes.ts';
import { canonicalJson } from '../journal/canonical-json.ts';
import { type CeremonyRecord, recordNotes } from './record.ts';
import { recordHtml } from './record-page.ts';
import { recordPage } from './record-view.ts';
import { keptRecord } from './records.ts';

const token: CeremonyRecord['target'] = {
  label: 'line 3',
  model: '',
  manufacturer: '',
  serial: '1',
  hardware: '',
  firmware: '',
  kind: 'software',
  module: { name: 'SoftHSM', sha256: 'a'.repeat(64), library: '' },
};
const record = (keys: number): CeremonyRecord => ({
  keydock: 'ceremony-record',
  version: 1,
  id: 'record-0001',
  madeAt: '2026-11-22T08:02:00.000Z',
  startedAt: '2026-11-22T08:00:00.000Z',
  endedAt: '2026-11-22T08:01:00.000Z',
  wasCancelled: false,
  who: { name: 'Sara', identity: 'oid:1', tenantId: 't' },
  platform: { profileId: 'p', profile: 'P', apiBase: 'https://example.com/api/v1' },
  product: { id: 'p', name: 'G2' },
  client: { id: 'c', name: 'c', publicKeySha256: 'b'.repeat(64), keyIsInFile: false, where: 'w', token },
  source: {
    host: 'example.com',
    certificateSha256: 'c'.repeat(64),
    requestId: 'r',
    fetchedAt: '2026-11-22T08:00:00.000Z',
    note: recordNotes.source,
  },
  envelope: { grade: 'K', way: 'w', passedOver: [] },
  target: token,
  floor: 'K',
  keys: Array.from({ length: keys }, (_, index) => ({
    name: `key ${index}`,
    type: 'AES256',
    platformTokenId: `tok-${index}`,
    label: `G2 / key ${index}`,
    ckaId: 'aa',
    confirmedGrade: 'K' as const,
    confirmedWays: ['w'],
    passedOver: [],
    outcome: { kind: 'not-done' as const, why: 'no' },
  })),
  notChosen: 0,
  audit: { kind: 'not-allowed' },
  vouching: { kind: 'unsigned', why: 'no' },
});
const none = { pinnedAt: async () => undefined, entryOf: async () => undefined, forget: () => undefined };

test.each([0, 1, 8, 200, 201, 1_000])('a record of %d keys can be shown, and each of them is named', async (count) => {
  const kept = keptRecord('record-0001', canonicalJson(record(count)));
  if (kept === null) throw new Error('not a record');
  const page = RecordPage.parse(await recordPage(kept, none));
  const text = JSON.stringify(page.groups);
  for (let index = 0; index < count; index += 1) expect(text).toContain(`key ${index}"`);
  expect(recordHtml(kept).split('<h2>Key: ')).toHaveLength(count + 1);
});

test('an unsigned record whose digest is in no journal has nothing that speaks for it', async () => {
  const kept = keptRecord('record-0001', canonicalJson(record(1)));
  if (kept === null) throw new Error('not a record');
  expect(await recordPage(kept, none)).toMatchObject({ verified: { isGood: false }, row: { signature: 'unsigned' } });
  const known = { ...none, entryOf: async () => 7 };
  expect(await recordPage(kept, known)).toMatchObject({
    verified: { isGood: true, how: expect.stringContaining('entry 7') },
  });
});
