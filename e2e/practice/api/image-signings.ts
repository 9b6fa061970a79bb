import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AesMode, modes } from '../../../app/platform/modes.ts';
import { stateValue } from '../../../app/platform/states.ts';
import { autoApprover } from '../../../app/platform/wire/audit-trails.ts';
import { Base64 } from '../../../app/platform/wire/fields.ts';
import {
  ImageSigning,
  ImageSigningAccepted,
  ImageSigningPage,
  ImageSigningRequest,
  ImageSigningRow,
  type Payload,
  parameterOf,
  UploadLink,
} from '../../../app/platform/wire/image-signings.ts';
import { access, isAllowed, isInAnyRule } from '../platform/access.ts';
import type { AuditFacts } from '../platform/audit.ts';
import type { Platform } from '../platform/platform.ts';
import { beginProcessing } from '../platform/processing.ts';
import {
  isMember,
  type OperationRecord,
  type PayloadRecord,
  type ProductRecord,
  type RequestRecord,
} from '../platform/records.ts';
import { answer, callerOf, filterKey, hasName, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { forbidden, Refusal } from './problem.ts';
import type { Queue } from './queue.ts';

/** Larger parameters are told by digest and size only. @see assumptions.storedParameterBlobs */
const storedValueLimit = 4_096;

const Aad = Base64(0, 65_536);
const DetailQuery = z.object({ includeOptionalParameters: z.string().optional() });

export function serveImageSignings(app: FastifyInstance, platform: Platform): void {
  const { products, requests, lifecycle, objects } = platform;

  app.get('/imagesignings/presigneduploadlinks', async (request) => {
    if (!isInAnyRule(products, callerOf(request), 'allowedGroups')) throw forbidden();
    const s3ResourceID = `uploads/${randomUUID()}`;
    note(request, { auditEventType: 'UploadLinkIssued', originalID: s3ResourceID });
    return answer(UploadLink, { s3ResourceID, s3Url: platform.link('PUT', s3ResourceID) });
  });

  app.post('/imagesignings', async (request, reply) => {
    const caller = callerOf(request);
    const sent = read(ImageSigningRequest, request.body);
    const product = products.get(sent.productId);
    const operation = product?.operations.find(({ id }) => id === sent.idProductOperation);
    if (product === undefined || operation === undefined) throw new Refusal(400, 'No such operation of the product');
    if (product.state !== stateValue.Ready) throw new Refusal(400, 'The product is not Ready');
    if (!isMember(caller, operation.rule.allowedGroups)) throw forbidden();
    const payloads = sent.payloads ?? (sent.payload === undefined ? [] : [sent.payload]);
    if (payloads.length === 0) throw new Refusal(400, 'There is no payload');
    for (const payload of payloads) {
      if (objects.find(payload.s3ResourceID)?.etag !== payload.s3Etag) {
        throw new Refusal(400, 'The uploaded file is not there, or its ETag differs');
      }
      checkParameters(operation, payload.optionalParameters);
    }
    const record = requests.add({
      id: randomUUID(),
      name: sent.name,
      description: sent.description,
      callBackURL: sent.callBackURL ?? '',
      productId: product.id,
      operationId: operation.id,
      user: caller.identity,
      createdAt: Date.now(),
      state: stateValue.Created,
      payloads: payloads.map((payload) => ({
        id: randomUUID(),
        name: payload.name,
        resource: payload.s3ResourceID,
        parameters: payload.optionalParameters,
        metadata: payload.metadata ?? [],
      })),
    });
    const isBlanket = isMember(caller, operation.rule.blanketGroups);
    lifecycle.after(lifecycle.pace.created, () => openForApproval(platform, record.id, isBlanket));
    note(request, {
      auditEventType: 'OperationRequested',
      ...aboutRequest(platform, record),
      ...(isBlanket ? { approverID: autoApprover } : {}),
    });
    void reply.code(202);
    return answer(ImageSigningAccepted, { id: record.id, name: record.name, state: record.state });
  });

  app.get('/imagesignings', async (request) => {
    if (!isAllowed(callerOf(request), access.listRequests)) throw forbidden();
    const query = listQuery(request);
    const named = hasName(query);
    const found = requests.page(query.page, filterKey(query, 'all'), (item) => {
      if (query.state !== undefined && item.state !== query.state) return false;
      if (query.product !== undefined && item.productId !== query.product) return false;
      if (query.type.length > 0 && !query.type.includes(operationOf(platform, item)?.operationType ?? '')) return false;
      return named(item);
    });
    note(request, { auditEventType: 'OperationsListed' });
    return answer(
      ImageSigningPage,
      pageOnWire(request, found, (item) => rowOf(platform, item)),
    );
  });

  app.get('/imagesignings/:id', async (request) => {
    const caller = callerOf(request);
    const record = requests.get(idOf(request));
    if (record === undefined) throw notFound();
    const rule = operationOf(platform, record)?.rule;
    if (rule === undefined || !isMember(caller, [...rule.allowedGroups, ...rule.approvalGroups])) throw forbidden();
    note(request, { auditEventType: 'OperationRead', ...aboutRequest(platform, record) });
    return detailOf(platform, record, request);
  });
}

/** The queue that carries every operation type. */
export function imageSigningQueue(platform: Platform): Queue<RequestRecord> {
  return {
    id: 'imagesignigs',
    shelf: platform.requests,
    mayDecideSome: (caller) => isInAnyRule(platform.products, caller, 'approvalGroups'),
    mayDecide: (caller, item) => isMember(caller, operationOf(platform, item)?.rule.approvalGroups ?? []),
    decide(item, decision) {
      if (decision === 'REJECT') {
        platform.requests.change(item.id, { state: stateValue.Rejected });
      } else {
        platform.requests.change(item.id, { state: stateValue.Approved });
        beginProcessing(platform, item.id);
      }
      return [];
    },
    row: (item) => answer(ImageSigningRow, rowOf(platform, item)),
    detail: async (item, request) => detailOf(platform, item, request),
    reply: (reply) => reply.code(204).send(),
    about: (item) => aboutRequest(platform, item),
  };
}

/** From Created to ApprovalRequired, or onwards by itself where the rule says so. */
export function openForApproval(platform: Platform, id: string, isBlanket: boolean): void {
  platform.requests.change(id, { state: isBlanket ? stateValue.Approved : stateValue.ApprovalRequired });
  if (isBlanket) beginProcessing(platform, id);
}

function checkParameters(operation: OperationRecord, parameters: readonly Readonly<Record<string, string>>[]): void {
  if (operation.operationType !== 'EncryptImageWithAES') return;
  const mode = AesMode.safeParse(parameterOf(parameters, 'aesMode'));
  if (!mode.success) throw new Refusal(400, 'aesMode is missing or unknown');
  if (`AES${modes[mode.data].keyBits}` !== operation.token.keyType) {
    throw new Refusal(400, `aesMode does not fit a key of type ${operation.token.keyType}`);
  }
  const aad = parameterOf(parameters, 'aad');
  if (aad === undefined) return;
  if (!modes[mode.data].authenticated) throw new Refusal(400, 'aad goes with GCM modes only');
  if (!Aad.safeParse(aad).success) throw new Refusal(400, 'aad is not base64');
}

function productOf(platform: Platform, record: RequestRecord): ProductRecord | undefined {
  return platform.products.get(record.productId);
}

function operationOf(platform: Platform, record: RequestRecord): OperationRecord | undefined {
  return productOf(platform, record)?.operations.find(({ id }) => id === record.operationId);
}

function rowOf(platform: Platform, record: RequestRecord): z.input<typeof ImageSigningRow> {
  const operation = operationOf(platform, record);
  const [payload] = record.payloads;
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    state: record.state,
    data: {
      idProduct: record.productId,
      productName: productOf(platform, record)?.name ?? '',
      idProductOperation: record.operationId,
      productOperationName: operation?.name ?? '',
      operationType: operation?.operationType ?? '',
      user: record.user,
      creationTime: new Date(record.createdAt).toISOString(),
      payload: payload === undefined ? null : payloadOf(platform, payload, { withLink: false }),
    },
  };
}

function detailOf(platform: Platform, record: RequestRecord, request: FastifyRequest): z.input<typeof ImageSigning> {
  const { includeOptionalParameters } = read(DetailQuery, request.query);
  const wrong = platform.faults.take(['wrong-digest'], { at: 'api', method: request.method, path: request.url });
  const payloads = record.payloads.map((payload) => ({
    ...payloadOf(platform, payload, { withLink: true, isDigestWrong: wrong !== undefined }),
    ...(includeOptionalParameters === 'true'
      ? { storedOptionalParameters: storedParameters(payload), state: record.state }
      : {}),
  }));
  return answer(ImageSigning, {
    id: record.id,
    idProduct: record.productId,
    idProductOperation: record.operationId,
    name: record.name,
    description: record.description,
    callBackURL: record.callBackURL,
    state: record.state,
    ...(record.errorStatus === undefined ? {} : { errorStatus: record.errorStatus }),
    ...(record.errorDetail === undefined ? {} : { errorDetail: record.errorDetail }),
    payload: payloads[0],
    ...(payloads.length > 1 ? { payloads } : {}),
  });
}

function payloadOf(
  platform: Platform,
  payload: PayloadRecord,
  options: { withLink: boolean; isDigestWrong?: boolean },
): z.input<typeof Payload> {
  const { result } = payload;
  const modified = result?.modifiedSHA256 ?? '';
  return {
    id: payload.id,
    name: payload.name,
    metadata: [...payload.metadata],
    originalSHA256: result?.originalSHA256 ?? '',
    modifiedSHA256: options.isDigestWrong === true ? wrongDigit(modified) : modified,
    s3Url: result !== undefined && options.withLink ? platform.link('GET', result.resource) : '',
    serviceProvidedParameters: [...(result?.provided ?? [])],
  };
}

function wrongDigit(hex: string): string {
  return hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
}

function storedParameters(payload: PayloadRecord): z.input<typeof Payload>['storedOptionalParameters'] {
  return payload.parameters.flatMap((parameter) =>
    Object.entries(parameter).map(([type, value]) =>
      value.length <= storedValueLimit ? { type, value } : { type, ...digestAndSize(value) },
    ),
  );
}

function digestAndSize(base64: string): { sha256: string; size: number } {
  const bytes = Buffer.from(base64, 'base64');
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

function aboutRequest(platform: Platform, record: RequestRecord): Partial<AuditFacts> {
  const operation = operationOf(platform, record);
  const result = record.payloads[0]?.result;
  return {
    originalID: record.id,
    requestorID: record.user,
    productID: record.productId,
    productName: productOf(platform, record)?.name ?? '',
    productOperationID: record.operationId,
    productOperationType: operation?.operationType ?? '',
    productOperationName: operation?.name ?? '',
    operationStartedAt: new Date(record.createdAt).toISOString(),
    ...(result === undefined ? {} : { originalSHA256: result.originalSHA256, modifiedSHA256: result.modifiedSHA256 }),
  };
}
