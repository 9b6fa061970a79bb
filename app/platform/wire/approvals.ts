import { z } from 'zod';
import { allQueueIds, type CountedQueueId, queueIds } from '../queue-ids.ts';
import { Id } from './fields.ts';

/** What waits for the caller. A queue of tomorrow is kept by its key, so that it can be shown. */
export interface ApprovalCounts {
  readonly counts: Readonly<Record<CountedQueueId, number>>;
  readonly unknown: Readonly<Record<string, number>>;
}

const countedIds = allQueueIds.filter((id): id is CountedQueueId => queueIds[id].countedAs !== null);

/** `GET /approvals`: zero, or no key, where nothing waits or the caller may not approve. */
export const ApprovalCounts = z.record(z.string().max(128), z.unknown()).transform((answer): ApprovalCounts => {
  const numbers = new Map(Object.entries(answer).filter((entry): entry is [string, number] => isCount(entry[1])));
  const counts = { ...noneWaiting };
  for (const id of countedIds) {
    counts[id] = numbers.get(id) ?? 0;
    numbers.delete(id);
  }
  return { counts, unknown: Object.fromEntries(numbers) };
});

/** Every counted queue at zero. */
export const noneWaiting: Readonly<Record<CountedQueueId, number>> = {
  imagesignigs: 0,
  products: 0,
  clients: 0,
  escrows: 0,
  changerequests: 0,
  clientchangerequests: 0,
  pkichangerequests: 0,
  revocations: 0,
  crtsigningrequests: 0,
  configs: 0,
  estconfigs: 0,
  masterkeyrequests: 0,
  truststorerequests: 0,
  idpsecretrotations: 0,
};

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export const DecisionWord = z.enum(['APPROVE', 'REJECT']);
export type DecisionWord = z.infer<typeof DecisionWord>;

/** `POST <queue>`: the body of a decision. There is no field for a reason. */
export const DecisionRequest = z.object({ requestId: Id, decision: DecisionWord });
export type DecisionRequest = z.infer<typeof DecisionRequest>;
