import type { ClientItem, ClientKey } from '../../app/contract/client-shapes.ts';
import type {
  ExpectedOnToken,
  ExportDraft,
  ExportPreview,
  ExportRun,
  ExportsOverview,
  PreviewKey,
  RecordPage,
  RunKey,
} from '../../app/contract/export-shapes.ts';
import { moduleSample, pinSample, tokenSample } from '../../app/contract/token-samples.ts';
import type { GradeShown, TokenPage, TokenRow, TokensOverview } from '../../app/contract/token-shapes.ts';

/**
 * One export at each of its steps, as main would tell it: for what a real token cannot be brought to say on demand, such
 * as 500 keys of every kind at once. The real way is walked by the flows with SoftHSM and NSS.
 */
const at = new Date().toISOString();
const later = (seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();

export const grade = {
  T: { grade: 'T', phrase: 'stays on the token' },
  K: { grade: 'K', phrase: 'wrapping key seen briefly' },
  C: { grade: 'C', phrase: 'key seen in the clear' },
  inside: { grade: 'T', phrase: 'stays inside the module' },
} as const satisfies Record<string, GradeShown>;

export const product = { id: 'gateway-g2', name: 'Gateway G2' };
const fingerprint = '9f2c41ab770e3b5c1d9a6e42f80b17c4a3d5e6f708192a3b4c5d6e7f809177e0';

/** Somebody is logged in to it. */
export const token = (more: Partial<TokenRow> = {}): TokenRow =>
  tokenSample({ isLoggedIn: true, locksAt: later(9 * 60), probedAt: later(-12), ...more });

const softHsm = token({
  id: 'token-softhsm',
  module: 'module-softhsm',
  moduleName: 'SoftHSM',
  label: 'Practice target',
  model: 'SoftHSM v2',
  serial: 'a41f77d2',
  kind: 'software',
  isLoggedIn: false,
  locksAt: null,
  probedAt: null,
});
const card = token({
  id: 'token-piv-card',
  label: 'Sara Holm',
  model: 'PKCS#15 emulated',
  serial: '00000000',
  isWritable: false,
  probedAt: null,
  pin: pinSample({ state: 'final-try', wrongHere: 2 }),
  isLoggedIn: false,
  locksAt: null,
});
const locked = token({
  id: 'token-line-1',
  label: 'Line 1 HSM',
  serial: '0000-4402',
  pin: pinSample({ state: 'locked' }),
  isLoggedIn: false,
  locksAt: null,
  probedAt: null,
});

export const tokensOverview: TokensOverview = {
  modules: [
    moduleSample({ tokens: [token(), locked] }),
    moduleSample({ id: 'module-softhsm', name: 'SoftHSM', tokens: [softHsm] }),
    moduleSample({ id: 'module-opensc', name: 'OpenSC', tokens: [card] }),
  ],
  isSettled: true,
  readAt: at,
};

export const tokenPage: TokenPage = {
  token: token(),
  objects: { rows: [], total: 0 },
  objectsFailure: null,
  mechanisms: [],
  probe: {
    at: later(-12),
    kind: 'hardware',
    findings: [
      { what: 'ECDH whose secret stays sensitive', works: true, note: '' },
      { what: 'HKDF on the token', works: true, note: '' },
      { what: 'AES key wrap with padding (RFC 5649)', works: true, note: '' },
      { what: 'AES key wrap of AWS CloudHSM', works: false, note: 'answers CKR_MECHANISM_INVALID' },
    ],
  },
  warnings: [],
  groups: [],
  readAt: at,
};

/** What the probes of `tokensOverview` let expect. */
export const expected: ExpectedOnToken[] = [
  {
    token: 'token-line-3',
    ways: [
      { keys: 'AES keys and EC private keys', grade: grade.T, isRefused: false },
      { keys: 'RSA private keys', grade: grade.C, isRefused: true },
      { keys: 'AES keys in CloudHSM form', grade: null, isRefused: true },
    ],
  },
];

export const clientKey = (more: Partial<ClientKey> = {}): ClientKey => ({
  place: { kind: 'token', token: 'token-line-3', object: 'object-seceng' },
  label: 'seceng-g2',
  type: 'EC P-256',
  where: 'Line 3 HSM · hardware',
  fingerprint,
  isFile: false,
  registeredAs: [{ id: 'client-1', name: 'SECENG-G2-LINE3', state: 'Ready', product: 'Gateway G2' }],
  warnings: [],
  ...more,
});
export const clientKeys: ClientKey[] = [
  clientKey(),
  clientKey({
    place: { kind: 'token', token: 'token-line-3', object: 'object-sensor' },
    label: 'seceng-sensor-s7',
    fingerprint: '1d'.repeat(32),
    registeredAs: [],
  }),
  clientKey({
    place: { kind: 'file', key: 'file-key-1' },
    label: 'sara-client.pem',
    where: 'sara-client.pem',
    isFile: true,
    fingerprint: '77'.repeat(32),
    registeredAs: [{ id: 'client-7', name: 'SECENG-OLD', state: 'Deprecated', product: 'Gateway G2' }],
  }),
];

/** A key that a production PC could have, in a file. */
export const rsaKey = clientKey({
  place: { kind: 'file', key: 'file-key-2' },
  label: 'line-pc.pem',
  type: 'RSA 3072',
  where: 'line-pc.pem',
  isFile: true,
  fingerprint: '42'.repeat(32),
  registeredAs: null,
});

export const waitingClient: ClientItem = {
  id: 'client-2',
  title: 'SECENG-G2-LINE3',
  sentence:
    'You asked to register SECENG-G2-LINE3 as security engineer of Gateway G2. Somebody who may approve clients decides.',
  clientType: 'SecurityEngineer',
  state: { value: 4, name: 'ApprovalRequired', final: false },
  fingerprint,
  warnings: [
    {
      tone: 'warn',
      title: 'Approving retires 1 earlier client.',
      text: 'SECENG-OLD will no longer receive anything.',
    },
  ],
  groups: [
    {
      title: 'Registration',
      facts: [
        { label: 'Client user', value: { kind: 'names', names: [{ id: 'oid:sara', name: 'Sara Holm', you: true }] } },
        { label: 'SHA-256 of the key', value: { kind: 'digest', algorithm: 'SHA-256', hex: fingerprint } },
      ],
    },
  ],
  notReadable: [],
  retirable: { can: false, why: 'It is not approved yet.' },
  secretsOf: null,
  readAt: at,
};

const others = (grades: readonly (GradeShown | null)[]): PreviewKey['otherTokens'] => [
  {
    token: 'token-softhsm',
    label: 'Practice target',
    kind: 'software',
    grade: grades[0] ?? null,
    why: grades[0] === null ? 'It has no way to strip that padding.' : '',
  },
  {
    token: 'token-piv-card',
    label: 'Sara Holm',
    kind: 'hardware',
    grade: null,
    why: 'A PIV card cannot take keys of others.',
  },
];

const previewKey = (index: number, more: Partial<PreviewKey> = {}): PreviewKey => ({
  index,
  name: 'Key for image encryption',
  type: 'AES-256',
  platformTokenId: '51d0c2f4-8f1e-4a01-9b35-77aa90b2c3e1',
  arrivesAs: 'AES-KWP, 40 bytes',
  storedAs: ['sensitive, not extractable', 'decrypt only · token object'],
  label: 'Gateway G2 / Key for image encryption',
  ckaId: '51d0c2f48f1e4a019b3577aa90b2c3e1',
  grade: grade.T,
  refused: null,
  alreadyThere: null,
  otherTokens: others([grade.K]),
  passed: [],
  ...more,
});

export const threeKeys: PreviewKey[] = [
  previewKey(0),
  previewKey(1, {
    name: 'Bootloader signing',
    type: 'ECDSA P-256',
    platformTokenId: '7aa2d9e0-1b77-4c09-8f00-0a1b2c3d4e04',
    arrivesAs: 'AES-KWP, 152 bytes',
    storedAs: ['sensitive, not extractable', 'sign only · token object'],
    label: 'Gateway G2 / Bootloader signing',
  }),
  previewKey(2, {
    name: 'Legacy content key',
    type: 'AES-128',
    platformTokenId: '0b91aa10-55cd-4e5f-a1b2-c3d4e5f607c8',
    arrivesAs: 'CloudHSM PKCS#5, 32 bytes',
    grade: grade.K,
    label: 'Gateway G2 / Legacy content key',
    otherTokens: others([null]),
    passed: [{ what: 'CKM_AES_KEY_WRAP_PKCS7 on the token', grade: 'T', why: 'the probe found CKR_MECHANISM_INVALID' }],
  }),
];

export const preview = (keys: PreviewKey[] = threeKeys, more: Partial<ExportPreview> = {}): ExportPreview => ({
  madeAt: at,
  keys,
  envelopeGrade: grade.T,
  floor: 'K',
  warnings: [
    {
      tone: 'warn',
      title: "Legacy content key arrives in AWS CloudHSM's own form.",
      text: 'This token cannot strip its padding by itself, so the wrapping key passes through the token process for a moment. The key itself does not.',
    },
  ],
  groups: [
    {
      title: 'The envelope',
      facts: [
        { label: 'From', value: { kind: 'text', text: 'api.practice.example' } },
        { label: 'Certificate', value: { kind: 'digest', algorithm: 'SHA-256', hex: 'c4'.repeat(32) } },
        { label: 'Request id', value: { kind: 'mono', text: '0d5c6b7a-1122-4e33-9f44-5566778899aa' } },
      ],
    },
  ],
  ...more,
});

/** 500 keys of all kinds, some of them refused, some on the token already. */
export const manyKeys: PreviewKey[] = Array.from({ length: 500 }, (_, index) => {
  if (index % 50 === 7) {
    return previewKey(index, {
      name: `Line key ${index + 1}`,
      grade: grade.C,
      refused: 'It would come to grade C here, and the profile asks for K or better.',
    });
  }
  if (index % 50 === 9) {
    return previewKey(index, { name: `Line key ${index + 1}`, alreadyThere: `Gateway G2 / Line key ${index + 1}` });
  }
  return previewKey(index, {
    name: index === 3 ? `A name that goes on ${'and on '.repeat(20)}until it ends` : `Line key ${index + 1}`,
  });
});

export const runKey = (index: number, state: RunKey['state'], name = threeKeys[index]?.name ?? 'Key'): RunKey => ({
  index,
  name,
  type: threeKeys[index]?.type ?? 'AES-256',
  state,
});
export const stored = (
  more: Partial<Extract<RunKey['state'], { kind: 'stored' }>> = {},
): Extract<RunKey['state'], { kind: 'stored' }> => ({
  kind: 'stored',
  grade: grade.T,
  verification: 'integrity-checked',
  how: 'RFC 5649 checked its integrity; every attribute was read back; CKA_VALUE is refused.',
  checkValue: '3fa9c1',
  label: 'Gateway G2 / Key for image encryption',
  warnings: [],
  ...more,
});
const signs = stored({
  verification: 'proven',
  how: 'A signature made with it verifies with the public key of the platform.',
  checkValue: null,
  label: 'Gateway G2 / Bootloader signing',
});
export const run = (keys: RunKey[], more: Partial<ExportRun> = {}): ExportRun => ({
  startedAt: at,
  endedAt: null,
  isCancelled: false,
  keys,
  ...more,
});
export const runningRun = run([runKey(0, stored()), runKey(1, { kind: 'running' }), runKey(2, { kind: 'waiting' })]);
export const endedRun = run(
  [
    runKey(0, stored()),
    runKey(1, signs),
    runKey(2, {
      kind: 'failed',
      failure: { code: 'import.not-unwrapped', facts: { code: 'CKR_WRAPPED_KEY_INVALID' } },
    }),
  ],
  { endedAt: later(4) },
);

const start: ExportDraft = {
  id: 'draft-gateway',
  startedAt: at,
  changedAt: at,
  step: 'product',
  product: null,
  clientKey: null,
  client: null,
  target: null,
  preview: null,
  run: null,
  record: null,
  failure: null,
  doing: null,
};
const withKey = {
  product,
  clientKey: clientKey(),
  client: { id: 'client-1', name: 'SECENG-G2-LINE3', stateName: 'Ready', isReady: true, warning: null },
} as const satisfies Partial<ExportDraft>;
const target = {
  token: 'token-line-3',
  label: 'Line 3 HSM',
  kind: 'hardware',
  serial: '0000-4471',
  isPresent: true,
  isLoggedIn: true,
} as const;

let changes = 0;
/** A draft that was changed after every one made before it. */
const draft = (more: Partial<ExportDraft>): ExportDraft => ({ ...start, changedAt: later(++changes), ...more });

/** The draft at each step. */
export const drafts = {
  product: (more: Partial<ExportDraft> = {}) => draft(more),
  clientKey: (more: Partial<ExportDraft> = {}) => draft({ step: 'client-key', product, ...more }),
  unregistered: (more: Partial<ExportDraft> = {}) =>
    draft({ step: 'client-key', product, clientKey: clientKey({ registeredAs: [] }), ...more }),
  waiting: (more: Partial<ExportDraft> = {}) =>
    draft({
      step: 'client-key',
      product,
      clientKey: clientKey({
        registeredAs: [{ id: 'client-2', name: 'SECENG-G2-LINE3', state: 'Approval required', product: 'Gateway G2' }],
      }),
      client: {
        id: 'client-2',
        name: 'SECENG-G2-LINE3',
        stateName: 'ApprovalRequired',
        isReady: false,
        warning: 'Approving it retires SECENG-OLD, your earlier client for Gateway G2.',
      },
      ...more,
    }),
  token: (more: Partial<ExportDraft> = {}) => draft({ step: 'token', ...withKey, ...more }),
  preview: (more: Partial<ExportDraft> = {}) =>
    draft({ step: 'preview', ...withKey, target, preview: preview(), ...more }),
  run: (more: Partial<ExportDraft> = {}) =>
    draft({ step: 'run', ...withKey, target, preview: preview(), run: runningRun, ...more }),
  ended: (more: Partial<ExportDraft> = {}) =>
    draft({ step: 'record', ...withKey, target, preview: preview(), run: endedRun, ...more }),
  recorded: (more: Partial<ExportDraft> = {}) =>
    draft({ step: 'record', ...withKey, target, preview: preview(), run: endedRun, record: 'record-1', ...more }),
} as const;

export const record = (more: Partial<RecordPage> = {}): RecordPage => ({
  row: {
    id: 'record-1',
    at: later(4),
    product: 'Gateway G2',
    token: 'Line 3 HSM',
    keys: 2,
    failed: 1,
    grade: 'T',
    signature: 'pinned',
  },
  warnings: [],
  groups: [
    {
      title: 'Ceremony',
      facts: [
        { label: 'Who', value: { kind: 'names', names: [{ id: 'oid:sara', name: 'Sara Holm', you: true }] } },
        { label: 'Client key', value: { kind: 'digest', algorithm: 'SHA-256', hex: fingerprint } },
        { label: 'Token', value: { kind: 'text', text: 'Line 3 HSM', mute: 'serial 0000-4471, firmware 3.7' } },
      ],
    },
    {
      title: 'Key for image encryption',
      facts: [
        { label: 'Grade', value: { kind: 'text', text: 'T · stays on the token' } },
        { label: 'Verification', value: { kind: 'text', text: 'integrity-checked, not compared' } },
        { label: 'Check value', value: { kind: 'mono', text: '3fa9c1' } },
      ],
    },
  ],
  thumbprint: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  written: JSON.stringify(
    { keydock: 'ceremony record', product: 'Gateway G2', keys: [{ name: 'Key for image encryption' }] },
    null,
    2,
  ),
  verified: {
    isGood: true,
    how: 'The ES256 signature fits the key in its header, whose thumbprint is pinned in the journal.',
  },
  audit: {
    words: 'Matched: it has GetProductWrappedKeys with the request 0d5c6b7a-1122-4e33-9f44-5566778899aa.',
    at: later(2),
  },
  ...more,
});

export const exportsOverview: ExportsOverview = {
  drafts: [
    { id: 'draft-gateway', product: 'Gateway G2', target: 'Line 3 HSM', step: 'preview', changedAt: later(-240) },
    { id: 'draft-sensor-1', product: 'Sensor S7', target: null, step: 'client-key', changedAt: later(-86_400) },
  ],
  records: [
    record().row,
    {
      ...record().row,
      id: 'record-2',
      at: later(-86_400),
      product: 'Sensor S5',
      failed: 0,
      grade: 'K',
      signature: 'self-asserted',
    },
    {
      ...record().row,
      id: 'record-3',
      at: later(-9 * 86_400),
      token: 'Practice target',
      failed: 0,
      signature: 'unsigned',
    },
  ],
  leftovers: [
    { token: 'token-line-3', tokenLabel: 'Line 3 HSM', object: 'object-left', label: 'keydock unfinished 7aa2d9e0' },
  ],
};
