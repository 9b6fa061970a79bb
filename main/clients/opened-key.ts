import { createHash } from 'node:crypto';
import type { KeyPlace } from '../../app/contract/client-shapes.ts';
import { DerError } from '../../app/crypto/der.ts';
import { type PublicKey, readSpki } from '../../app/crypto/spki.ts';
import type { DecryptEngine } from '../decrypt/engine.ts';
import type { ObjectDescription } from '../tokens/token-shapes.ts';
import type { TokenInHand } from '../tokens/tokens.ts';

/** A key that can be a client's, where it is and with its public half. */
export type OpenedClientKey = (
  | { readonly kind: 'token'; readonly token: TokenInHand; readonly object: ObjectDescription }
  /** In the decryption process, by the number it has there. */
  | { readonly kind: 'file'; readonly name: string; readonly engine: DecryptEngine; readonly key: number }
) & {
  readonly place: KeyPlace;
  readonly publicKey: PublicKey;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** SHA-256 of it, lower-case hex. */
  readonly fingerprint: string;
};

/** What is made of a SubjectPublicKeyInfo; null for a key of another kind. */
export function publicHalf(spki: Uint8Array): Pick<OpenedClientKey, 'publicKey' | 'fingerprint'> | null {
  try {
    return { publicKey: readSpki(spki), fingerprint: createHash('sha256').update(spki).digest('hex') };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** "EC P-256", "RSA 3072". */
export function keyWords(key: PublicKey): string {
  return key.kind === 'EC' ? `EC ${key.curve}` : `RSA ${bitsOf(key.modulus)}`;
}

function bitsOf(modulus: Uint8Array): number {
  return modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
}
