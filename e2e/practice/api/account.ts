import type { FastifyInstance } from 'fastify';
import { Capabilities, Health, type Permissions } from '../../../app/platform/wire/account.ts';
import { access, isAllowed, isInAnyRule, queueApprovers } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import type { Caller } from '../platform/records.ts';
import { answer, callerOf, note } from './exchange.ts';

/** `GET /user/capabilities` and `GET /health`, for any valid token. */
export function serveAccount(app: FastifyInstance, platform: Platform, startedAt: number): void {
  app.get('/user/capabilities', async (request) => {
    const caller = callerOf(request);
    note(request, { auditEventType: 'CapabilitiesRead' });
    return answer(Capabilities, {
      user: { oid: caller.oid },
      permissions: permissionsOf(platform, caller),
      issuedAt: new Date().toISOString(),
      ttlSeconds: 300,
    });
  });

  app.get('/health', async (request) => {
    note(request, { auditEventType: 'HealthRead' });
    return answer(Health, {
      status: 'ok',
      database: 'ok',
      hsm: 'ok',
      storage: 'ok',
      azureAd: 'ok',
      latestRunTime: new Date(startedAt).toISOString(),
      nextRunTime: new Date(startedAt + 3_600_000).toISOString(),
    });
  });
}

function permissionsOf({ products }: Platform, caller: Caller): Record<string, Partial<Permissions>> {
  const may = (lists: Parameters<typeof isAllowed>[1]) => isAllowed(caller, lists);
  const approves = (queue: keyof typeof queueApprovers) => may(queueApprovers[queue] ?? []);
  const writes = may(access.writeProducts);
  return {
    imagesignings: {
      create: isInAnyRule(products, caller, 'allowedGroups'),
      read: may(access.listRequests),
      approve: isInAnyRule(products, caller, 'approvalGroups'),
    },
    products: { create: writes, read: may(access.listProducts), delete: writes, approve: approves('products') },
    clients: {
      create: may(access.registerClients),
      read: may(access.readClients),
      delete: may(access.registerClients),
      approve: approves('clients'),
    },
    changerequests: { create: writes, read: may(access.listProducts), approve: approves('changerequests') },
    escrows: { create: may(['registerEscrowGroups']), approve: approves('escrows') },
    revocations: { create: may(['revocationWriterGroups']), approve: approves('revocations') },
    configs: { read: may(access.readProduct), approve: approves('configs') },
    audittrails: { generate: may(access.readAudit), read: may(access.readAudit) },
  };
}
