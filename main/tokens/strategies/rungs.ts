import type { Grade } from '../../../app/exposure.ts';
import type { CapabilityId } from '../capabilities.ts';

/**
 * The ladders, as data: which steps open an envelope or import a key, what a token must be able to do for them, and how
 * exposed they leave the secrets. The steps themselves are in the token process (process/steps/), one function a name.
 * Rows stand from the least exposed down; the first whose needs the probe has confirmed is the rung of that token.
 */
export type StepName =
  | 'agree' // Z as a sensitive object of the source token
  | 'agree-readable' // Z read out into the process
  | 'kek-by-primitives' // Concat KDF on the token
  | 'kek-by-digest' // Concat KDF by C_DigestKey: the KEK in the process
  | 'kek-in-process' // Concat KDF over Z in the process
  | 'hkdf-on-token'
  | 'hkdf-by-primitives'
  | 'hkdf-by-digest' // extract by C_DigestKey, expand in the process
  | 'hkdf-in-process'
  | 'import-kek' // the KEK's bytes become a session object of the target token, then are wiped
  | 'unwrap-cek'
  | 'open-body'
  | 'unwrap-cek-in-process'
  | 'open-body-in-process'
  | 'unwrap-kwp'
  | 'unwrap-pkcs7'
  | 'unwrap-truncating'
  | 'unwrap-extracting'
  | 'unwrap-padded' // a private key with its padding left behind the DER
  | 'unwrap-in-process' // KWP or CloudHSM form, in the process
  | 'create-key';

/** A way to come from the client key to the KEK. */
export interface KekRung {
  readonly id: string;
  readonly grade: Grade;
  /** What the token with the client key must do. */
  readonly needs: readonly CapabilityId[];
  readonly steps: readonly StepName[];
  /** `object`: the KEK is an object of the source token, so only that token can unwrap with it. `bytes`: any token. */
  readonly yields: 'object' | 'bytes';
}

/** A way to come from the KEK and a wrapped key to the key. */
export interface UnwrapRung {
  readonly id: string;
  readonly grade: Grade;
  /** What the receiving token must do. */
  readonly needs: readonly CapabilityId[];
  readonly steps: readonly StepName[];
  /** `object`: the KEK must be on the receiving token. `bytes`: it must be in the process. */
  readonly takes: 'object' | 'bytes';
}

/** Outer envelope: ECDH-ES, Concat KDF with OtherInfo of ECDH-ES+A256KW. RFC 7518 section 4.6. */
export const outerKekRungs: readonly KekRung[] = [
  {
    // NSS: nothing but these three derivations, and they are not on the list of its database slot.
    id: 'concat-on-token',
    grade: 'T',
    needs: ['ecdh:sensitive', 'kdf:primitives'],
    steps: ['agree', 'kek-by-primitives'],
    yields: 'object',
  },
  {
    // SoftHSM: no KDF at all, but it digests a secret that it does not give out.
    id: 'concat-by-digest-key',
    grade: 'K',
    needs: ['ecdh:sensitive', 'digest-key'],
    steps: ['agree', 'kek-by-digest'],
    yields: 'bytes',
  },
  {
    // Cards: the agreement is on the card, everything after it is not.
    id: 'concat-in-process',
    grade: 'K',
    needs: ['ecdh:readable'],
    steps: ['agree-readable', 'kek-in-process'],
    yields: 'bytes',
  },
];

/** Body of the outer envelope: it holds wrapped keys only, so a CEK in the process is grade K, not C. */
export const outerBodyRungs: readonly UnwrapRung[] = [
  {
    id: 'cek-on-token',
    grade: 'T',
    needs: ['unwrap:kw', 'decrypt:gcm'],
    steps: ['unwrap-cek', 'open-body'],
    takes: 'object',
  },
  {
    id: 'cek-in-process',
    grade: 'K',
    needs: [],
    steps: ['unwrap-cek-in-process', 'open-body-in-process'],
    takes: 'bytes',
  },
];

/** Inner wrap: ECDH, HKDF-SHA256 without salt, info `jwe-key-wrapping`, 32 octets. */
export const innerKekRungs: readonly KekRung[] = [
  {
    id: 'hkdf-on-token',
    grade: 'T',
    needs: ['ecdh:sensitive', 'kdf:hkdf'],
    steps: ['agree', 'hkdf-on-token'],
    yields: 'object',
  },
  {
    // HMAC is two hashes over public pads: nine derivations make HKDF where it is not offered as one.
    id: 'hkdf-by-primitives',
    grade: 'T',
    needs: ['ecdh:sensitive', 'kdf:primitives'],
    steps: ['agree', 'hkdf-by-primitives'],
    yields: 'object',
  },
  {
    // SoftHSM has no HKDF: the PRK is made by digesting the ECDH secret on the token (HMAC with a public salt).
    id: 'hkdf-by-digest-key',
    grade: 'K',
    needs: ['ecdh:sensitive', 'digest-key'],
    steps: ['agree', 'hkdf-by-digest'],
    yields: 'bytes',
  },
  {
    id: 'hkdf-in-process',
    grade: 'K',
    needs: ['ecdh:readable'],
    steps: ['agree-readable', 'hkdf-in-process'],
    yields: 'bytes',
  },
];

/** What kind of key is in the wrapping. */
export type Material = 'aes' | 'ec' | 'rsa';

/** AES-KWP, per kind of key. */
export const kwpRungs: Readonly<Record<Material, readonly UnwrapRung[]>> = {
  aes: [
    { id: 'kwp', grade: 'T', needs: ['unwrap:kwp'], steps: ['unwrap-kwp'], takes: 'object' },
    { id: 'create', grade: 'C', needs: ['create:aes'], steps: ['unwrap-in-process', 'create-key'], takes: 'bytes' },
  ],
  ec: [
    { id: 'kwp', grade: 'T', needs: ['unwrap:ec'], steps: ['unwrap-kwp'], takes: 'object' },
    { id: 'create', grade: 'C', needs: ['create:ec'], steps: ['unwrap-in-process', 'create-key'], takes: 'bytes' },
  ],
  rsa: [
    { id: 'kwp', grade: 'T', needs: ['unwrap:rsa'], steps: ['unwrap-kwp'], takes: 'object' },
    { id: 'create', grade: 'C', needs: ['create:rsa'], steps: ['unwrap-in-process', 'create-key'], takes: 'bytes' },
  ],
};

const pkcs7: UnwrapRung = {
  id: 'pkcs7',
  grade: 'T',
  needs: ['unwrap:pkcs7'],
  steps: ['unwrap-pkcs7'],
  takes: 'object',
};

/** The CloudHSM form, per kind of key. */
export const cloudHsmRungs: Readonly<Record<Material, readonly UnwrapRung[]>> = {
  aes: [
    pkcs7,
    { id: 'truncate', grade: 'T', needs: ['unwrap:kw-truncate'], steps: ['unwrap-truncating'], takes: 'object' },
    { id: 'extract', grade: 'T', needs: ['unwrap:kw-extract'], steps: ['unwrap-extracting'], takes: 'object' },
    { id: 'create', grade: 'C', needs: ['create:aes'], steps: ['unwrap-in-process', 'create-key'], takes: 'bytes' },
  ],
  ec: [
    { ...pkcs7, needs: ['unwrap:pkcs7', 'unwrap:ec'] },
    // DER ends where it says: modules that read a PKCS#8 stop there and never see the padding.
    { id: 'padded', grade: 'T', needs: ['unwrap:ec-padded'], steps: ['unwrap-padded'], takes: 'object' },
    { id: 'create', grade: 'C', needs: ['create:ec'], steps: ['unwrap-in-process', 'create-key'], takes: 'bytes' },
  ],
  rsa: [
    { ...pkcs7, needs: ['unwrap:pkcs7', 'unwrap:rsa'] },
    { id: 'padded', grade: 'T', needs: ['unwrap:rsa-padded'], steps: ['unwrap-padded'], takes: 'object' },
    { id: 'create', grade: 'C', needs: ['create:rsa'], steps: ['unwrap-in-process', 'create-key'], takes: 'bytes' },
  ],
};

/** A KEK that is bytes in the process becomes an object by this, where the next rung wants one. */
export const importKek: { readonly needs: readonly CapabilityId[]; readonly steps: readonly StepName[] } = {
  needs: ['import:aes'],
  steps: ['import-kek'],
};
