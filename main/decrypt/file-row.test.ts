import { expect, test } from 'vitest';
import type { FormatId } from '../../app/formats/formats.ts';
import { ok } from '../../app/result.ts';
import { type BatchFile, batchFile, type Choice } from './batch-file.ts';
import { rowOf } from './file-row.ts';
import type { RingKey } from './key-ring.ts';

const key = (place: RingKey['place']): RingKey => ({
  id: 'a-key-0001',
  name: 'Image key',
  where: 'Image key',
  type: 'AES-256',
  needs: ['aes'],
  fileSHA256: undefined,
  wantsPin: false,
  length: 32,
  place,
});
const onToken = (tokenKind: 'hardware' | 'software') =>
  key({ kind: 'token', token: 'token-0001', tokenLabel: 'Line 3', tokenKind, object: 'object-0001' });
const inFile = key({ kind: 'file', path: '/keys/image.key' });

function file(format: FormatId | undefined, choice: Partial<Choice> = {}): BatchFile {
  const begun = batchFile('/data/a.enc', 100);
  const inspection = {
    name: 'a.enc',
    size: 100,
    candidates: format === undefined ? [] : [{ format, sureness: 'expected' as const }],
    alsoPossible: [],
    regions: [],
    fields: [],
    fault: null,
    record: null,
  };
  return { ...begun, inspection: ok(inspection), choice: { ...begun.choice, keys: ['a-key-0001'], ...choice } };
}

test.each([
  ['the token runs the cipher', file('platform-gcm'), onToken('hardware'), 'T', 'stays on the token'],
  ['a software token runs it', file('platform-cbc'), onToken('software'), 'T', 'stays inside the module'],
  ['the file has a key of its own', file('jwe-compact'), onToken('hardware'), 'K', "this file's key seen briefly"],
  [
    'the key comes wrapped beside it',
    file('platform-gcm', { envelope: '/data/a.key' }),
    onToken('hardware'),
    'K',
    "this file's key seen briefly",
  ],
  ['the key is in a file', file('platform-gcm'), inFile, 'C', 'key seen in the clear'],
] as const)('before it is decrypted a row says what to expect where %s', (_what, of, held, grade, phrase) => {
  expect(rowOf(of, () => held).expected).toEqual({ grade, phrase });
});

test.each([
  ['has no key', file('platform-gcm', { keys: [] }), undefined],
  ['is of no known format', file(undefined), inFile],
  ['is still looked at', { ...file('platform-gcm'), inspection: null }, inFile],
] as const)('nothing is expected of a file that %s', (_what, of, held) => {
  expect(rowOf(of, () => held).expected).toBeNull();
});

test('what was reached stands in the place of what was expected', () => {
  const result = {
    output: '/data/a',
    format: 'platform-gcm' as const,
    grade: 'T' as const,
    bytes: 72,
    sha256: '0'.repeat(64),
    authenticated: true,
    provenBy: 'its tag',
    equalsOriginal: null,
    chain: [],
    caution: null,
  };
  const done = { ...file('platform-gcm'), course: { kind: 'done', result, key: 'a-key-0001', seconds: 1 } } as const;
  expect(rowOf(done, () => onToken('hardware'))).toMatchObject({ expected: null, state: { grade: { grade: 'T' } } });
});
