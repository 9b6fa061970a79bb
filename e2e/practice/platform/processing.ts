import { createHash } from 'node:crypto';
import { AesMode, gcmPlaintextLimit, modes } from '../../../app/platform/modes.ts';
import { stateValue } from '../../../app/platform/states.ts';
import { parameterOf } from '../../../app/platform/wire/image-signings.ts';
import { kekIvItem } from '../../../app/platform/wire/products.ts';
import { samplePayload } from '../company/sample-payload.ts';
import { decodeBase64, encodeBase64, NotBase64Error } from '../crypto/base64-stream.ts';
import { encryption } from '../crypto/encrypt.ts';
import { digestLengths, signFile } from '../crypto/sign.ts';
import type { Platform } from './platform.ts';
import type { OperationRecord, PayloadRecord, ProductRecord, RequestRecord } from './records.ts';

/** Ends a request as Failed with one of the platform's codes. */
class Failure extends Error {
  readonly status: string;
  constructor(status: string, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Carries an approved request through InProcess to Ready or Failed. */
export function beginProcessing(platform: Platform, id: string): void {
  const { lifecycle, requests } = platform;
  lifecycle.after(lifecycle.pace.approved, () => {
    requests.change(id, { state: stateValue.InProcess });
    lifecycle.after(lifecycle.pace.inProcess, () => process(platform, id));
  });
}

/** Does the work of a request now, and ends it as Ready or Failed. */
export async function process(platform: Platform, id: string): Promise<void> {
  const request = platform.requests.get(id);
  if (request === undefined) return;
  try {
    const payloads = await payloadsOf(platform, request);
    platform.requests.change(id, { state: stateValue.Ready, payloads });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    platform.requests.change(id, {
      state: stateValue.Failed,
      errorStatus: error.status,
      errorDetail: error.message,
    });
  }
}

async function payloadsOf(platform: Platform, request: RequestRecord): Promise<PayloadRecord[]> {
  const product = platform.products.get(request.productId);
  const operation = product?.operations.find(({ id }) => id === request.operationId);
  if (product === undefined || operation === undefined) throw new Failure('keyNotFound', 'the operation is gone');
  if (operation.operationType === 'EncryptImageWithAES' && request.payloads.length !== 1) {
    throw new Failure('multiPayloadNotSupported', 'encryption takes one file');
  }
  const done: PayloadRecord[] = [];
  for (const payload of request.payloads) done.push(await processPayload(platform, product, operation, payload));
  return done;
}

async function processPayload(
  platform: Platform,
  product: ProductRecord,
  operation: OperationRecord,
  payload: PayloadRecord,
): Promise<PayloadRecord> {
  const source = payload.resource === null ? samplePayload(payload.id, 4_096) : upload(platform, payload.resource);
  const original = new Measured(source);
  const { output, provided } = await worker(platform, product, operation, payload, original);
  const modified = new Measured(output);
  const resource = `results/${payload.id}`;
  try {
    await platform.objects.put(resource, platform.settings.resultForm === 'base64' ? encodeBase64(modified) : modified);
  } catch (error) {
    if (error instanceof NotBase64Error) throw new Failure('payloadIsNotBase64Encoded', 'the upload is not base64');
    throw error;
  }
  return {
    ...payload,
    result: { resource, originalSHA256: original.sha256(), modifiedSHA256: modified.sha256(), provided },
  };
}

function upload(platform: Platform, resource: string): AsyncIterable<Uint8Array> {
  if (platform.objects.find(resource) === undefined) {
    throw new Failure('requestArchiveInvalid', 'the uploaded file is gone');
  }
  return decodeBase64(platform.objects.read(resource));
}

interface Work {
  readonly output: AsyncIterable<Uint8Array>;
  readonly provided: readonly Readonly<Record<string, string>>[];
}

async function worker(
  platform: Platform,
  product: ProductRecord,
  operation: OperationRecord,
  payload: PayloadRecord,
  original: Measured,
): Promise<Work> {
  const key = await platform.keys.keyOf(operation.token).catch(() => {
    throw new Failure('keyNotFound', `no key of type ${operation.token.keyType}`);
  });
  if (operation.operationType === 'EncryptImageWithAES') {
    const mode = AesMode.parse(parameterOf(payload.parameters, 'aesMode'));
    if (key.type !== 'secret' || key.symmetricKeySize !== modes[mode].keyBits / 8) {
      throw new Failure('keyNotFound', `the key of the operation does not fit ${mode}`);
    }
    const iv = product.configItems.find(({ name }) => name === kekIvItem)?.value ?? '';
    const aad = Buffer.from(parameterOf(payload.parameters, 'aad') ?? '', 'base64');
    const { encrypt, provided } = encryption(mode, key.export(), Buffer.from(iv, 'base64'), aad);
    return { output: encrypt(modes[mode].cipher === 'gcm' ? upTo(gcmPlaintextLimit, original) : original), provided };
  }
  if (key.type !== 'private') throw new Failure('keyNotFound', 'the operation has no signing key');
  const file = operation.operationType === 'DigestSigning' ? digestOnly(original) : original;
  return {
    provided: [],
    output: (async function* () {
      yield await signFile(key, file);
    })(),
  };
}

async function* upTo(limit: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > limit) throw new Failure('aesGcmPayloadTooLarge', `GCM takes at most ${limit} bytes`);
    yield piece;
  }
}

async function* digestOnly(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let digest = Buffer.alloc(0);
  for await (const piece of bytes) {
    digest = Buffer.concat([digest, piece]);
    if (digest.length > Math.max(...digestLengths)) break;
  }
  if (!digestLengths.includes(digest.length)) throw new Failure('invalidDigestSize', 'not the length of a digest');
  yield digest;
}

/** Bytes on their way, with their SHA-256 once all have passed. */
class Measured implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly #digest = createHash('sha256');

  constructor(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#source) {
      this.#digest.update(piece);
      yield piece;
    }
  }

  /** Lower-case hex. */
  sha256(): string {
    return this.#digest.digest('hex');
  }
}
