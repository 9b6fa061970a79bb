import { createHash, randomUUID } from 'node:crypto';
import { stateValue } from '../../app/platform/states.ts';
import { AuditLine } from '../../app/platform/wire/audit-trails.ts';
import { kekIvItem } from '../../app/platform/wire/products.ts';
import { clientQueue } from './api/clients.ts';
import { bytesOf } from './api/distributions.ts';
import { imageSigningQueue, openForApproval } from './api/image-signings.ts';
import { productQueue } from './api/products.ts';
import { decideNow } from './api/queue.ts';
import type { TokenCheck } from './api/tokens.ts';
import { identityOf, people } from './company/people.ts';
import { findOperation } from './company/products.ts';
import { samplePayload } from './company/sample-payload.ts';
import type { ControlAnswer, ControlHandlers } from './control.ts';
import { decodeBase64, encodeBase64 } from './crypto/base64-stream.ts';
import { decryptFile } from './crypto/decrypt.ts';
import type { IdpSettings } from './idp/provider.ts';
import type { Records } from './idp/records.ts';
import type { Platform } from './platform/platform.ts';
import type { OperationRecord } from './platform/records.ts';
import { settle } from './platform/settle.ts';

/** What the world does when a test asks. */
export function makeControlHandlers(options: {
  platform: Platform;
  idp: IdpSettings;
  records: Records;
  tokens: () => TokenCheck;
  /** How many generated requests the world has. */
  more: number;
}): ControlHandlers {
  const { platform, idp, records } = options;
  const { requests, products, clients, faults, settings, lifecycle, objects } = platform;
  const { productChanges, clientChanges, templates, auditTrails } = platform;
  const atStart = { settings: { ...settings }, pace: { ...lifecycle.pace }, accessTokenTtl: idp.accessTokenTtl };
  const shelves = { imagesignigs: requests, products, clients };

  return {
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    async reset() {
      await lifecycle.forget();
      faults.clear();
      for (const shelf of [requests, products, clients, productChanges, clientChanges, templates, auditTrails]) {
        shelf.clear();
      }
      Object.assign(settings, atStart.settings);
      Object.assign(lifecycle.pace, atStart.pace);
      idp.accessTokenTtl = atStart.accessTokenTtl;
      await settle(platform, { beganAt: Date.now(), kept: undefined, more: options.more });
    },
    settings(input) {
      settings.latencyMs = input.latencyMs ?? settings.latencyMs;
      settings.resultForm = input.resultForm ?? settings.resultForm;
      settings.wrapForm = input.wrapForm ?? settings.wrapForm;
      settings.containerAtTop = input.containerAtTop ?? settings.containerAtTop;
      settings.linkLifeSeconds = input.linkLifeSeconds ?? settings.linkLifeSeconds;
      idp.accessTokenTtl = input.accessTokenTtl ?? idp.accessTokenTtl;
      lifecycle.pace.created = input.createdMs ?? lifecycle.pace.created;
      lifecycle.pace.approved = input.approvedMs ?? lifecycle.pace.approved;
      lifecycle.pace.inProcess = input.inProcessMs ?? lifecycle.pace.inProcess;
    },
    expireTokens: () => options.tokens().expireSeen(),
    revokeRefreshTokens: () => records.revokeRefreshTokens(),
    async addRequest(input) {
      const id = randomUUID();
      const resource = `uploads/${id}`;
      await objects.put(resource, encodeBase64(samplePayload(id, input.size)));
      const isEncryption = input.operation.includes('encryption');
      const aesMode = input.aesMode ?? (isEncryption ? 'AES-GCM-256' : undefined);
      requests.add({
        id,
        name: input.name,
        description: '',
        callBackURL: '',
        ...findOperation(products.all(), input.product, input.operation),
        user: input.user ?? identityOf(people.mikael),
        createdAt: Date.now(),
        state: input.state,
        payloads: [
          {
            id: randomUUID(),
            name: input.file,
            resource,
            metadata: [],
            parameters: [
              ...(aesMode === undefined ? [] : [{ aesMode }]),
              ...(input.aad === undefined ? [] : [{ aad: Buffer.from(input.aad).toString('base64') }]),
            ],
          },
        ],
      });
      if (input.state === stateValue.Created) {
        lifecycle.after(lifecycle.pace.created, () => openForApproval(platform, id, false));
      }
      return { id };
    },
    decide({ queue, id, decision }) {
      if (queue === 'imagesignigs') return decideNow(imageSigningQueue(platform), id, decision);
      if (queue === 'products') return decideNow(productQueue(platform), id, decision);
      return decideNow(clientQueue(platform), id, decision);
    },
    withdraw: ({ queue, id }) => shelves[queue].remove(id),
    find({ queue, idOrName }) {
      const shelf = shelves[queue];
      return shelf.get(idOrName) ?? shelf.all().find(({ name }) => name === idOrName) ?? null;
    },
    decrypted: ({ id }) => decrypted(platform, id),
    async secretOf(named) {
      return { base64: bytesOf(await platform.keys.keyOf(tokenOf(platform, named))).toString('base64') };
    },
    resultOf: ({ id }) => resultOf(platform, id),
    async keyOf(named) {
      const token = tokenOf(platform, named);
      const publicKey = await platform.keys.publicKeyOf(token);
      const digest = sha256(bytesOf(await platform.keys.keyOf(token)));
      return { tokenID: token.id, keyName: token.name, keyType: token.keyType, sha256: digest, publicKey };
    },
    audit({ type }) {
      const lines = platform.audit.between(0, Number.MAX_SAFE_INTEGER).map((line) => AuditLine.parse(JSON.parse(line)));
      return type === undefined ? lines : lines.filter(({ auditEventType }) => auditEventType === type);
    },
  };
}

/** The key of an operation, by names. */
function tokenOf(
  { products }: Platform,
  named: { readonly product: string; readonly operation: string },
): OperationRecord['token'] {
  const { productId, operationId } = findOperation(products.all(), named.product, named.operation);
  const token = products.get(productId)?.operations.find(({ id }) => id === operationId)?.token;
  if (token === undefined) throw new Error('no such key');
  return token;
}

/** A Ready encrypt request, its encrypted file, and what belongs to it. */
async function readyRequest(platform: Platform, id: string) {
  const request = platform.requests.get(id);
  const product = platform.products.get(request?.productId ?? '');
  const operation = product?.operations.find((candidate) => candidate.id === request?.operationId);
  const [payload] = request?.payloads ?? [];
  if (product === undefined || operation === undefined || payload?.result === undefined) {
    throw new Error('not a Ready request');
  }
  const stored = await collect(platform.objects.read(payload.result.resource));
  const isRaw = sha256(stored) === payload.result.modifiedSHA256;
  const file = isRaw ? stored : Buffer.from(stored.toString('latin1'), 'base64');
  const iv = Buffer.from(product.configItems.find(({ name }) => name === kekIvItem)?.value ?? '', 'base64');
  return { operation, payload, result: payload.result, file, isRaw, iv };
}

async function resultOf(platform: Platform, id: string): Promise<ControlAnswer<'resultOf'>> {
  const { result, file, iv } = await readyRequest(platform, id);
  const { originalSHA256 } = result;
  return { base64: file.toString('base64'), originalSHA256, iv: iv.toString('base64') };
}

/** Opens the stored result of a Ready encrypt request, and compares it with what was uploaded. */
async function decrypted(platform: Platform, id: string): Promise<ControlAnswer<'decrypted'>> {
  const { operation, payload, result, file, isRaw, iv } = await readyRequest(platform, id);
  const key = await platform.keys.keyOf(operation.token);
  const plaintext = decryptFile(file, key.export() as Buffer, iv, result.provided);
  const original =
    payload.resource === null
      ? Buffer.concat([...samplePayload(payload.id, 4_096)])
      : await collect(decodeBase64(platform.objects.read(payload.resource)));
  return {
    matches: plaintext.equals(original),
    sha256: sha256(plaintext),
    size: plaintext.length,
    form: isRaw ? 'raw' : 'base64',
  };
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
