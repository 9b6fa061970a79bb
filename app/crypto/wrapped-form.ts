/** The two ways the platform wraps a key under the same KEK (its answer does not say which). */
export type WrappedForm = 'kwp' | 'cloudhsm';

/** What each form is, in words for people and records. */
export const wrappedForms = {
  kwp: { name: 'AES-KWP', means: 'AES key wrap with padding, RFC 5649' },
  cloudhsm: { name: 'CloudHSM form', means: 'PKCS#5 padding to 8 bytes, then AES key wrap, RFC 3394' },
} as const satisfies Record<WrappedForm, { name: string; means: string }>;

/** The length of a wrapped key, in octets, from the length of the key. */
export function wrappedLength(form: WrappedForm, keyLength: number): number {
  return form === 'kwp' ? Math.ceil(keyLength / 8) * 8 + 8 : Math.floor(keyLength / 8) * 8 + 16;
}

/**
 * The forms that a wrapped AES key of this length can have, most likely first. For AES the key's length decides: 16 and
 * 32 octets give 24 and 40 by KWP, 32 and 48 in the CloudHSM form. There is no length both could have.
 * @param keyLength octets of the key, 16 or 32
 */
export function formOfSymmetric(keyLength: number, wrappedOctets: number): WrappedForm | undefined {
  return (['kwp', 'cloudhsm'] as const).find((form) => wrappedLength(form, keyLength) === wrappedOctets);
}

/**
 * The forms to try on a wrapped private key, in order: PKCS#8 has no fixed length, so the integrity check decides.
 * Both give lengths that are multiples of 8, and mostly the same ones.
 */
export const formsOfPrivateKey: readonly WrappedForm[] = ['kwp', 'cloudhsm'];
