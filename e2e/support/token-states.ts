import { moduleSample, pinSample, tokenSample } from '../../app/contract/token-samples.ts';
import type { ModuleRow, ObjectRow, TokenPage, TokenRow, TokensOverview } from '../../app/contract/token-shapes.ts';
import type { FactGroup } from '../../app/facts.ts';

/**
 * Modules and tokens in every state there is, as main would tell it: for what no token can be brought into on demand,
 * such as a last try or 450 objects. The real way is walked with SoftHSM.
 */
const at = new Date().toISOString();
const later = (seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();

const token = (id: string, label: string, more: Partial<TokenRow> = {}): TokenRow =>
  tokenSample({ id, label, ...more });

const module = (id: string, name: string, more: Partial<ModuleRow> = {}): ModuleRow =>
  moduleSample({ id, name, ...more });

const pin = (state: TokenRow['pin']['state'], wrongHere = 0) => pinSample({ state, wrongHere });

/** Somebody is logged in to it. */
export const line3: TokenRow = {
  ...token('token-line-3', 'Line 3 HSM', { isLoggedIn: true, probedAt: later(-12) }),
  // Read whenever main is told to say it: between the loading of this file and that a busy machine needs half a minute.
  get locksAt() {
    return new Date(Date.now() + 570_000).toISOString();
  },
};

export const everyState: TokensOverview = {
  modules: [
    module('module-vendor', 'Northwind PKCS#11', {
      tokens: [line3, token('token-line-4', 'Line 4 HSM', { pin: pin('final-try', 2) })],
    }),
    module('module-soft', 'SoftHSM 2', {
      tokens: [
        token('token-soft-1', 'practice target', { kind: 'software', isRemovable: false }),
        token('token-soft-2', '', { kind: 'software', isInitialised: false, serial: '' }),
      ],
    }),
    module('module-nss', 'NSS', {
      parameters: "configdir='sql:/home/anna/.pki/nssdb'",
      tokens: [token('token-nss-1', 'NSS Certificate DB', { kind: 'unenforced', pin: pin('low', 1) })],
    }),
    module('module-card', 'OpenSC', { tokens: [token('token-card-1', 'Sara Holm', { pin: pin('locked', 3) })] }),
    module('module-changed', 'Yubico YKCS11', { state: 'changed', about: null }),
    module('module-missing', 'Thales Luna', { state: 'missing', about: null, sha256: null }),
    module('module-crashed', 'acme eToken', {
      about: null,
      failure: { code: 'token.module-crashed', facts: { how: 'signal SIGSEGV' } },
    }),
    module('module-offered', 'p11-kit proxy', { state: 'offered', about: null }),
  ],
  isSettled: true,
  readAt: later(1),
};

/** The same, a moment later, without that token. */
export function without(id: string): TokensOverview {
  return {
    ...everyState,
    modules: everyState.modules.map((each) => ({ ...each, tokens: each.tokens.filter((one) => one.id !== id) })),
    readAt: later(2),
  };
}

/** Before anything was allowed. */
export const fresh: TokensOverview = {
  modules: [module('module-soft', 'SoftHSM 2', { state: 'offered', about: null })],
  isSettled: true,
  readAt: later(1),
};

export const nothingFound: TokensOverview = { modules: [], isSettled: true, readAt: later(1) };

const attributes: FactGroup[] = [
  {
    title: 'What the token says of it',
    facts: [
      { label: 'CKA_SENSITIVE', value: { kind: 'text', text: 'yes', mute: 'its value cannot be read' } },
      { label: 'CKA_EXTRACTABLE', value: { kind: 'text', text: 'no', mute: 'it cannot be wrapped' } },
    ],
  },
];

const object = (id: string, label: string, more: Partial<ObjectRow> = {}): ObjectRow => ({
  id,
  class: 'secret-key',
  label,
  ckaId: '51d0aa91f0e1',
  type: 'AES-256',
  isLeftover: false,
  uses: ['decrypt'],
  warnings: [],
  groups: attributes,
  ...more,
});

export const manyObjects = Array.from({ length: 450 }, (_, index) => object(`object-${index}0000`, `key ${index}`));

const objects = [
  object('object-image', 'Key for image encryption'),
  object('object-boot', 'Bootloader signing', { class: 'private-key', type: 'EC P-256', uses: ['sign'] }),
  object('object-left', 'keydock-unfinished-4f2a', {
    isLeftover: true,
    uses: [],
    warnings: [{ tone: 'warn', title: 'Never finished.', text: 'Destroy it; do not use it.' }],
  }),
  object('object-unsafe', 'backup wrapping key', {
    uses: ['decrypt', 'wrap'],
    warnings: [
      {
        tone: 'danger',
        title: 'This key can be used to take others off the token.',
        text: 'It can wrap another key and then decrypt what it wrapped, which gives that key in the clear.',
      },
    ],
  }),
  object('object-cert', '', { class: 'certificate', type: 'certificate', uses: [] }),
];

/** The page of {@link line3}. */
export const line3Page: TokenPage = {
  token: line3,
  objects: { rows: objects, total: objects.length + 2 },
  objectsFailure: null,
  mechanisms: [
    { name: 'CKM_AES_GCM', means: 'AES in Galois/counter mode', uses: ['encrypt', 'decrypt'] },
    { name: 'CKM_ECDH1_DERIVE', means: 'key agreement on elliptic curves (ECDH)', uses: ['derive'] },
    { name: '0x80002109', means: '', uses: ['unwrap'] },
  ],
  probe: {
    at: later(-12),
    kind: 'hardware',
    findings: [
      { what: 'AES key wrap with padding (RFC 5649)', works: true, note: 'mechanism 0x210b' },
      { what: 'HKDF on the token', works: false, note: 'CKR_MECHANISM_INVALID' },
    ],
  },
  warnings: [],
  groups: [{ title: 'Token', facts: [{ label: 'Slot', value: { kind: 'mono', text: '1f3a' } }] }],
  readAt: at,
};

/** The page of a token where nobody is logged in. */
export function lockedPage(row: TokenRow): TokenPage {
  return {
    ...line3Page,
    token: row,
    objects: { rows: [], total: 0 },
    objectsFailure: { code: 'token.not-logged-in', facts: {} },
    probe: null,
    warnings: [{ tone: 'danger', title: 'Final try: one more wrong PIN locks the token.', text: 'Be sure of it.' }],
  };
}
