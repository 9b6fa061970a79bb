import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { stateValue } from '../../../app/platform/states.ts';
import {
  kekIvItem,
  Product,
  ProductAccepted,
  ProductPage,
  ProductRequest,
  ProductRow,
} from '../../../app/platform/wire/products.ts';
import { toBeDeleted } from '../company/products.ts';
import { access, isAllowed, queueApprovers, systemGroups } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import { isMember, type ProductRecord } from '../platform/records.ts';
import { answer, callerOf, filterKey, hasName, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { newOperation, operationOnWire } from './operations.ts';
import { forbidden, Refusal } from './problem.ts';
import type { Queue } from './queue.ts';

export function serveProducts(app: FastifyInstance, platform: Platform): void {
  const { products, lifecycle, keys } = platform;

  app.get('/products', async (request) => {
    if (!isAllowed(callerOf(request), access.listProducts)) throw forbidden();
    const query = listQuery(request);
    const named = hasName(query);
    const found = products.page(
      query.page,
      filterKey(query),
      (item) =>
        (query.state === undefined || item.state === query.state) &&
        (query.type.length === 0 || query.type.includes(item.productType)) &&
        named(item),
    );
    note(request, { auditEventType: 'ProductsListed' });
    return answer(ProductPage, pageOnWire(request, found, rowOf));
  });

  app.get('/products/:id', async (request) => {
    if (!isAllowed(callerOf(request), access.readProduct)) throw forbidden();
    const product = products.get(idOf(request));
    if (product === undefined) throw notFound();
    note(request, { auditEventType: 'ProductRead', ...aboutProduct(product) });
    return detailOf(platform, product);
  });

  app.post('/products', async (request, reply) => {
    const caller = callerOf(request);
    if (!isAllowed(caller, access.writeProducts)) throw forbidden();
    const sent = read(ProductRequest, request.body);
    if (products.all().some(({ name }) => name === sent.name)) throw new Refusal(400, 'The name exists already');
    const id = randomUUID();
    const operations = sent.productOperations.map((operation) => newOperation(sent.name, operation));
    const product = products.add({
      id,
      name: sent.name,
      description: sent.description,
      enabled: sent.enabled ?? true,
      productType: sent.productType,
      externalRequestID: sent.externalRequestID ?? '',
      requestedBy: caller.identity,
      createdAt: Date.now(),
      state: stateValue.Created,
      configItems: sent.productConfigItems,
      operations,
    });
    lifecycle.after(lifecycle.pace.created, () => {
      products.change(id, { state: stateValue.ApprovalRequired });
    });
    note(request, { auditEventType: 'ProductRequested', ...aboutProduct(product) });
    void reply.code(202);
    // Short as the platform's own: state 2 although nobody can decide it yet, no operations, no type.
    const short = answer(ProductAccepted, { id, name: product.name, state: stateValue.ApprovalRequired });
    return { ...short, productType: null, productOperations: [] };
  });

  app.delete('/products/:id', async (request, reply) => {
    if (!isAllowed(callerOf(request), access.writeProducts)) throw forbidden();
    const product = products.get(idOf(request));
    if (product === undefined) throw notFound();
    if (product.state !== toBeDeleted) throw new Refusal(400, 'The product is not To Be Deleted');
    for (const { token } of product.operations) keys.destroy(token.id);
    products.remove(product.id);
    note(request, { auditEventType: 'ProductDeleted', ...aboutProduct(product) });
    return reply.code(204).send();
  });
}

export function productQueue(platform: Platform): Queue<ProductRecord> {
  const { products, lifecycle } = platform;
  return {
    id: 'products',
    shelf: products,
    mayDecideSome: (caller) => isAllowed(caller, queueApprovers.products ?? []),
    mayDecide: (caller, { productType }) =>
      isMember(caller, systemGroups[productType === 'CA' ? 'caApprovalGroups' : 'productApprovalGroups']),
    decide(product, decision) {
      if (decision === 'REJECT') {
        products.change(product.id, { state: stateValue.Rejected });
        return [];
      }
      products.change(product.id, { state: stateValue.Approved });
      lifecycle.after(lifecycle.pace.approved, () => {
        products.change(product.id, { state: stateValue.InProcess });
        lifecycle.after(lifecycle.pace.inProcess, () => makeProduct(platform, product.id));
      });
      return [];
    },
    row: (item) => answer(ProductRow, rowOf(item)),
    detail: (item) => detailOf(platform, item),
    reply: (reply) => reply.code(200).send({}),
    about: aboutProduct,
  };
}

/** Gives an approved product its KEK-IV and the keys of its operations. */
async function makeProduct({ products, keys }: Platform, id: string): Promise<void> {
  const product = products.get(id);
  if (product === undefined) return;
  const kekIv = { name: kekIvItem, value: randomBytes(16).toString('base64') };
  const others = product.configItems.filter(({ name }) => name !== kekIvItem);
  try {
    for (const { token } of product.operations) await keys.keyOf(token);
  } catch {
    products.change(id, { state: stateValue.Failed });
    return;
  }
  products.change(id, { state: stateValue.Ready, configItems: [...others, kekIv] });
}

function rowOf(product: ProductRecord): z.input<typeof ProductRow> {
  const { id, name, description, enabled, productType, state } = product;
  return { id, name, description, enabled, productType, state };
}

async function detailOf({ keys }: Platform, product: ProductRecord): Promise<z.input<typeof Product>> {
  const isMade = product.state === stateValue.Ready || product.state === toBeDeleted;
  const productOperations = product.operations.map(async (operation) =>
    operationOnWire(operation, isMade ? ((await keys.publicKeyOf(operation.token)) ?? '') : ''),
  );
  return answer(Product, {
    ...rowOf(product),
    externalRequestID: product.externalRequestID,
    caInfo: [],
    rndKeys: [],
    productConfigItems: [...product.configItems],
    productOperations: await Promise.all(productOperations),
  });
}

function aboutProduct(product: ProductRecord) {
  return {
    originalID: product.id,
    requestorID: product.requestedBy,
    productID: product.id,
    productName: product.name,
    operationStartedAt: new Date(product.createdAt).toISOString(),
  };
}
