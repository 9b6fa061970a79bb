import { SerializedJwe } from '../../app/platform/wire/distributions.ts';
import { Product } from '../../app/platform/wire/products.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { hostForPeople } from '../network/hosts.ts';
import { itemPath, type PlatformClient } from '../platform/client.ts';
import type { EnvelopeSource } from './ceremony.ts';

/** The envelope as it came, and where from. */
export interface FetchedEnvelope {
  readonly jwe: string;
  readonly source: EnvelopeSource;
}

/** What tells which certificate a host showed. */
export interface Certificates {
  certificateOf(hostname: string): string | undefined;
}

/**
 * Asks the platform for the product's wrapped keys. Every such question is a line in its audit trail, so it is asked
 * once a preview.
 * @param as the identity that must ask
 */
export async function fetchEnvelope(
  client: PlatformClient,
  certificates: Certificates,
  apiBase: string,
  product: string,
  as: string,
): Promise<Result<FetchedEnvelope>> {
  const list = itemPath('/distributions/products', product);
  if (list === null) return fail('platform.not-found');
  let requestId = '';
  const answer = await client.get(`${list}/wrappedkeys`, SerializedJwe, {
    as,
    onAnswer: (id) => {
      requestId = id;
    },
  });
  if (!answer.ok) return answer;
  const certificate = certificates.certificateOf(new URL(apiBase).hostname) ?? null;
  return ok({
    jwe: answer.value.serializedJWE,
    source: {
      host: hostForPeople(apiBase),
      certificateSha256: certificate,
      requestId,
      fetchedAt: new Date().toISOString(),
    },
  });
}

/**
 * The public keys of a product's operations, by the name of their token, as SubjectPublicKeyInfo. An account that may
 * export but not read the product gets none: private keys are then checked, not compared.
 */
export async function publicKeysOf(
  client: PlatformClient,
  product: string,
  as: string,
): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  const path = itemPath('/products', product);
  if (path === null) return fail('platform.not-found');
  const answer = await client.get(path, Product, { as, refusalExpected: true });
  if (!answer.ok) {
    const isRefused = answer.error.code === 'platform.forbidden' || answer.error.code === 'platform.not-found';
    return isRefused ? ok(new Map()) : answer;
  }
  const keys = new Map<string, Uint8Array>();
  const twice = new Set<string>();
  for (const { token } of answer.value.productOperations) {
    if (token?.publicKey == null || token.name === '') continue;
    const spki = spkiOf(token.publicKey);
    if (spki === null) continue;
    const before = keys.get(token.name);
    if (before !== undefined && !Buffer.from(before).equals(spki)) twice.add(token.name);
    keys.set(token.name, spki);
  }
  // Two different keys of one name: which belongs to the wrapped key is not said, so neither is compared with.
  for (const name of twice) keys.delete(name);
  return ok(keys);
}

function spkiOf(pem: string): Uint8Array | null {
  const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem)?.[1];
  return body === undefined ? null : new Uint8Array(Buffer.from(body, 'base64'));
}
