import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { actKinds } from '../../app/journal-act-words.ts';
import { canonicalJson } from '../journal/canonical-json.ts';
import type { Line } from '../journal/chain.ts';
import { readPins } from './pins.ts';
import { type CeremonyRecord, recordNotes, type Vouching } from './record.ts';
import { pinnedSerialLabel, thumbprintLabel } from './record-key.ts';
import { compact, recordKeyOf, signingInput } from './record-signature.ts';
import { recordRow } from './record-view.ts';
import { keptRecord } from './records.ts';

function signer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = recordKeyOf(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })));
  if (key === null) throw new Error('a P-256 key is a record key');
  return {
    kid: key.kid,
    signed(payload: string): string {
      const input = signingInput(key, payload);
      return compact(input, sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    },
  };
}
const [one, other] = [signer(), signer()];

const token: CeremonyRecord['target'] = {
  label: 'line 3',
  model: '',
  manufacturer: '',
  serial: '0001',
  hardware: '',
  firmware: '',
  kind: 'hardware',
  module: { name: 'vendor', sha256: 'a'.repeat(64), library: '' },
};
const at = '2026-11-22T08:00:00.000Z';
const payload = (vouching: Vouching, serial = '0001'): string =>
  canonicalJson({
    keydock: 'ceremony-record',
    version: 1,
    id: 'record-0001',
    madeAt: at,
    startedAt: at,
    endedAt: at,
    wasCancelled: false,
    who: { name: 'Sara', identity: 'oid:1', tenantId: 't' },
    platform: { profileId: 'p', profile: 'P', apiBase: 'https://example.com/api/v1' },
    product: { id: 'p', name: 'G2' },
    client: { id: 'c', name: 'c', publicKeySha256: 'b'.repeat(64), keyIsInFile: false, where: 'w', token },
    source: { host: 'example.com', certificateSha256: null, requestId: 'r', fetchedAt: at, note: recordNotes.source },
    envelope: { grade: 'K', way: 'w', passedOver: [] },
    target: { ...token, serial },
    floor: 'K',
    keys: [],
    notChosen: 0,
    audit: { kind: 'not-allowed' },
    vouching,
  } satisfies CeremonyRecord);
const by = (kid: string): Vouching => ({ kind: 'record-key', kid, note: recordNotes.selfAsserted });
const unsigned: Vouching = { kind: 'unsigned', why: 'no' };

test.each([
  ['signed by the key that it names', one.signed(payload(by(one.kid))), true],
  ['unsigned, as it says', payload(unsigned), true],
  ['robbed of its signature', payload(by(one.kid)), false],
  ['signed by another key than it names', other.signed(payload(by(one.kid))), false],
  ['signed, though it says that nobody did', one.signed(payload(unsigned)), false],
])('a record that is %s', (_what, text, isTaken) => {
  expect(keptRecord('record-0001', text) !== null).toBe(isTaken);
});

test('a pin speaks for the token it was made for, and for no other', async () => {
  const facts = [
    { label: thumbprintLabel, value: { kind: 'mono', text: one.kid } },
    { label: pinnedSerialLabel, value: { kind: 'mono', text: '0001' } },
  ];
  const line = { kind: actKinds.note, act: 'record-key.pin', at, facts: { groups: [{ title: 'Pin', facts }] } };
  const pins = readPins({ read: async () => [line as unknown as Line] });
  const signatureOf = async (serial: string) => {
    const kept = keptRecord('record-0001', one.signed(payload(by(one.kid), serial)));
    return kept === null ? null : (await recordRow(kept, pins)).signature;
  };
  expect(await signatureOf('0001')).toBe('pinned');
  expect(await signatureOf('0002')).toBe('self-asserted');
});
