// For tests alone: makes certificate authorities and server certificates, good ones and every kind of bad one.
import 'reflect-metadata';
import { randomBytes, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const day = 86_400_000;
const serverAuth = '1.3.6.1.5.5.7.3.1';

/** Days from now. */
export const days = (n: number): Date => new Date(Date.now() + n * day);

export interface Issued {
  readonly keys: webcrypto.CryptoKeyPair;
  readonly certificate: x509.X509Certificate;
  readonly pem: string;
  readonly keyPem: string;
}

export interface Wish {
  readonly name?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  readonly isCa?: boolean;
  readonly pathLength?: number;
  readonly usages?: readonly string[] | null;
  readonly keyUsage?: number | null;
  readonly hash?: 'SHA-1' | 'SHA-256';
  readonly algorithm?: 'P-256' | 'RSA-1024' | 'RSA-2048' | 'PSS-SHA-1' | 'PSS-SHA-256';
  /** Further extensions: object identifier, DER of the value, critical. */
  readonly more?: readonly (readonly [string, Uint8Array<ArrayBuffer>, boolean])[];
}

function algorithmOf({
  algorithm = 'P-256',
  hash = 'SHA-256',
}: Wish): webcrypto.RsaHashedKeyGenParams | (webcrypto.EcKeyGenParams & { hash: string }) {
  if (algorithm === 'P-256') return { name: 'ECDSA', namedCurve: 'P-256', hash };
  const isPss = algorithm.startsWith('PSS');
  return {
    name: isPss ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5',
    modulusLength: algorithm === 'RSA-1024' ? 1024 : 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: algorithm === 'PSS-SHA-1' ? 'SHA-1' : hash,
  };
}

/** A certificate authority that signs itself. */
export function makeRoot(name = 'Test CA', wish: Wish = {}): Promise<Issued> {
  return issue(null, { name, isCa: true, ...wish });
}

/**
 * Issues a certificate for "localhost", good unless the wish says otherwise.
 * @param issuer null for one that signs itself
 */
export async function issue(issuer: Issued | null, wish: Wish = {}): Promise<Issued> {
  const { isCa = false, name = 'localhost', dns = ['localhost'], ip = ['127.0.0.1'] } = wish;
  const keys = await crypto.subtle.generateKey(algorithmOf(wish), true, ['sign', 'verify']);
  const signer = issuer ?? { keys, certificate: null };
  // With the issuer's own kind of key; the wish chooses the hash.
  const own = signer.keys.privateKey.algorithm;
  const signingAlgorithm = { ...own, saltLength: 32, hash: wish.hash === 'SHA-1' ? 'SHA-1' : hashOf(own) };
  const keyUsage =
    wish.keyUsage === undefined
      ? isCa
        ? x509.KeyUsageFlags.keyCertSign
        : x509.KeyUsageFlags.digitalSignature
      : wish.keyUsage;
  const usages = wish.usages === undefined ? (isCa ? null : [serverAuth]) : wish.usages;
  const names = [
    ...dns.map((value) => ({ type: 'dns' as const, value })),
    ...ip.map((value) => ({ type: 'ip' as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from([0x40, ...randomBytes(15)]).toString('hex'),
    subject: `CN=${name}`,
    issuer: signer.certificate?.subject ?? `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm,
    notBefore: wish.from ?? days(-1),
    notAfter: wish.to ?? days(20),
    extensions: [
      new x509.BasicConstraintsExtension(isCa, wish.pathLength, true),
      ...(keyUsage === null ? [] : [new x509.KeyUsagesExtension(keyUsage, true)]),
      ...(usages === null ? [] : [new x509.ExtendedKeyUsageExtension([...usages])]),
      ...(isCa || names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
      ...(wish.more ?? []).map(([id, value, critical]) => new x509.Extension(id, critical, value)),
    ],
  });
  const keyPem = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { keys, certificate, pem: `${certificate.toString('pem')}\n`, keyPem };
}

function hashOf(algorithm: webcrypto.KeyAlgorithm): string {
  return 'hash' in algorithm ? (algorithm as webcrypto.RsaHashedKeyAlgorithm).hash.name : 'SHA-256';
}

/** A NameConstraints value of DNS and IP subtrees: tag 0x82 with a name, 0x87 with address and mask, 0xa4 any. */
export function nameConstraints(
  permitted: readonly [number, Buffer][],
  excluded: readonly [number, Buffer][] = [],
): Uint8Array<ArrayBuffer> {
  const tlv = (tag: number, ...content: Buffer[]): Buffer => {
    const body = Buffer.concat(content);
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  };
  const subtrees = (tag: number, list: readonly [number, Buffer][]) =>
    list.length === 0 ? Buffer.alloc(0) : tlv(tag, ...list.map(([kind, name]) => tlv(0x30, tlv(kind, name))));
  return new Uint8Array(tlv(0x30, subtrees(0xa0, permitted), subtrees(0xa1, excluded)));
}
