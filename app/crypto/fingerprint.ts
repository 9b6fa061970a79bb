import { toHex } from './octets.ts';
import type { Primitives } from './primitives.ts';
import { type PublicKey, writeSpki } from './spki.ts';

/** The fingerprint of a public key in every spelling a screen, record or comparison needs. */
export interface Fingerprint {
  /** 64 lower-case digits, as `openssl dgst -sha256` prints it for the DER of the SubjectPublicKeyInfo. */
  readonly hex: string;
  /** The same digits in sixteen groups of four, to be read out and compared. */
  readonly groups: string;
  /** What an approver types to show that both screens were compared. */
  readonly lastFour: string;
}

/** The SHA-256 of a SubjectPublicKeyInfo. @param spki DER */
export function fingerprintOfSpki(primitives: Primitives, spki: Uint8Array): Fingerprint {
  const hex = toHex(primitives.hash('SHA-256', spki));
  return { hex, groups: hex.replace(/(.{4})(?=.)/g, '$1 '), lastFour: hex.slice(-4) };
}

/** The fingerprint of a key, over the SubjectPublicKeyInfo that Keydock would register for it. */
export function fingerprintOf(primitives: Primitives, key: PublicKey): Fingerprint {
  return fingerprintOfSpki(primitives, writeSpki(key));
}
