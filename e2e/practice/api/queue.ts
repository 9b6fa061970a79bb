import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type QueueId, queueIds } from '../../../app/platform/queue-ids.ts';
import { stateValue } from '../../../app/platform/states.ts';
import { DecisionRequest, type DecisionWord } from '../../../app/platform/wire/approvals.ts';
import type { AuditFacts } from '../platform/audit.ts';
import type { Platform } from '../platform/platform.ts';
import type { Caller } from '../platform/records.ts';
import type { Shelf } from '../platform/shelf.ts';
import { callerOf, filterKey, hasName, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { forbidden } from './problem.ts';

interface Item {
  readonly id: string;
  readonly name: string;
  readonly state: number;
}

/** What was made of a decision: whether it changed anything, and the clients that it retired. */
export interface Effect {
  readonly applied: boolean;
  readonly state: number;
  readonly retired: readonly string[];
}

/** One approval queue: what waits, who may decide, what a decision does. */
export interface Queue<T extends Item> {
  readonly id: QueueId;
  readonly shelf: Shelf<T>;
  mayDecideSome(caller: Caller): boolean;
  mayDecide(caller: Caller, item: T): boolean;
  /** Does what the decision says to an item that waits. @returns ids of clients it retired */
  decide(item: T, decision: DecisionWord): readonly string[];
  /** Checked by the schemas of the app before it is sent. */
  row(item: T): unknown;
  detail(item: T, request: FastifyRequest): Promise<unknown>;
  /** The answer to a decision; most kinds say nothing useful. */
  reply(reply: FastifyReply, effect: Effect, sent: DecisionRequest): unknown;
  /** For the audit line. */
  about(item: T): Partial<AuditFacts>;
}

/** What waits for a caller, newest first. */
export function waitingFor<T extends Item>(queue: Queue<T>, caller: Caller): readonly T[] {
  if (!queue.mayDecideSome(caller)) return [];
  return queue.shelf.find(`waiting:${[...caller.groups].sort().join()}`, (item) => isWaiting(queue, caller, item));
}

function isWaiting<T extends Item>(queue: Queue<T>, caller: Caller, item: T): boolean {
  return item.state === stateValue.ApprovalRequired && queue.mayDecide(caller, item);
}

/** The three routes of a queue: list, item, decision. */
export function serveQueue<T extends Item>(app: FastifyInstance, platform: Platform, queue: Queue<T>): void {
  const { list, item: itemPath } = queueIds[queue.id];

  app.get(list, async (request) => {
    const caller = callerOf(request);
    if (!queue.mayDecideSome(caller)) throw forbidden();
    const query = listQuery(request);
    const named = hasName(query);
    const groups = [...caller.groups].sort().join();
    const found = queue.shelf.page(
      query.page,
      filterKey(query, 'waiting', groups),
      (item) => isWaiting(queue, caller, item) && named(item),
    );
    note(request, { auditEventType: 'ApprovalsListed' });
    return pageOnWire(request, found, (item) => queue.row(item));
  });

  app.get(`${itemPath}/:id`, async (request) => {
    const caller = callerOf(request);
    const item = queue.shelf.get(idOf(request));
    if (item === undefined || item.state !== stateValue.ApprovalRequired) throw notFound();
    if (!queue.mayDecide(caller, item)) throw forbidden();
    note(request, { auditEventType: 'ApprovalRead', ...queue.about(item) });
    return queue.detail(item, request);
  });

  app.post(list, async (request, reply) => {
    const caller = callerOf(request);
    const sent = read(DecisionRequest, request.body);
    const item = queue.shelf.get(sent.requestId);
    if (item === undefined) throw notFound();
    if (!queue.mayDecide(caller, item)) throw forbidden();
    strikeBefore(platform, queue, item, request);
    const effect = decide(platform, queue, sent, request);
    note(request, {
      auditEventType: sent.decision === 'APPROVE' ? 'DecisionApprove' : 'DecisionReject',
      ...queue.about(item),
      approverID: caller.identity,
      status: effect.applied ? 'applied' : 'unchanged',
      operationUpdatedAt: new Date().toISOString(),
    });
    return queue.reply(reply, effect, sent);
  });
}

/** Somebody else was quicker. */
function strikeBefore<T extends Item>(platform: Platform, queue: Queue<T>, item: T, request: FastifyRequest): void {
  const fault = platform.faults.take(['decided-by-other'], met(request));
  if (fault !== undefined) decideNow(queue, item.id, fault.decision);
}

function decide<T extends Item>(
  platform: Platform,
  queue: Queue<T>,
  { requestId, decision }: DecisionRequest,
  request: FastifyRequest,
): Effect {
  if (platform.faults.take(['no-effect'], met(request)) !== undefined) {
    return { applied: false, state: queue.shelf.get(requestId)?.state ?? 0, retired: [] };
  }
  return decideNow(queue, requestId, decision);
}

/**
 * Decides an item. While it is still Created, or once it is final, nothing changes and nobody is told.
 * @see platform-api.md section 2, the trap
 */
export function decideNow<T extends Item>(queue: Queue<T>, id: string, decision: DecisionWord): Effect {
  const before = queue.shelf.get(id);
  if (before === undefined || before.state !== stateValue.ApprovalRequired) {
    return { applied: false, state: before?.state ?? 0, retired: [] };
  }
  const retired = queue.decide(before, decision);
  return { applied: true, state: queue.shelf.get(id)?.state ?? before.state, retired };
}

function met(request: FastifyRequest): { at: 'api'; method: string; path: string } {
  return { at: 'api', method: request.method, path: request.url };
}
