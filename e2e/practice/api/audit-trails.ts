import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { stateValue } from '../../../app/platform/states.ts';
import { AuditTrail, AuditTrailPage, AuditTrailRequest } from '../../../app/platform/wire/audit-trails.ts';
import { access, isAllowed } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import type { AuditTrailRecord } from '../platform/records.ts';
import { answer, callerOf, filterKey, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { forbidden, Refusal } from './problem.ts';

/** `/audittrails`: needs no approval; the lines lie in the object store once it is Ready. */
export function serveAuditTrails(app: FastifyInstance, platform: Platform): void {
  const { auditTrails, lifecycle, audit, objects } = platform;

  app.post('/audittrails', async (request, reply) => {
    const caller = callerOf(request);
    if (!isAllowed(caller, access.readAudit)) throw forbidden();
    const { startTime, endTime } = read(AuditTrailRequest, request.body);
    const [start, end] = [Date.parse(startTime), Date.parse(endTime)];
    if (Number.isNaN(start) || Number.isNaN(end) || start > end)
      throw new Refusal(400, 'startTime or endTime is wrong');
    const id = randomUUID();
    note(request, { auditEventType: 'AuditTrailRequested', originalID: id, requestorID: caller.identity });
    const trail = auditTrails.add({
      id,
      name: '',
      startTime,
      endTime,
      createdAt: Date.now(),
      state: stateValue.Created,
      resource: null,
    });
    lifecycle.after(lifecycle.pace.created, async () => {
      const resource = `audit/${id}.jsonl`;
      await objects.put(
        resource,
        audit.between(start, end).map((line) => Buffer.from(line)),
      );
      auditTrails.change(id, { state: stateValue.Ready, resource });
    });
    void reply.code(202);
    return answer(AuditTrail, onWire(platform, trail));
  });

  app.get('/audittrails', async (request) => {
    if (!isAllowed(callerOf(request), access.readAudit)) throw forbidden();
    const query = listQuery(request);
    const found = auditTrails.page(query.page, filterKey(query), () => true);
    note(request, { auditEventType: 'AuditTrailsListed' });
    return answer(
      AuditTrailPage,
      pageOnWire(request, found, (trail) => onWire(platform, trail)),
    );
  });

  app.get('/audittrails/:id', async (request) => {
    if (!isAllowed(callerOf(request), access.readAudit)) throw forbidden();
    const trail = auditTrails.get(idOf(request));
    if (trail === undefined) throw notFound();
    note(request, { auditEventType: 'AuditTrailRead', originalID: trail.id });
    return answer(AuditTrail, onWire(platform, trail));
  });
}

function onWire(platform: Platform, trail: AuditTrailRecord): z.input<typeof AuditTrail> {
  const { id, state, startTime, endTime, resource } = trail;
  return { id, state, startTime, endTime, downloadLink: resource === null ? '' : platform.link('GET', resource) };
}
