import { describe, expect, test } from 'vitest';
import { ApprovalItem } from '../../contract/shapes.ts';
import type { FactValue } from '../../facts.ts';
import { ImageSigning, ImageSigningRow } from '../wire/image-signings.ts';
import { Product } from '../wire/products.ts';
import type { Directory } from './directory.ts';
import type { ItemFacts } from './item-facts.ts';
import type { Reading } from './reading.ts';
import { type SigningSources, signingFacts } from './signing-facts.ts';

const directory: Directory = {
  people: { '11111111-aaaa-4aaa-8aaa-000000000001': 'Mikael Berg' },
  groups: { 'aaaa0000-0000-4000-8000-000000000001': 'Release approvers' },
  you: { identity: 'oid:22222222-aaaa-4aaa-8aaa-000000000002', groups: ['AAAA0000-0000-4000-8000-000000000001'] },
};

const rule = {
  name: 'Releases',
  allowedGroups: ['bbbb0000-0000-4000-8000-000000000009'],
  approvalGroups: ['aaaa0000-0000-4000-8000-000000000001'],
  blanketGroups: [],
};
function product(operation: object = {}): Reading<Product> {
  const value = Product.parse({
    id: 'p1',
    name: 'Gateway G2',
    productType: 'Production',
    state: 16,
    productOperations: [
      {
        id: 'o1',
        name: 'Content encryption',
        operationType: 'EncryptImageWithAES',
        token: { name: 'g2-content', keyType: 'AES256', extractable: true },
        approvalRule: rule,
        ...operation,
      },
    ],
  });
  return { kind: 'read', value };
}
function item(payload: object = {}, more: object = {}): ImageSigning {
  return ImageSigning.parse({
    id: '8c19a30b-0000-4000-8000-00000007b9c5',
    idProduct: 'p1',
    idProductOperation: 'o1',
    name: 'firmware-v1.6.44',
    description: 'AES-GCM-256 demo',
    state: 2,
    payload: {
      name: 'firmware.bin',
      metadata: [{ name: 'build', value: '4711' }],
      storedOptionalParameters: [
        { type: 'aesMode', value: 'AES-GCM-256' },
        { type: 'aad', value: 'ZmlybXdhcmUtdmVyc2lvbj12MS42LjQ0' },
      ],
      ...payload,
    },
    ...more,
  });
}
const row: Reading<ImageSigningRow> = {
  kind: 'read',
  value: ImageSigningRow.parse({
    id: '8c19a30b-0000-4000-8000-00000007b9c5',
    name: 'firmware-v1.6.44',
    state: 2,
    data: {
      idProduct: 'p1',
      productName: 'Gateway G2',
      idProductOperation: 'o1',
      productOperationName: 'Content encryption',
      operationType: 'EncryptImageWithAES',
      user: 'oid:11111111-AAAA-4aaa-8aaa-000000000001',
      creationTime: '2026-11-21T10:00:00Z',
    },
  }),
};
function facts(more: Partial<SigningSources> = {}): ItemFacts {
  const exporters = { kind: 'read', value: { count: 2, atLeast: false } } as const;
  const parameters = { kind: 'read', value: true } as const;
  return signingFacts({ item: item(), row, parameters, product: product(), exporters, ...more }, directory);
}
function value({ groups }: ItemFacts, label: string): FactValue | undefined {
  return groups.flatMap((group) => group.facts).find((fact) => fact.label === label)?.value;
}

test('an encrypt request says everything known, in the words of the drawing', () => {
  const all = facts();
  expect(all).toMatchObject({
    noun: 'Encrypt request',
    title: 'firmware-v1.6.44',
    sentence: 'Mikael Berg asks to encrypt firmware.bin for Gateway G2.',
    askedAt: '2026-11-21T10:00:00.000Z',
    notReadable: [],
    typed: null,
  });
  expect(all.warnings).toEqual([
    {
      tone: 'warn',
      title: 'This key can leave the platform.',
      text: "The operation's AES-256 key is marked extractable, so 2 registered security engineers can export it and decrypt what you approve here.",
    },
  ]);
  expect(all.groups.map(({ title }) => title)).toEqual([
    'What will be encrypted',
    'Under which rule',
    'The request itself',
  ]);
});

test.each<[string, FactValue]>([
  ['File', { kind: 'text', text: 'firmware.bin' }],
  ['Mode', { kind: 'text', text: 'AES-GCM-256', mute: 'nonce chosen by the platform' }],
  [
    'Bound to (AAD)',
    { kind: 'bytes', base64: 'ZmlybXdhcmUtdmVyc2lvbj12MS42LjQ0', utf8: 'firmware-version=v1.6.44', length: 24 },
  ],
  ['SHA-256 of the file', { kind: 'none', text: 'not reported until the platform has read it' }],
  ['Metadata: build', { kind: 'text', text: '4711' }],
  ['Note', { kind: 'text', text: 'AES-GCM-256 demo' }],
  ['Product', { kind: 'text', text: 'Gateway G2', mute: 'Production' }],
  ['Operation', { kind: 'text', text: 'Content encryption', mute: 'EncryptImageWithAES' }],
  ['Key', { kind: 'badge', tone: 'warn', text: 'AES-256, can be exported' }],
  ['Name of the key', { kind: 'text', text: 'g2-content' }],
  ['May ask', { kind: 'names', names: [{ id: 'bbbb0000-0000-4000-8000-000000000009' }] }],
  [
    'May approve',
    {
      kind: 'names',
      names: [{ id: 'aaaa0000-0000-4000-8000-000000000001', name: 'Release approvers', you: true }],
      mute: 'you are a member; one approval is enough',
    },
  ],
  ['Asked by', { kind: 'names', names: [{ id: 'oid:11111111-AAAA-4aaa-8aaa-000000000001', name: 'Mikael Berg' }] }],
  ['Asked at', { kind: 'time', iso: '2026-11-21T10:00:00.000Z' }],
  ['Request id', { kind: 'mono', text: '8c19a30b-0000-4000-8000-00000007b9c5' }],
])('%s', (label, expected) => {
  expect(value(facts(), label)).toEqual(expected);
});

describe('the key', () => {
  test.each<[string, object, FactValue, string | undefined]>([
    [
      'stays',
      { token: { keyType: 'AES256', extractable: false } },
      { kind: 'badge', tone: 'plain', text: 'AES-256, cannot be exported' },
      undefined,
    ],
    [
      'of which the platform does not say',
      { token: { keyType: 'AES256' } },
      { kind: 'unknown', why: 'AES-256; the platform does not say whether it can be exported' },
      'It is not known whether this key can leave the platform.',
    ],
    [
      'of an ExportableToken can always leave',
      { operationType: 'ExportableToken', token: { keyType: 'RSA4096' } },
      { kind: 'badge', tone: 'warn', text: 'RSA-4096, can be exported' },
      'This key can leave the platform.',
    ],
    [
      'of a type of tomorrow is shown as it is',
      { token: { keyType: 'AES512', extractable: true } },
      { kind: 'badge', tone: 'warn', text: 'AES512, can be exported' },
      'This key can leave the platform.',
    ],
  ])('%s', (_, operation, key, warning) => {
    const all = facts({ product: product(operation) });
    expect(value(all, 'Key')).toEqual(key);
    expect(all.warnings[0]?.title).toBe(warning ?? all.warnings[0]?.title);
    if (warning === undefined) expect(all.warnings).toEqual([]);
  });

  test.each<[Reading<{ count: number; atLeast: boolean }>, string]>([
    [{ kind: 'read', value: { count: 1, atLeast: false } }, 'so 1 registered security engineer can'],
    [{ kind: 'read', value: { count: 0, atLeast: false } }, 'so any security engineer who gets registered can'],
    [{ kind: 'read', value: { count: 40, atLeast: true } }, 'so at least 40 registered security engineers can'],
    [{ kind: 'refused' }, 'so registered security engineers can'],
  ])('who could export it: %j', (exporters, words) => {
    expect(facts({ exporters }).warnings[0]?.text).toContain(words);
  });
});

describe('what may not be read is said, not hidden', () => {
  test('a product that is refused: names come from the row, the rest is amber', () => {
    const all = facts({ product: { kind: 'refused' } });
    expect(all.sentence).toBe('Mikael Berg asks to encrypt firmware.bin for Gateway G2.');
    expect(all.notReadable).toEqual([
      'You may not read the product, so its key, its rule and its groups are not shown.',
    ]);
    for (const label of ['Key', 'May ask', 'May approve', 'Kind of product']) {
      expect(value(all, label)).toEqual({ kind: 'unknown', why: 'you may not read the product' });
    }
    expect(all.warnings[0]?.title).toBe('It is not known whether this key can leave the platform.');
  });

  test('neither product nor row: the operation is unknown, and has to be typed', () => {
    const all = facts({ product: { kind: 'refused' }, row: { kind: 'absent' } });
    expect(all.sentence).toBe(
      'Someone unnamed asks to run an operation of unknown type on firmware.bin for product p1.',
    );
    expect(all.typed).toEqual({ label: expect.stringContaining('last four characters'), expected: 'b9c5' });
    expect(value(all, 'Asked by')).toMatchObject({ kind: 'unknown' });
    expect(value(all, 'Product')).toMatchObject({ kind: 'unknown' });
    expect(value(all, 'Operation')).toMatchObject({ kind: 'unknown' });
  });

  test('parameters that are refused: mode and AAD are amber, never "none"', () => {
    const bare = item({ storedOptionalParameters: [] });
    const all = facts({ item: bare, parameters: { kind: 'refused' } });
    expect(value(all, 'Mode')).toEqual({ kind: 'unknown', why: 'you may not read the parameters' });
    expect(value(all, 'Bound to (AAD)')).toEqual({ kind: 'unknown', why: 'you may not read the parameters' });
  });
});

describe('mode and AAD', () => {
  const stored = (...parameters: object[]) => facts({ item: item({ storedOptionalParameters: parameters }) });
  test.each<[string, object[], FactValue, FactValue]>([
    [
      'CBC is not authenticated and binds nothing',
      [{ type: 'aesMode', value: 'AES-CBC-256' }],
      { kind: 'text', text: 'AES-CBC-256', mute: 'not authenticated: a change of the file does not show' },
      { kind: 'none', text: 'nothing; this mode cannot bind' },
    ],
    [
      'a one-time key is said, and that its layout is assumed',
      [{ type: 'aesMode', value: 'AES-GCM-128-PSKEK' }],
      {
        kind: 'text',
        text: 'AES-GCM-128-PSKEK',
        mute: 'nonce chosen by the platform; under a one-time key, sealed under the product key (assumed layout)',
      },
      { kind: 'none', text: 'nothing' },
    ],
    [
      'an AAD that only its digest is known of',
      [
        { type: 'aesMode', value: 'AES-GCM-256' },
        { type: 'aad', sha256: 'AB'.repeat(32), size: 65_000 },
      ],
      { kind: 'text', text: 'AES-GCM-256', mute: 'nonce chosen by the platform' },
      { kind: 'unknown', why: 'the platform keeps only its digest until the request is done' },
    ],
    [
      'a mode of tomorrow is shown as it is',
      [{ type: 'aesMode', value: 'AES-XTS-512' }],
      { kind: 'text', text: 'AES-XTS-512', mute: 'a mode this version does not know' },
      { kind: 'none', text: 'nothing' },
    ],
    [
      'an AAD that is no base64 is shown as it came',
      [
        { type: 'aesMode', value: 'AES-GCM-256' },
        { type: 'aad', value: 'no base64!' },
      ],
      { kind: 'text', text: 'AES-GCM-256', mute: 'nonce chosen by the platform' },
      { kind: 'text', text: 'no base64!', mute: 'not base64, shown as it came' },
    ],
    [
      'an AAD that is no text is shown raw',
      [
        { type: 'aesMode', value: 'AES-GCM-256' },
        { type: 'aad', value: '/w==' },
      ],
      { kind: 'text', text: 'AES-GCM-256', mute: 'nonce chosen by the platform' },
      { kind: 'bytes', base64: '/w==', length: 1 },
    ],
  ])('%s', (_, parameters, mode, aad) => {
    const all = stored(...parameters);
    expect(value(all, 'Mode')).toEqual(mode);
    expect(value(all, 'Bound to (AAD)')).toEqual(aad);
  });

  test('digest and length of an AAD that is not told', () => {
    const all = stored(
      { type: 'aesMode', value: 'AES-GCM-256' },
      { type: 'aad', sha256: 'AB'.repeat(32), size: 65_000 },
    );
    expect(value(all, 'SHA-256 of the AAD')).toEqual({ kind: 'digest', algorithm: 'SHA-256', hex: 'ab'.repeat(32) });
    expect(value(all, 'Length of the AAD')).toEqual({ kind: 'text', text: '65000 bytes' });
  });
});

describe('every parameter is seen', () => {
  const gcm = { type: 'aesMode', value: 'AES-GCM-256' };
  const cbc = { type: 'AESMODE', value: 'AES-CBC-128' };
  const lines = ({ groups }: ItemFacts) =>
    groups
      .flatMap((group) => group.facts)
      .filter(({ label }) => label.startsWith('Parameter: '))
      .map(({ label, value }) => [label, value.kind === 'text' ? value.text : value]);
  const repeated = 'It states the same parameter more than once.';
  const titles = ({ warnings }: ItemFacts) => warnings.map(({ title }) => title);

  test('a second mode and a second AAD are shown, and warned of', () => {
    const aad = { type: 'aad', value: 'Zmlyc3Q=' };
    const all = facts({
      item: item({ storedOptionalParameters: [gcm, cbc, aad, { type: 'AAD', value: 'c2Vjb25k' }] }),
    });
    expect(value(all, 'Mode')).toMatchObject({ text: 'AES-GCM-256' });
    expect(lines(all)).toEqual([
      ['Parameter: AESMODE', 'AES-CBC-128'],
      ['Parameter: AAD', { kind: 'bytes', base64: 'c2Vjb25k', utf8: 'second', length: 6 }],
    ]);
    expect(all.warnings[0]).toMatchObject({
      tone: 'danger',
      title: repeated,
      text: expect.stringContaining('AESMODE, AAD'),
    });
  });

  test('a second one beside the payload too', () => {
    const all = facts({
      item: item({ storedOptionalParameters: [gcm] }, { storedOptionalParameters: [cbc] }),
    });
    expect(lines(all)).toEqual([['Parameter: AESMODE', 'AES-CBC-128']]);
    expect(titles(all)).toContain(repeated);
  });

  test('any other parameter that comes twice', () => {
    const all = facts({
      item: item({
        storedOptionalParameters: [gcm, { type: 'salt', value: '1' }, { type: 'salt', value: '2' }],
      }),
    });
    expect(lines(all)).toEqual([
      ['Parameter: salt', '1'],
      ['Parameter: salt', '2'],
    ]);
    expect(titles(all)).toContain(repeated);
  });

  test('the same words in both places are no contradiction', () => {
    const all = facts({ item: item({ storedOptionalParameters: [gcm] }, { storedOptionalParameters: [gcm] }) });
    expect(lines(all)).toEqual([]);
    expect(titles(all)).not.toContain(repeated);
  });

  test('what the platform reports otherwise than it was asked is shown and warned of', () => {
    const all = facts({
      item: item({ serviceProvidedParameters: [{ aesMode: 'AES-CBC-128' }], storedOptionalParameters: [gcm] }),
    });
    expect(value(all, 'Mode')).toMatchObject({ text: 'AES-CBC-128' });
    expect(lines(all)).toEqual([['Parameter: aesMode', 'AES-GCM-256']]);
    expect(titles(all)).toContain(repeated);
  });

  test('mode and AAD are shown where the type of the operation is not known', () => {
    const all = facts({ product: { kind: 'refused' }, row: { kind: 'absent' } });
    expect(lines(all)).toEqual([
      ['Parameter: aesMode', 'AES-GCM-256'],
      ['Parameter: aad', expect.objectContaining({ utf8: 'firmware-version=v1.6.44' })],
    ]);
  });

  test('a hundred files have their parameters and metadata, and those of the whole request are listed', () => {
    const payloads = Array.from({ length: 100 }, (_, index) => ({
      name: `f${index}`,
      metadata: [{ name: `m${index}`, value: 'v' }],
      storedOptionalParameters: [{ type: 'aesMode', value: 'AES-GCM-128' }],
    }));
    const many = ImageSigning.parse({
      ...item(),
      state: 2,
      payload: undefined,
      payloads,
      storedOptionalParameters: [{ type: 'kdf', value: 'none' }],
    });
    const all = facts({ item: many });
    expect(all.groups.flatMap((group) => group.facts).filter(({ label }) => label === 'Mode')).toHaveLength(100);
    expect(value(all, 'Metadata: m99')).toEqual({ kind: 'text', text: 'v' });
    expect(value(all, 'Parameter: kdf')).toEqual({ kind: 'text', text: 'none' });
    expect(ApprovalItem.shape.groups.safeParse(all.groups).success).toBe(true);
    expect(all.unshown).toEqual([]);
  });
});

describe('operations', () => {
  const of = (operationType: string) =>
    facts({ product: product({ operationType }), row: { kind: 'refused' }, exporters: { kind: 'refused' } });
  test.each([
    [
      'SignUBoot',
      'sign firmware.bin as a U-Boot bootloader',
      'Devices will trust what is signed here.',
      'What will be signed',
    ],
    [
      'SignHAB',
      'sign firmware.bin for High Assurance Boot',
      'Devices will trust what is signed here.',
      'What will be signed',
    ],
    [
      'RaucBundleSigning',
      'sign firmware.bin as a RAUC update bundle',
      'Devices will trust what is signed here.',
      'What will be signed',
    ],
    ['DigestSigning', 'sign the digest in firmware.bin', 'Only a digest is signed.', 'What will be signed'],
    [
      'SignWindowsBinary',
      'sign firmware.bin as a Windows binary',
      'Windows will trust what is signed here.',
      'What will be signed',
    ],
    [
      'IssueDeviceCertificate',
      'issue a device certificate for firmware.bin',
      'A device will be believed to be ours.',
      'What will be certified',
    ],
  ])('%s has its own verb and warning', (type, verb, warning, subject) => {
    const all = of(type);
    expect(all.sentence).toBe(`Someone unnamed asks to ${verb} for Gateway G2.`);
    expect(all.warnings.map(({ title }) => title)).toContain(warning);
    expect(all.groups[0]?.title).toBe(subject);
    expect(all.typed).toBeNull();
  });

  test('an unknown one says so, warns red, and its name has to be typed', () => {
    const all = of('SignQuantumLoader');
    expect(all.noun).toBe('Request of a kind unknown here');
    expect(all.icon).toBe('unknown');
    expect(all.warnings.at(-1)).toMatchObject({ tone: 'danger', title: 'Keydock does not know this operation.' });
    expect(all.typed?.expected).toBe('SignQuantumLoader');
  });

  test('one whose name nobody can type asks for the end of the id', () => {
    expect(of('Sign \u202egpj').typed?.expected).toBe('b9c5');
  });
});

describe('hostile and huge answers', () => {
  test('texts are cut with their length, and fit the contract', () => {
    const huge = item(
      { name: 'x'.repeat(1_000), metadata: [{ name: 'n'.repeat(1_000), value: 'v'.repeat(200_000) }] },
      { name: 'y'.repeat(1_000) },
    );
    const all = facts({ item: huge });
    expect(all.title).toHaveLength(300);
    expect(all.sentence.length).toBeLessThan(600);
    expect(all.groups[0]?.facts.every(({ label }) => label.length <= 300)).toBe(true);
    expect(JSON.stringify(all)).toContain('(200000 characters)');
  });

  test('a thousand entries of metadata are all shown', () => {
    const metadata = Array.from({ length: 1_000 }, (_, index) => ({ name: `n${index}`, value: 'v' }));
    const all = facts({ item: item({ metadata }) });
    expect(value(all, 'Metadata: n999')).toEqual({ kind: 'text', text: 'v' });
    expect(all.unshown).toEqual([]);
  });

  test('what cannot be shown whole is said, so that it is not approved', () => {
    const all = facts({ item: item({ metadata: [{ name: 'notes', value: 'v'.repeat(16_385) }] }) });
    expect(all.unshown).toEqual(['“Metadata: notes” under “What will be encrypted” is too long to be shown whole.']);
    expect(facts({ item: item({ metadata: [{ name: 'notes', value: 'v'.repeat(16_384) }] }) }).unshown).toEqual([]);
  });

  test('the name of the request stands whole beside the title that is cut', () => {
    expect(value(facts({ item: item({}, { name: 'y'.repeat(1_000) }) }), 'Name')).toEqual({
      kind: 'text',
      text: 'y'.repeat(1_000),
    });
  });

  test('what comes after ? in a call-back address, and who logs in there, is not shown', () => {
    const all = facts({ item: item({}, { callBackURL: 'https://me:pw@build.example/done?token=hush#x' }) });
    expect(value(all, 'Tells when it is done')).toEqual({
      kind: 'text',
      text: 'https://build.example/done',
      mute: 'the rest is not shown',
    });
    expect(JSON.stringify(all)).not.toMatch(/hush|pw@/);
  });

  test('no presigned link is among the facts', () => {
    expect(JSON.stringify(facts({ item: item({ s3Url: 'https://store.example/o?X-Amz-Signature=1' }) }))).not.toContain(
      'Signature',
    );
  });

  test('a file name with replacement patterns stays itself', () => {
    expect(facts({ item: item({ name: "$&$'.bin" }) }).sentence).toContain("encrypt $&$'.bin for");
  });

  test('names from the prototype are nobody’s names', () => {
    const named = structuredClone(row);
    if (named.kind === 'read') Object.assign(named.value.data, { user: 'oid:constructor' });
    expect(facts({ row: named }).sentence).toContain('oid:constructor asks');
  });
});

test('an empty text says no more than a missing one', () => {
  const bare = facts({
    item: item({ originalSHA256: '', modifiedSHA256: '', id: '' }, { errorStatus: '', errorDetail: '' }),
  });
  expect(value(bare, 'SHA-256 of the file')).toMatchObject({ kind: 'none' });
  for (const label of ['SHA-256 of the result', 'File id', 'Error', 'Error in detail']) {
    expect(value(bare, label)).toBeUndefined();
  }
  expect(bare.warnings.map(({ tone }) => tone)).toEqual(['warn']);
});

test('what has failed says why, in words where the code is known', () => {
  const failed = (errorStatus: string) =>
    facts({ item: item({}, { state: 64, errorStatus, errorDetail: 'detail' }) }).warnings[0];
  expect(failed('aesGcmPayloadTooLarge')).toMatchObject({
    tone: 'danger',
    text: expect.stringContaining('40,960,000 bytes'),
  });
  expect(failed('quantumTooCold')).toMatchObject({ text: 'quantumTooCold: detail' });
});
