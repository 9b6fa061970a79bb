import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { stateValue } from '../../../app/platform/states.ts';
import {
  ClientChange,
  ClientChangePage,
  ClientChangeRequest,
  ProductChange,
  ProductChangePage,
  ProductChangeRequest,
} from '../../../app/platform/wire/change-requests.ts';
import { toBeDeleted } from '../company/products.ts';
import { access, isAllowed, queueApprovers } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import type { ClientChangeRecord, ProductChangeRecord } from '../platform/records.ts';
import type { Shelf } from '../platform/shelf.ts';
import { answer, callerOf, filterKey, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { newOperation, operationOnWire } from './operations.ts';
import { forbidden, Refusal } from './problem.ts';
import type { Queue } from './queue.ts';

/** The only way to alter a product or to retire a client. @see platform-api.md section 4 */
export function serveChangeRequests(app: FastifyInstance, platform: Platform): void {
  const { productChanges, clientChanges, products, clients } = platform;

  serveLists(app, {
    path: '/products/changerequests',
    shelf: productChanges,
    readers: [...access.listProducts, ...access.writeProducts, 'productApprovalGroups'],
    page: ProductChangePage,
    row: productChangeOnWire,
  });
  app.post('/products/changerequests', async (request, reply) => {
    const caller = callerOf(request);
    if (!isAllowed(caller, access.writeProducts)) throw forbidden();
    const sent = read(ProductChangeRequest, request.body);
    const product = products.get(sent.productID);
    if (product === undefined) throw new Refusal(400, 'There is no such product');
    const isOperationKnown = product.operations.some(({ id }) => id === sent.operationID);
    if (sent.changeType === 'ModifyOperation' && !isOperationKnown)
      throw new Refusal(400, 'There is no such operation');
    const needsOperation = sent.changeType === 'ModifyOperation' || sent.changeType === 'AddOperation';
    if (needsOperation && sent.productOperation === undefined) throw new Refusal(400, 'productOperation is missing');
    const { metaData } = sent;
    const change = productChanges.add({
      id: randomUUID(),
      name: sent.name,
      description: sent.description,
      changeType: sent.changeType,
      productID: product.id,
      operationID: sent.operationID ?? '',
      operation: sent.productOperation === undefined ? null : newOperation(product.name, sent.productOperation),
      metaData: {
        ...(metaData?.name === undefined ? {} : { name: metaData.name }),
        ...(metaData?.description === undefined ? {} : { description: metaData.description }),
        ...(metaData?.enabled === undefined ? {} : { enabled: metaData.enabled }),
        ...(metaData?.productType === undefined ? {} : { productType: metaData.productType }),
      },
      requestedBy: caller.identity,
      state: stateValue.Created,
    });
    openLater(platform, productChanges, change.id);
    note(request, { auditEventType: 'ProductChangeRequested', originalID: change.id, requestorID: caller.identity });
    void reply.code(202);
    return answer(ProductChange, productChangeOnWire(change));
  });

  serveLists(app, {
    path: '/registrations/clients/changerequests',
    shelf: clientChanges,
    readers: access.readClients,
    page: ClientChangePage,
    row: clientChangeOnWire,
  });
  app.post('/registrations/clients/changerequests', async (request, reply) => {
    const caller = callerOf(request);
    if (!isAllowed(caller, access.registerClients)) throw forbidden();
    const sent = read(ClientChangeRequest, request.body);
    if (clients.get(sent.clientID) === undefined) throw new Refusal(400, 'There is no such client');
    const change = clientChanges.add({
      id: randomUUID(),
      ...sent,
      requestedBy: caller.identity,
      state: stateValue.Created,
    });
    openLater(platform, clientChanges, change.id);
    note(request, { auditEventType: 'ClientChangeRequested', originalID: change.id, requestorID: caller.identity });
    void reply.code(202);
    return answer(ClientChange, clientChangeOnWire(change));
  });
}

interface Lists<T extends { readonly id: string; readonly name: string; readonly state: number }> {
  readonly path: string;
  readonly shelf: Shelf<T>;
  readonly readers: Parameters<typeof isAllowed>[1];
  readonly page: z.ZodType;
  row(item: T): unknown;
}

/** `GET` of a kind of change request and of one of them. */
function serveLists<T extends { readonly id: string; readonly name: string; readonly state: number }>(
  app: FastifyInstance,
  { path, shelf, readers, page, row }: Lists<T>,
): void {
  app.get(path, async (request) => {
    if (!isAllowed(callerOf(request), readers)) throw forbidden();
    const query = listQuery(request);
    const found = shelf.page(query.page, filterKey(query), ({ state }) => (query.state ?? state) === state);
    note(request, { auditEventType: 'ChangeRequestsListed' });
    return answer(page, pageOnWire(request, found, row));
  });
  app.get(`${path}/:id`, async (request) => {
    if (!isAllowed(callerOf(request), readers)) throw forbidden();
    const change = shelf.get(idOf(request));
    if (change === undefined) throw notFound();
    note(request, { auditEventType: 'ChangeRequestRead', originalID: change.id });
    return row(change);
  });
}

function openLater<T extends { readonly id: string; readonly name: string; readonly state: number }>(
  { lifecycle }: Platform,
  shelf: Shelf<T>,
  id: string,
): void {
  lifecycle.after(lifecycle.pace.created, () => {
    // A part of a record that every kind has.
    shelf.change(id, { state: stateValue.ApprovalRequired } as Partial<T>);
  });
}

export function productChangeQueue(platform: Platform): Queue<ProductChangeRecord> {
  const { productChanges } = platform;
  const may = queueApprovers.changerequests ?? [];
  return {
    id: 'changerequests',
    shelf: productChanges,
    mayDecideSome: (caller) => isAllowed(caller, may),
    mayDecide: (caller) => isAllowed(caller, may),
    decide(change, decision) {
      const isApproved = decision === 'APPROVE';
      if (isApproved) applyToProduct(platform, change);
      productChanges.change(change.id, { state: isApproved ? stateValue.Ready : stateValue.Rejected });
      return [];
    },
    row: (item) => answer(ProductChange, productChangeOnWire(item)),
    detail: async (item) => answer(ProductChange, productChangeOnWire(item)),
    reply: (reply) => reply.code(204).send(),
    about: ({ id, requestedBy, productID }) => ({ originalID: id, requestorID: requestedBy, productID }),
  };
}

export function clientChangeQueue({ clientChanges, clients }: Platform): Queue<ClientChangeRecord> {
  const may = queueApprovers.clientchangerequests ?? [];
  return {
    id: 'clientchangerequests',
    shelf: clientChanges,
    mayDecideSome: (caller) => isAllowed(caller, may),
    mayDecide: (caller) => isAllowed(caller, may),
    decide(change, decision) {
      const isApproved = decision === 'APPROVE';
      if (isApproved && clients.get(change.clientID) !== undefined) {
        clients.change(change.clientID, { state: stateValue.NotActive });
      }
      clientChanges.change(change.id, { state: isApproved ? stateValue.Ready : stateValue.Rejected });
      return [];
    },
    row: (item) => answer(ClientChange, clientChangeOnWire(item)),
    detail: async (item) => answer(ClientChange, clientChangeOnWire(item)),
    reply: (reply) => reply.code(204).send(),
    about: ({ id, requestedBy }) => ({ originalID: id, requestorID: requestedBy }),
  };
}

/** What each change does to the product. */
function applyToProduct({ products }: Platform, change: ProductChangeRecord): void {
  const product = products.get(change.productID);
  if (product === undefined) return;
  const { operation, operationID } = change;
  switch (change.changeType) {
    case 'ModifyProductMetaData':
      products.change(product.id, change.metaData);
      return;
    case 'ChangeProductStateToBeDeleted':
      products.change(product.id, { state: toBeDeleted });
      return;
    case 'ChangeProductStateToReady':
      products.change(product.id, { state: stateValue.Ready });
      return;
    case 'AddOperation':
      if (operation !== null) products.change(product.id, { operations: [...product.operations, operation] });
      return;
    case 'ModifyOperation':
      if (operation === null) return;
      products.change(product.id, {
        operations: product.operations.map((current) =>
          // The key stays: only what is said about the operation changes.
          current.id === operationID ? { ...operation, id: current.id, token: current.token } : current,
        ),
      });
      return;
    default:
      change.changeType satisfies never;
  }
}

function productChangeOnWire(change: ProductChangeRecord): z.input<typeof ProductChange> {
  const { requestedBy: _, operation, metaData, ...rest } = change;
  return {
    ...rest,
    metaData: { ...metaData },
    productOperation: operation === null ? null : operationOnWire(operation, ''),
  };
}

function clientChangeOnWire({ requestedBy: _, ...change }: ClientChangeRecord): z.input<typeof ClientChange> {
  return change;
}
