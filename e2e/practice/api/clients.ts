import { createPublicKey, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { stateValue } from '../../../app/platform/states.ts';
import {
  ClientAccepted,
  ClientDecision,
  ClientPage,
  ClientRegistration,
  ClientRegistrationRequest,
} from '../../../app/platform/wire/clients.ts';
import { access, isAllowed, queueApprovers } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import type { ClientRecord } from '../platform/records.ts';
import { answer, callerOf, filterKey, hasName, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { forbidden, Refusal } from './problem.ts';
import type { Queue } from './queue.ts';

export function serveClients(app: FastifyInstance, platform: Platform): void {
  const { clients, products, lifecycle } = platform;

  app.get('/registrations/clients', async (request) => {
    if (!isAllowed(callerOf(request), access.readClients)) throw forbidden();
    const query = listQuery(request);
    const named = hasName(query);
    const found = clients.page(
      query.page,
      filterKey(query),
      (item) =>
        (query.state === undefined || item.state === query.state) &&
        (query.product === undefined || item.idProduct === query.product) &&
        named(item),
    );
    note(request, { auditEventType: 'ClientsListed' });
    return answer(ClientPage, pageOnWire(request, found, onWire));
  });

  app.get('/registrations/clients/:id', async (request) => {
    if (!isAllowed(callerOf(request), access.readClients)) throw forbidden();
    const client = clients.get(idOf(request));
    if (client === undefined) throw notFound();
    note(request, { auditEventType: 'ClientRead', ...aboutClient(platform, client) });
    return answer(ClientRegistration, onWire(client));
  });

  app.post('/registrations/clients', async (request, reply) => {
    const caller = callerOf(request);
    if (!isAllowed(caller, access.registerClients)) throw forbidden();
    const sent = read(ClientRegistrationRequest, request.body);
    if (products.get(sent.idProduct)?.state !== stateValue.Ready) throw new Refusal(400, 'No such product is Ready');
    checkKey(sent);
    const client = clients.add({
      id: randomUUID(),
      name: sent.name,
      description: sent.description,
      idProduct: sent.idProduct,
      clientType: sent.clientType,
      clientUser: sent.clientUser,
      createdAt: Date.now(),
      state: stateValue.Created,
      encryptionPublicKey: sent.encryptionPublicKey ?? null,
      encryptionCertificate: sent.encryptionCertificate ?? null,
      clientCertificate: sent.clientCertificate ?? null,
    });
    lifecycle.after(lifecycle.pace.created, () => {
      clients.change(client.id, { state: stateValue.ApprovalRequired });
    });
    note(request, {
      auditEventType: 'ClientInit',
      ...aboutClient(platform, client),
      requestorID: caller.identity,
    });
    void reply.code(202);
    return answer(ClientAccepted, { id: client.id, name: client.name, state: client.state });
  });

  app.delete('/registrations/clients/:id', async (request, reply) => {
    if (!isAllowed(callerOf(request), access.registerClients)) throw forbidden();
    const client = clients.get(idOf(request));
    if (client === undefined) throw notFound();
    clients.remove(client.id);
    note(request, { auditEventType: 'ClientDeleted', ...aboutClient(platform, client) });
    return reply.code(204).send();
  });
}

export function clientQueue(platform: Platform): Queue<ClientRecord> {
  const { clients } = platform;
  return {
    id: 'clients',
    shelf: clients,
    mayDecideSome: (caller) => isAllowed(caller, queueApprovers.clients ?? []),
    mayDecide: (caller) => isAllowed(caller, queueApprovers.clients ?? []),
    decide(client, decision) {
      if (decision === 'REJECT') {
        clients.change(client.id, { state: stateValue.Rejected });
        return [];
      }
      const earlier = clients.all().filter((other) => isRetiredBy(client, other));
      for (const { id } of earlier) clients.change(id, { state: stateValue.NotActive });
      clients.change(client.id, { state: stateValue.Ready });
      return earlier.map(({ id }) => id);
    },
    row: (item) => answer(ClientRegistration, onWire(item)),
    detail: async (item) => answer(ClientRegistration, onWire(item)),
    reply: (_reply, { applied, state, retired }, { requestId, decision }) =>
      answer(ClientDecision, { requestId, decision, applied, state, retiredClients: [...retired] }),
    about: (item) => aboutClient(platform, item),
  };
}

/** The earlier Ready client of the same product, type and user. */
function isRetiredBy(client: ClientRecord, other: ClientRecord): boolean {
  return (
    other.id !== client.id &&
    other.state === stateValue.Ready &&
    other.idProduct === client.idProduct &&
    other.clientType === client.clientType &&
    other.clientUser === client.clientUser
  );
}

/** @throws Refusal 400 for a key that this type of client may not have */
function checkKey(sent: ClientRegistrationRequest): void {
  if (sent.clientType !== 'SecurityEngineer' && sent.clientType !== 'ProductionPC') return;
  const key = keyOf(sent);
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (sent.clientType === 'SecurityEngineer' && curve !== 'prime256v1') {
    throw new Refusal(400, 'A SecurityEngineer client has an EC P-256 key');
  }
  if (key.asymmetricKeyType !== 'ec' && key.asymmetricKeyType !== 'rsa') {
    throw new Refusal(400, 'A ProductionPC client has an RSA or EC key');
  }
}

/** The key that answers are encrypted to. @throws Refusal 400 */
function keyOf({ encryptionPublicKey, encryptionCertificate }: ClientRegistrationRequest): KeyObject {
  const pem = (base64: string) => Buffer.from(base64, 'base64').toString();
  try {
    if (encryptionPublicKey !== undefined) return createPublicKey(pem(encryptionPublicKey));
    if (encryptionCertificate !== undefined) return new X509Certificate(pem(encryptionCertificate)).publicKey;
  } catch {
    throw new Refusal(400, 'The key or certificate is not base64 of PEM text');
  }
  throw new Refusal(400, 'There is no encryption key');
}

function onWire({ createdAt: _, ...client }: ClientRecord): z.input<typeof ClientRegistration> {
  return client;
}

function aboutClient({ products }: Platform, client: ClientRecord) {
  return {
    originalID: client.id,
    requestorID: client.clientUser,
    productID: client.idProduct,
    productName: products.get(client.idProduct)?.name ?? '',
    operationStartedAt: new Date(client.createdAt).toISOString(),
  };
}
