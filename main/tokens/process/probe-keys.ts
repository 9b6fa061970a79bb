import { createCipheriv, generateKeyPairSync, randomBytes } from 'node:crypto';
import { concat } from '../../../app/crypto/octets.ts';
import { type PublicKey, readSpki } from '../../../app/crypto/spki.ts';
import type { Template } from './attributes.ts';
import { privateKeyAttributes } from './key-templates.ts';

/** A key pair made for probing: it protects nothing. */
interface ProbePair {
  readonly pkcs8: Uint8Array;
  readonly publicKey: PublicKey;
  /** The same private key as attributes. */
  readonly template: Template;
}

interface ProbeKeys {
  readonly EC: ProbePair;
  readonly RSA: ProbePair;
  readonly gcm: Record<'key' | 'iv' | 'aad' | 'sealed' | 'opened', Uint8Array>;
}

let made: ProbeKeys | undefined;

/** Made at the first probe of a process, since an RSA key takes 0.1 s. */
export function probeKeys(): ProbeKeys {
  made ??= {
    EC: pairOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    RSA: pairOf(generateKeyPairSync('rsa', { modulusLength: 2048 })),
    gcm: makeGcm(),
  };
  return made;
}

function pairOf({ privateKey, publicKey }: ReturnType<typeof generateKeyPairSync>): ProbePair {
  const pkcs8 = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  return { pkcs8, publicKey: readSpki(spki), template: privateKeyAttributes(pkcs8) };
}

function makeGcm(): ProbeKeys['gcm'] {
  const [key, iv, aad, opened] = [randomBytes(32), randomBytes(12), randomBytes(20), randomBytes(100)].map(
    (bytes) => new Uint8Array(bytes),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
  const sealed = concat(cipher.update(opened), cipher.final(), cipher.getAuthTag());
  return { key, iv, aad, sealed, opened };
}
