import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { TokenRecord } from './records.ts';

const makePair = promisify(generateKeyPair);

/** How a key of each type is made: the number of random bytes, or a key pair. */
const makers: Readonly<Record<string, () => Promise<KeyObject>>> = {
  PASSPHRASE32: async () => createSecretKey(randomBytes(32)),
  AES128: async () => createSecretKey(randomBytes(16)),
  AES256: async () => createSecretKey(randomBytes(32)),
  RSA1024: () => rsa(1024),
  RSA2048: () => rsa(2048),
  RSA3072: () => rsa(3072),
  RSA4096: () => rsa(4096),
  ECDSAP224: () => ec('secp224r1'),
  ECDSAP256: () => ec('prime256v1'),
  ECDSAP384: () => ec('secp384r1'),
  ECDSAP521: () => ec('secp521r1'),
  MLDSA44: async () => (await makePair('ml-dsa-44', {})).privateKey,
  MLDSA65: async () => (await makePair('ml-dsa-65', {})).privateKey,
  MLDSA87: async () => (await makePair('ml-dsa-87', {})).privateKey,
};

async function rsa(modulusLength: number): Promise<KeyObject> {
  return (await makePair('rsa', { modulusLength })).privateKey;
}

async function ec(namedCurve: string): Promise<KeyObject> {
  return (await makePair('ec', { namedCurve })).privateKey;
}

/** The platform's HSM: a key for each token, made when it is first needed. */
export interface KeyRing {
  /** @throws Error 'keyNotFound' for a type whose keys are not made here */
  keyOf(token: Pick<TokenRecord, 'id' | 'keyType'>): Promise<KeyObject>;
  /** SPKI as PEM text; undefined for a symmetric key and for a type whose keys are not made here. */
  publicKeyOf(token: Pick<TokenRecord, 'id' | 'keyType'>): Promise<string | undefined>;
  destroy(tokenId: string): void;
  /** All keys, to be saved: base64 of raw bytes or of PKCS#8. */
  save(): Readonly<Record<string, string>>;
}

/** @param kept what `save` gave in an earlier run */
export function makeKeyRing(changed: () => void, kept: Readonly<Record<string, string>> = {}): KeyRing {
  const keys = new Map<string, Promise<KeyObject>>();
  const saved = new Map<string, string>(Object.entries(kept));
  for (const [id, text] of saved) keys.set(id, Promise.resolve(read(text)));

  async function make(id: string, keyType: string): Promise<KeyObject> {
    const maker = makers[keyType];
    if (maker === undefined) throw new Error('keyNotFound');
    const key = await maker();
    saved.set(id, write(key));
    changed();
    return key;
  }

  const ring: KeyRing = {
    keyOf({ id, keyType }) {
      const known = keys.get(id) ?? make(id, keyType);
      keys.set(id, known);
      return known;
    },
    async publicKeyOf(token) {
      if (!Object.hasOwn(makers, token.keyType)) return undefined;
      const key = await ring.keyOf(token);
      if (key.type !== 'private') return undefined;
      return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    },
    destroy(tokenId) {
      keys.delete(tokenId);
      saved.delete(tokenId);
      changed();
    },
    save: () => Object.fromEntries(saved),
  };
  return ring;
}

function write(key: KeyObject): string {
  return key.type === 'secret'
    ? `raw:${key.export().toString('base64')}`
    : `pkcs8:${key.export({ type: 'pkcs8', format: 'der' }).toString('base64')}`;
}

function read(text: string): KeyObject {
  const bytes = Buffer.from(text.slice(text.indexOf(':') + 1), 'base64');
  return text.startsWith('raw:')
    ? createSecretKey(bytes)
    : createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' });
}
