import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { disturb } from '../faults/disturb.ts';
import type { Platform } from '../platform/platform.ts';
import type { KeyedCertificate } from '../tls/authority.ts';
import { serveAccount } from './account.ts';
import { serveCounts, serveEmptyQueues } from './approvals.ts';
import { serveAuditTrails } from './audit-trails.ts';
import { clientChangeQueue, productChangeQueue, serveChangeRequests } from './change-requests.ts';
import { clientQueue, serveClients } from './clients.ts';
import { serveConfigurations } from './configurations.ts';
import { serveDistributions } from './distributions.ts';
import { knownCaller, notesOf, setCaller } from './exchange.ts';
import { imageSigningQueue, serveImageSignings } from './image-signings.ts';
import { problem, Refusal } from './problem.ts';
import { serveProductTemplates } from './product-templates.ts';
import { productQueue, serveProducts } from './products.ts';
import { serveQueue, waitingFor } from './queue.ts';
import type { TokenCheck } from './tokens.ts';

/** Under which the API lies: `/<namespace>/api/v1`. */
export const apiPath = '/northwind/api/v1';

/**
 * The platform's REST API. Every call is checked for its token, answered by the app's own schemas, struck by the
 * faults that wait for it, and written to the audit trail.
 */
export function makeApi(options: {
  certificate: KeyedCertificate;
  platform: Platform;
  /** Made once the sign-in service's port is known. */
  tokens: () => TokenCheck;
  /** Is told of a bug of ours. */
  report: (error: unknown) => void;
}): FastifyInstance {
  const { platform } = options;
  const app = fastify({
    https: { key: options.certificate.keyPem, cert: options.certificate.certificatePem },
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 256 },
    requestIdHeader: false,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    forceCloseConnections: true,
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.raw.setHeader('X-Request-Id', request.id);
    if (platform.settings.latencyMs > 0) await pause(platform.settings.latencyMs);
    if (await disturb(platform.faults, 'api', request.raw, reply.raw)) {
      reply.hijack();
      return;
    }
    setCaller(request, await options.tokens().callerOf(request.headers.authorization));
  });
  app.addHook('onSend', async (request, _reply, payload) => strikeAfter(platform, request, payload));
  app.addHook('onResponse', async (request, reply) => {
    const caller = knownCaller(request);
    platform.audit.write({
      auditEventType: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      status: String(reply.statusCode),
      ...(caller === undefined ? {} : { requestorID: caller.identity }),
      'X-Request-Id': request.id,
      ...notesOf(request),
    });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('application/problem+json').send(problem(404, 'There is no such resource')),
  );
  app.setErrorHandler((error, _request, reply) => {
    const { status, detail } = explain(error);
    if (status >= 500) options.report(error);
    return reply.code(status).type('application/problem+json').send(problem(status, detail));
  });

  void app.register(
    (api, _options, done) => {
      const requests = imageSigningQueue(platform);
      const products = productQueue(platform);
      const clients = clientQueue(platform);
      serveQueue(api, platform, requests);
      serveQueue(api, platform, products);
      serveQueue(api, platform, clients);
      const productChanges = productChangeQueue(platform);
      const clientChanges = clientChangeQueue(platform);
      serveQueue(api, platform, productChanges);
      serveQueue(api, platform, clientChanges);
      serveEmptyQueues(api, platform, [requests.id, products.id, clients.id, productChanges.id, clientChanges.id]);
      serveCounts(api, {
        changerequests: (caller) => waitingFor(productChanges, caller).length,
        clientchangerequests: (caller) => waitingFor(clientChanges, caller).length,
        imagesignigs: (caller) => waitingFor(requests, caller).length,
        products: (caller) => waitingFor(products, caller).length,
        clients: (caller) => waitingFor(clients, caller).length,
      });
      serveImageSignings(api, platform);
      serveProducts(api, platform);
      serveProductTemplates(api, platform);
      serveClients(api, platform);
      serveChangeRequests(api, platform);
      serveDistributions(api, platform);
      serveAccount(api, platform, Date.now());
      serveAuditTrails(api, platform);
      serveConfigurations(api);
      done();
    },
    { prefix: apiPath },
  );
  return app;
}

/** The caller's own id where it is harmless, else a new one. */
function requestId(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : randomUUID();
}

function explain(error: unknown): { status: number; detail: string } {
  if (error instanceof Refusal) return { status: error.status, detail: error.message };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500
    ? { status, detail: 'The request could not be read' }
    : { status: 500, detail: 'The practice platform has a bug; it has been written to its error output' };
}

/** The faults that strike once the request has been dealt with. */
async function strikeAfter(platform: Platform, request: FastifyRequest, payload: unknown): Promise<unknown> {
  const met = { at: 'api', method: request.method, path: request.url } as const;
  const fault = platform.faults.take(['drop-after', 'truncated', 'slow'], met);
  if (fault === undefined) return payload;
  if (fault.kind === 'drop-after') {
    request.raw.socket.destroy();
    return payload;
  }
  if (typeof payload !== 'string') return payload;
  if (fault.kind === 'truncated') return payload.slice(0, Math.floor(payload.length / 2));
  return Readable.from(dribble(payload, fault.ms));
}

async function* dribble(text: string, ms: number): AsyncGenerator<string> {
  const pieces = 10;
  for (let piece = 0; piece < pieces; piece += 1) {
    await pause(ms / pieces);
    yield text.slice((text.length * piece) / pieces, (text.length * (piece + 1)) / pieces);
  }
}
