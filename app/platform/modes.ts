import { z } from 'zod';

interface ModeRow {
  /** Length of the data key, and of the product's key. */
  readonly keyBits: 128 | 256;
  readonly cipher: 'gcm' | 'cbc';
  /** Whether the file is encrypted under a one-time key that is itself sealed under the product's key. */
  readonly pskek: boolean;
  /** Whether the format can show that the file was not changed. */
  readonly authenticated: boolean;
  /** How the encrypted file is laid out, in words. */
  readonly layout: string;
  /**
   * True where the platform's description does not state the layout: the screen then says "assumed layout".
   * @see assumptions.cbcFileLayout and assumptions.pskekLayout
   */
  readonly layoutAssumed: boolean;
}

const gcmFile = 'nonce (12 bytes), ciphertext, tag (16 bytes)';
const cbcFile = 'ciphertext only, padded by PKCS#7';

const plainGcm = { cipher: 'gcm', pskek: false, authenticated: true, layout: gcmFile, layoutAssumed: false } as const;
const plainCbc = {
  cipher: 'cbc',
  pskek: false,
  authenticated: false,
  layout: `${cbcFile}; the IV is the product's KEK-IV`,
  layoutAssumed: true,
} as const;
const sealedGcm = {
  cipher: 'gcm',
  pskek: true,
  authenticated: true,
  layout: `${gcmFile}; under a one-time key, sealed under the product's key`,
  layoutAssumed: true,
} as const;
const sealedCbc = {
  cipher: 'cbc',
  pskek: true,
  authenticated: false,
  layout: `${cbcFile}; under a one-time key and IV, both sealed under the product's key`,
  layoutAssumed: true,
} as const;

/** The eight values of `aesMode`. AAD goes with the GCM ones only. @see platform-api.md section 5 */
export const modes = {
  'AES-CBC-128': { keyBits: 128, ...plainCbc },
  'AES-CBC-256': { keyBits: 256, ...plainCbc },
  'AES-CBC-128-PSKEK': { keyBits: 128, ...sealedCbc },
  'AES-CBC-256-PSKEK': { keyBits: 256, ...sealedCbc },
  'AES-GCM-128': { keyBits: 128, ...plainGcm },
  'AES-GCM-256': { keyBits: 256, ...plainGcm },
  'AES-GCM-128-PSKEK': { keyBits: 128, ...sealedGcm },
  'AES-GCM-256-PSKEK': { keyBits: 256, ...sealedGcm },
} as const satisfies Record<string, ModeRow>;

export type AesMode = keyof typeof modes;

function isAesMode(text: string): text is AesMode {
  return Object.hasOwn(modes, text);
}

/** All modes, in the order of the table. */
export const aesModes: readonly AesMode[] = Object.keys(modes).filter(isAesMode);

/** For what we send. What we read may name a mode of tomorrow: use `modeOf`. */
export const AesMode = z.enum(Object.keys(modes).filter(isAesMode));

/** The row of a mode, or undefined for one this version does not know (show its name as it is). */
export function modeOf(text: string): (ModeRow & { readonly id: AesMode }) | undefined {
  return isAesMode(text) ? { id: text, ...modes[text] } : undefined;
}

/** The platform encrypts GCM in one call: a larger plaintext is accepted and then Failed. Bytes. */
export const gcmPlaintextLimit = 40_960_000;
/** Bytes around the ciphertext of a GCM file. */
export const gcmNonceLength = 12;
export const gcmTagLength = 16;
/** What the object store takes in one PUT. Bytes; the body is base64 text. */
export const uploadLimit = 5 * 1024 ** 3;
