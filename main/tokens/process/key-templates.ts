import { curves } from '../../../app/crypto/curves.ts';
import { readPkcs8 } from '../../../app/crypto/pkcs8.ts';
import type { Template } from './attributes.ts';
import { keyTypes, objectClasses } from './ck-names.ts';

/**
 * The templates of keys that live for one job: never stored, never readable. What a template leaves out is up to the
 * module (NSS then makes a readable key, SoftHSM a key that may wrap), so everything that matters is spelled out.
 */

const hidden = { TOKEN: false, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: false } as const satisfies Template;

/** A secret to derive from. */
export const sessionSecret: Template = {
  ...hidden,
  CLASS: objectClasses.SECRET_KEY,
  KEY_TYPE: keyTypes.GENERIC_SECRET,
  DERIVE: true,
};

/** A secret that is meant to be read out, for modules that can do nothing else with it. */
export const readableSecret: Template = {
  CLASS: objectClasses.SECRET_KEY,
  KEY_TYPE: keyTypes.GENERIC_SECRET,
  TOKEN: false,
  SENSITIVE: false,
  EXTRACTABLE: true,
};

const aes = {
  ...hidden,
  CLASS: objectClasses.SECRET_KEY,
  KEY_TYPE: keyTypes.AES,
  WRAP: false,
} as const satisfies Template;

/** An AES key that unwraps and does nothing else. */
export const sessionKek: Template = { ...aes, UNWRAP: true, DECRYPT: false, ENCRYPT: false };

/** An AES key that decrypts and does nothing else. */
export const sessionCek: Template = { ...aes, UNWRAP: false, DECRYPT: true, ENCRYPT: false };

/** The usages a key on the token can be given; nothing else is allowed to it. */
export type KeyUse = 'decrypt' | 'sign' | 'derive';

/** An imported AES key while it is proven. */
export function aesKey(uses: readonly KeyUse[]): Template {
  return {
    ...aes,
    DECRYPT: uses.includes('decrypt'),
    ENCRYPT: false,
    UNWRAP: false,
    SIGN: false,
    VERIFY: false,
    DERIVE: false,
  };
}

/** An imported private key while it is proven. */
export function privateKey(kind: 'RSA' | 'EC', uses: readonly KeyUse[]): Template {
  return {
    ...hidden,
    CLASS: objectClasses.PRIVATE_KEY,
    KEY_TYPE: keyTypes[kind],
    SIGN: uses.includes('sign'),
    DERIVE: uses.includes('derive'),
    DECRYPT: uses.includes('decrypt'),
    UNWRAP: false,
    SIGN_RECOVER: false,
  };
}

/** The attributes that carry a private key's value, for C_CreateObject. @throws DerError */
export function privateKeyAttributes(pkcs8: Uint8Array): Template {
  const key = readPkcs8(pkcs8);
  if (key.kind === 'EC') return { EC_PARAMS: curves[key.curve].oid, VALUE: key.scalar };
  return {
    MODULUS: key.publicKey.modulus,
    PUBLIC_EXPONENT: key.publicKey.exponent,
    PRIVATE_EXPONENT: key.privateExponent,
    PRIME_1: key.prime1,
    PRIME_2: key.prime2,
    EXPONENT_1: key.exponent1,
    EXPONENT_2: key.exponent2,
    COEFFICIENT: key.coefficient,
  };
}
