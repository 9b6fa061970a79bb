import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { RegisteredKey } from '../../app/platform/facts/client-facts.ts';
import type { ClientRegistration } from '../../app/platform/wire/clients.ts';
import { Base64 } from '../../app/platform/wire/fields.ts';

/** Curves by their OpenSSL names in the words of the standards. */
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'EC P-256',
  secp384r1: 'EC P-384',
  secp521r1: 'EC P-521',
  secp224r1: 'EC P-224',
};

/** As it is sent: strict, at most 64 KiB of PEM. */
const PemInBase64 = Base64(1, 65_536);

/**
 * The public key of a registration: base64 of the PEM text of an SPKI or a certificate.
 * The digest is over the SPKI in DER, so that the same key has the same digest however it was wrapped.
 */
export function registeredKey(base64OfPem: string | undefined): RegisteredKey {
  if (base64OfPem === undefined || base64OfPem === '') return { kind: 'none' };
  // Node's decoder skips what is no base64, so that another reader may find another key in the same text.
  if (!PemInBase64.safeParse(base64OfPem).success) return { kind: 'unreadable' };
  const pem = Buffer.from(base64OfPem, 'base64').toString('utf8').trim();
  // One PEM block and nothing else: what stands before or after it could be taken for the key by another reader.
  const label = /^-----BEGIN (PUBLIC KEY|CERTIFICATE)-----[A-Za-z0-9+/=\s]+-----END \1-----$/.exec(pem)?.[1];
  try {
    if (label === 'CERTIFICATE') {
      const certificate = new X509Certificate(pem);
      return described(certificate.publicKey, certificate.subject.replaceAll('\n', ', '));
    }
    if (label === 'PUBLIC KEY') return described(createPublicKey(pem), null);
  } catch {
    // OpenSSL says in many ways that it is no key; none of them is for people.
  }
  return { kind: 'unreadable' };
}

/** The keys that a registration holds, each as far as it can be read. */
export function registeredKeys(item: ClientRegistration) {
  return {
    encryptionKey: registeredKey(item.encryptionPublicKey),
    encryptionCertificate: registeredKey(item.encryptionCertificate),
    clientCertificate: registeredKey(item.clientCertificate),
  };
}

function described(key: KeyObject, subject: string | null): RegisteredKey {
  const sha256 = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return { kind: 'read', sha256, words: wordsOf(key), subject };
}

function wordsOf(key: KeyObject): string {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return curves[namedCurve] ?? `EC ${namedCurve}`;
    case 'rsa':
      return `RSA-${modulusLength}`;
    default:
      return key.asymmetricKeyType ?? 'key of unknown type';
  }
}
