import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { allQueueIds, type QueueId, queueIds } from '../../../app/platform/queue-ids.ts';
import { ApprovalCounts, DecisionRequest } from '../../../app/platform/wire/approvals.ts';
import { page } from '../../../app/platform/wire/page.ts';
import { isAllowed, isInAnyRule, queueApprovers } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import type { Caller } from '../platform/records.ts';
import { answer, callerOf, note, notFound, read } from './exchange.ts';
import { forbidden } from './problem.ts';

/** How many items of a queue wait for a caller. */
export type WaitingCounts = Readonly<Partial<Record<QueueId, (caller: Caller) => number>>>;

/** `GET /approvals`: the cheap call to poll. */
export function serveCounts(app: FastifyInstance, waiting: WaitingCounts): void {
  app.get('/approvals', async (request) => {
    const caller = callerOf(request);
    note(request, { auditEventType: 'ApprovalsCounted' });
    const counts = allQueueIds
      .filter((id) => queueIds[id].countedAs !== null)
      .map((id) => [id, waiting[id]?.(caller) ?? 0] as const);
    return answer(ApprovalCounts, Object.fromEntries(counts));
  });
}

const NoItems = page(z.never());

/** The queues in which nothing happens here yet: empty for who may approve, refused to others. */
export function serveEmptyQueues(app: FastifyInstance, platform: Platform, served: readonly QueueId[]): void {
  for (const id of allQueueIds.filter((queue) => !served.includes(queue))) {
    const lists = queueApprovers[id];
    const check = (caller: Caller) => {
      const may =
        lists === undefined ? isInAnyRule(platform.products, caller, 'approvalGroups') : isAllowed(caller, lists);
      if (!may) throw forbidden();
    };
    app.get(queueIds[id].list, async (request) => {
      check(callerOf(request));
      note(request, { auditEventType: 'ApprovalsListed' });
      return answer(NoItems, { count: 0, items: [], next: '', prev: '', pages: 0 });
    });
    app.get(`${queueIds[id].item}/:id`, async (request) => {
      check(callerOf(request));
      throw notFound();
    });
    app.post(queueIds[id].list, async (request) => {
      check(callerOf(request));
      read(DecisionRequest, request.body);
      throw notFound();
    });
  }
}
