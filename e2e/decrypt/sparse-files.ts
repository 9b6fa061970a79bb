import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  pbkdf2Sync,
  randomBytes,
} from 'node:crypto';
import fs from 'node:fs';
import type { DecryptJob } from '../../main/decrypt/protocol.ts';
import { recordText } from './engine.ts';
import { type EsdkParts, esdkFront, frameFront } from './esdk-writer.ts';
import { platformNonce } from './platform-nonce.ts';

/** A true encrypted file that is a hole for the most part: its ciphertext is all zeros. */
export interface SparseFile {
  readonly key: Uint8Array | string;
  readonly job: Partial<DecryptJob>;
  readonly record?: string;
  /** Of the plaintext, in hex. */
  readonly sha256: string;
  /** Bytes of the plaintext. */
  readonly bytes: number;
  readonly authenticated: boolean;
}

type WriteSparse = (file: string, size: number) => SparseFile;

const piece = 4 * 1024 * 1024;
const zeros = Buffer.alloc(piece);

/** Puts bytes into a file from a place on; what is left out between is a hole. */
function put(file: string, at: number, octets: Uint8Array): void {
  const fd = fs.openSync(file, fs.existsSync(file) ? 'r+' : 'w');
  fs.writeSync(fd, octets, 0, octets.length, at);
  fs.closeSync(fd);
}

interface Sealing {
  readonly algorithm: 'aes-256-gcm' | 'chacha20-poly1305';
  readonly key: Uint8Array;
  readonly nonce: Buffer;
  readonly aad?: Buffer;
}

/**
 * The tag of a message whose ciphertext is so many zeros. Its plaintext is the key stream, which goes into the hash;
 * encrypting that once gives zeros and the tag.
 */
function tagOfZeros(
  { algorithm, key, nonce, aad = Buffer.alloc(0) }: Sealing,
  length: number,
  hash: ReturnType<typeof createHash>,
) {
  // The counter of the first data block is 2 for GCM (SP 800-38D section 7.1) and 1 for ChaCha20-Poly1305 (RFC 8439 section 2.8).
  const stream =
    algorithm === 'aes-256-gcm'
      ? createCipheriv('aes-256-ctr', key, Buffer.concat([nonce, Buffer.from([0, 0, 0, 2])]))
      : createCipheriv('chacha20', key, Buffer.concat([Buffer.from([1, 0, 0, 0]), nonce]));
  const options = { authTagLength: 16 } as const;
  const cipher =
    algorithm === 'aes-256-gcm'
      ? createCipheriv(algorithm, key, nonce, options).setAAD(aad)
      : createCipheriv(algorithm, key, nonce, options).setAAD(aad, { plaintextLength: length });
  for (let done = 0; done < length; done += piece) {
    const part = zeros.subarray(0, Math.min(piece, length - done));
    const plaintext = stream.update(part);
    hash.update(plaintext);
    if (!cipher.update(plaintext).equals(part)) throw new Error('the key stream is not that of the cipher');
  }
  cipher.final();
  return cipher.getAuthTag();
}

const gcm: WriteSparse = (file, size) => {
  const key = randomBytes(32);
  const nonce = platformNonce();
  const hash = createHash('sha256');
  const tag = tagOfZeros({ algorithm: 'aes-256-gcm', key, nonce }, size, hash);
  put(file, 0, nonce);
  put(file, 12 + size, tag);
  return { key, job: {}, sha256: hash.digest('hex'), bytes: size, authenticated: true };
};

/** Zeros under CBC: every block of plaintext is the same but the first; the last block is chosen so that its padding fits. */
function cbcOfZeros(file: string, front: Buffer, key: Uint8Array, iv: Uint8Array, size: number) {
  const block = Buffer.alloc(16);
  const ecb = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const plain = ecb.update(block);
  const filled = Buffer.alloc(piece, plain);
  const hash = createHash('sha256').update(plain.map((octet, i) => octet ^ (iv[i] ?? 0)));
  for (let left = size - 32; left > 0; left -= piece) hash.update(filled.subarray(0, Math.min(piece, left)));
  const last = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(Buffer.alloc(16, 16));
  put(file, 0, front);
  put(file, front.length + size - 16, last);
  return { sha256: hash.digest('hex'), bytes: size - 16 };
}

const cbc: WriteSparse = (file, size) => {
  const key = randomBytes(32);
  const iv = randomBytes(16);
  const made = cbcOfZeros(file, Buffer.alloc(0), key, iv, size);
  const members = { aesMode: 'AES-CBC-256', kekIv: iv.toString('base64'), originalSHA256: made.sha256 };
  return { key, job: {}, record: recordText(members), ...made, authenticated: true };
};

const salted: WriteSparse = (file, size) => {
  const salt = randomBytes(8);
  const derived = pbkdf2Sync('sesame', salt, 10_000, 48, 'sha256');
  const front = Buffer.concat([Buffer.from('Salted__'), salt]);
  const made = cbcOfZeros(file, front, derived.subarray(0, 32), derived.subarray(32), size);
  const kdf = { digest: 'sha256', rounds: 10_000 } as const;
  return { key: 'sesame\n', job: { kdf, format: 'openssl-aes-256-cbc' }, ...made, authenticated: false };
};

/** The DEK under RFC 5649, by the OpenSSL of Node. */
function cosmianFront(dek: Buffer): { readonly kek: Buffer; readonly front: Buffer } {
  const kek = randomBytes(32);
  const wrap = createCipheriv('id-aes256-wrap-pad', kek, Buffer.from('A65959A6', 'hex'));
  const wrapped = Buffer.concat([wrap.update(dek), wrap.final()]);
  return { kek, front: Buffer.concat([Buffer.from([wrapped.length]), wrapped]) };
}

const cosmian =
  (algorithm: Sealing['algorithm']): WriteSparse =>
  (file, size) => {
    const dek = randomBytes(32);
    const { kek, front } = cosmianFront(dek);
    const nonce = randomBytes(12);
    const hash = createHash('sha256');
    const tag = tagOfZeros({ algorithm, key: dek, nonce }, size, hash);
    put(file, 0, Buffer.concat([front, nonce]));
    put(file, front.length + 12 + size, tag);
    return { key: kek, job: {}, sha256: hash.digest('hex'), bytes: size, authenticated: true };
  };

/** Every piece of 32 bytes is decrypted alike (key-systems.md section 3.4). */
const cosmianXts: WriteSparse = (file, size) => {
  const dek = randomBytes(64);
  const { kek, front } = cosmianFront(dek);
  const tweak = randomBytes(16);
  const plain = createDecipheriv('aes-256-xts', dek, tweak).update(Buffer.alloc(32));
  const filled = Buffer.alloc(piece, plain);
  const hash = createHash('sha256');
  for (let left = size; left > 0; left -= piece) hash.update(filled.subarray(0, Math.min(piece, left)));
  put(file, 0, Buffer.concat([front, tweak]));
  fs.truncateSync(file, front.length + 16 + size);
  const job = { format: 'cosmian-aes-xts' };
  return { key: kek, job, sha256: hash.digest('hex'), bytes: size, authenticated: false };
};

const esdk: WriteSparse = (file, size) => {
  const [sender, recipient] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  if (sender === undefined || recipient === undefined) throw new Error('two pairs were made');
  const frameLength = Math.min(size, 1024 ** 3);
  const parts: EsdkParts = {
    messageId: randomBytes(32),
    salt: randomBytes(32),
    dataKey: randomBytes(32),
    context: Buffer.alloc(0),
    sender: sender.privateKey,
    recipient: createPublicKey(recipient.privateKey),
    frameLength,
  };
  const { header, contentKey } = esdkFront(parts);
  const hash = createHash('sha256');
  put(file, 0, header);
  let at = header.length;
  for (let sequence = 1, left = size; left > 0; sequence++) {
    const length = Math.min(frameLength, left);
    left -= length;
    const { iv, front, aad } = frameFront(parts, sequence, length, left === 0);
    const tag = tagOfZeros({ algorithm: 'aes-256-gcm', key: contentKey, nonce: iv, aad }, length, hash);
    put(file, at, front);
    put(file, at + front.length + length, tag);
    at += front.length + length + tag.length;
  }
  const key = recipient.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, job: {}, sha256: hash.digest('hex'), bytes: size, authenticated: true };
};

/**
 * One writer for each cipher and layout that goes through memory piece by piece. A JWE is not among them: its ciphertext is
 * text, which has no holes. @param size bytes of the ciphertext, a multiple of 32
 */
export const sparseWriters: Readonly<Record<string, WriteSparse>> = {
  'platform AES-GCM': gcm,
  'platform AES-CBC': cbc,
  'openssl Salted__': salted,
  'Cosmian AES-GCM': cosmian('aes-256-gcm'),
  'Cosmian ChaCha20-Poly1305': cosmian('chacha20-poly1305'),
  'Cosmian AES-XTS': cosmianXts,
  'AWS message': esdk,
};
