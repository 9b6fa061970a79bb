import { z } from 'zod';

/**
 * What a token really does. Each id names one thing that the probe tries with a known answer; the table of rungs
 * (strategies/) says which of them a way of opening or importing needs.
 */
export const capabilityTexts = {
  'ecdh:sensitive': 'ECDH whose secret stays sensitive',
  'ecdh:readable': 'ECDH whose secret can be read out',
  'digest-key': 'digesting a secret it keeps (C_DigestKey)',
  'kdf:hkdf': 'HKDF on the token',
  'kdf:primitives': 'concatenating, XOR and hashing of secrets on the token',
  'import:aes': 'taking an AES key as a session object',
  'unwrap:kw': 'AES key wrap (RFC 3394)',
  'unwrap:kwp': 'AES key wrap with padding (RFC 5649)',
  'unwrap:pkcs7': 'AES key wrap over PKCS#5 padding (CloudHSM form)',
  'unwrap:kw-truncate': 'AES key wrap that cuts the padding off by CKA_VALUE_LEN',
  'unwrap:kw-extract': 'AES key wrap to a secret, and taking a key out of it',
  'unwrap:ec': 'EC private keys by AES-KWP',
  'unwrap:rsa': 'RSA private keys by AES-KWP',
  'unwrap:ec-padded': 'EC private keys by AES key wrap with the padding behind them',
  'unwrap:rsa-padded': 'RSA private keys by AES key wrap with the padding behind them',
  'create:aes': 'AES keys given in the clear',
  'create:ec': 'EC private keys given in the clear',
  'create:rsa': 'RSA private keys given in the clear',
  'decrypt:gcm': 'AES-GCM with additional data',
  'decrypt:ctr': 'AES in counter mode, for check values',
  'place:copy': 'making a token object of a proven session object',
  'enforces:non-extractable': 'refusing to wrap a key that is not extractable',
} as const;

export type CapabilityId = keyof typeof capabilityTexts;
export const CapabilityId = z.enum(Object.keys(capabilityTexts) as [CapabilityId, ...CapabilityId[]]);

/** How a capability is used on this token, where tokens differ. */
export const Finding = z.discriminatedUnion('works', [
  z.object({
    works: z.literal(true),
    /** The mechanism that passed; the same number means different things on different tokens. */
    mechanism: z.number().int().nonnegative().optional(),
    /** AES templates: some tokens refuse CKA_VALUE_LEN when they unwrap, some demand it. */
    valueLength: z.enum(['absent', 'present']).optional(),
    /** EC templates: NSS wants the public point as CKA_NSS_DB. */
    nssPoint: z.boolean().optional(),
    /** The stored copy can be sealed: nothing about it can be changed (CKA_MODIFIABLE), nor copied (CKA_COPYABLE). */
    seals: z.array(z.enum(['MODIFIABLE', 'COPYABLE'])).optional(),
  }),
  /** Why not: what the token answered, or `wrong value`. */
  z.object({ works: z.literal(false), why: z.string().max(200) }),
]);
export type Finding = z.output<typeof Finding>;

/** Everything the probe found. An id that is absent was not tried. */
export const Capabilities = z.partialRecord(CapabilityId, Finding);
export type Capabilities = z.output<typeof Capabilities>;

/** The first of these that a token lacks, in words. */
export function firstLacking(capabilities: Capabilities, needs: readonly CapabilityId[]): string | undefined {
  for (const id of needs) {
    const finding = capabilities[id];
    if (finding === undefined) return `${capabilityTexts[id]}: not tried`;
    if (!finding.works) return `${capabilityTexts[id]}: ${finding.why}`;
  }
  return undefined;
}
