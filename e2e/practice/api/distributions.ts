import { createPublicKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CompactEncrypt } from 'jose';
import type { z } from 'zod';
import { stateValue } from '../../../app/platform/states.ts';
import { type ProductSecrets, SerializedJwe, type WrappedKey } from '../../../app/platform/wire/distributions.ts';
import { wrappingFor, wrongPoints } from '../crypto/wrap.ts';
import type { Platform } from '../platform/platform.ts';
import type { ClientRecord, ProductRecord } from '../platform/records.ts';
import { answer, callerOf, idOf, note } from './exchange.ts';
import { Refusal } from './problem.ts';

/** `/distributions/products/{id}`: a product's keys and secrets, each only for the caller's own Ready client. */
export function serveDistributions(app: FastifyInstance, platform: Platform): void {
  app.get('/distributions/products/:id/wrappedkeys', async (request) => {
    const { product, key } = recipient(platform, request, 'SecurityEngineer');
    note(request, { auditEventType: 'GetProductWrappedKeys', productID: product.id, productName: product.name });
    return seal(key, await wrappedKeys(platform, request, product, key));
  });

  app.get('/distributions/products/:id/secrets', async (request) => {
    const { product, key } = recipient(platform, request, 'ProductionPC');
    note(request, { auditEventType: 'GetProductSecrets', productID: product.id, productName: product.name });
    return seal(key, await secretsOf(platform, product));
  });
}

/** @throws Refusal 404 unless the caller has a Ready client of that type for the product */
function recipient(
  { products, clients }: Platform,
  request: FastifyRequest,
  clientType: 'SecurityEngineer' | 'ProductionPC',
): { product: ProductRecord; key: KeyObject } {
  const product = products.get(idOf(request));
  const { identity } = callerOf(request);
  const client = clients
    .all()
    .find(
      (candidate) =>
        candidate.state === stateValue.Ready &&
        candidate.clientType === clientType &&
        candidate.idProduct === product?.id &&
        candidate.clientUser === identity,
    );
  if (product?.state !== stateValue.Ready || client === undefined) throw new Refusal(404, 'Client is not found');
  return { product, key: keyOf(client) };
}

function keyOf({ encryptionPublicKey, encryptionCertificate }: ClientRecord): KeyObject {
  const pem = Buffer.from(encryptionPublicKey ?? encryptionCertificate ?? '', 'base64').toString();
  return encryptionPublicKey === null ? new X509Certificate(pem).publicKey : createPublicKey(pem);
}

async function seal(key: KeyObject, payload: object): Promise<z.input<typeof SerializedJwe>> {
  const alg = key.asymmetricKeyType === 'rsa' ? 'RSA-OAEP' : 'ECDH-ES+A256KW';
  const serializedJWE = await new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg, enc: 'A256GCM' })
    .encrypt(key);
  return answer(SerializedJwe, { serializedJWE });
}

async function wrappedKeys(
  platform: Platform,
  request: FastifyRequest,
  product: ProductRecord,
  clientKey: KeyObject,
): Promise<object> {
  const met = { at: 'api', method: request.method, path: request.url } as const;
  const number = platform.faults.take(['number-of-keys'], met)?.number;
  const keys = number === undefined ? await exportableKeys(platform, product) : anyKeys(number);
  const { point, wrap } = wrappingFor(clientKey, platform.settings.wrapForm);
  const wrapped = keys.map(
    ({ bytes, ...about }): z.input<typeof WrappedKey> => ({
      ...about,
      cipherText: wrap(bytes).toString('base64'),
    }),
  );
  if (platform.faults.take(['flipped-bit'], met) !== undefined) flipOneBit(wrapped);
  const wrong = platform.faults.take(['wrong-point'], met);
  const container = {
    ephemeralPublicKey: (wrong === undefined ? point : wrongPoints[wrong.point]()).toString('base64'),
    wrappedKeys: wrapped,
  };
  const metadata = { id: product.id, name: product.name, description: product.description };
  return platform.settings.containerAtTop
    ? { ...metadata, ...container }
    : { ...metadata, wrappedKeysContainer: container };
}

interface ExportedKey {
  readonly keyName: string;
  readonly keyType: string;
  readonly tokenID: string;
  /** Raw for a symmetric key, PKCS#8 for a private one. */
  readonly bytes: Buffer;
}

function exportableKeys({ keys }: Platform, { operations }: ProductRecord): Promise<ExportedKey[]> {
  const tokens = operations.map(({ token }) => token).filter(({ extractable }) => extractable);
  return Promise.all(
    tokens.map(async (token) => ({
      keyName: token.name,
      keyType: token.keyType,
      tokenID: token.id,
      bytes: bytesOf(await keys.keyOf(token)),
    })),
  );
}

/** The key as it is wrapped: raw bytes, or PKCS#8 DER. */
export function bytesOf(key: KeyObject): Buffer {
  return key.type === 'secret' ? key.export() : key.export({ type: 'pkcs8', format: 'der' });
}

/** Keys of nothing, for answers that are empty or long. */
function anyKeys(number: number): ExportedKey[] {
  return Array.from({ length: number }, (_, index) => ({
    keyName: `bulk-${index}`,
    keyType: 'AES256',
    tokenID: `bulk-${index}`,
    bytes: randomBytes(32),
  }));
}

/** In the middle of the first key, where only the integrity check can tell. */
function flipOneBit(wrapped: z.input<typeof WrappedKey>[]): void {
  const [first] = wrapped;
  if (first === undefined) return;
  const bytes = Buffer.from(first.cipherText, 'base64');
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  first.cipherText = bytes.toString('base64');
}

async function secretsOf({ keys }: Platform, product: ProductRecord): Promise<z.input<typeof ProductSecrets>> {
  return {
    productConfigItems: [...product.configItems],
    caInfo: [],
    tokenInfo: await Promise.all(
      product.operations.map(async ({ token }) => ({
        name: token.name,
        description: token.description,
        keyType: token.keyType,
        publicKey: (await keys.publicKeyOf(token)) ?? null,
      })),
    ),
  };
}
