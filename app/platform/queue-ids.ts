import { z } from 'zod';
import type { StatefulKind } from './states.ts';

interface QueueRow {
  /** The key of its number in `GET /approvals`; null where the platform counts nothing. */
  readonly countedAs: string | null;
  /** `GET` lists what waits for the caller, `POST` decides. */
  readonly list: string;
  /** The path an id is put after to read one item that waits. 404 when it waits no longer. */
  readonly item: string;
  /** The path an id is put after to read what became of an item. @see assumptions.itemAfterDecision */
  readonly afterwards: string;
  /** Which of its states are final. */
  readonly kind: StatefulKind;
  /** The lists of groups whose members may decide, in the platform's words. Any one group is enough. */
  readonly approvers: readonly string[];
}

/**
 * The fifteen approval queues, by the keys of `GET /approvals` (`imagesignigs` is the platform's own spelling).
 * @see platform-api.md section 3
 */
export const queueIds = {
  imagesignigs: {
    countedAs: 'imagesignigs',
    list: '/imagesignings/approvals',
    item: '/imagesignings/approvals',
    afterwards: '/imagesignings',
    kind: 'request',
    approvers: ["approvalGroups of the operation's rule"],
  },
  products: {
    countedAs: 'products',
    list: '/products/approvals',
    item: '/products/approvals',
    afterwards: '/products',
    kind: 'request',
    approvers: ['productApprovalGroups', 'caApprovalGroups'],
  },
  clients: {
    countedAs: 'clients',
    list: '/registrations/clients/approvals',
    item: '/registrations/clients/approvals',
    afterwards: '/registrations/clients',
    kind: 'client',
    approvers: ['registerClientApprovalGroups'],
  },
  escrows: {
    countedAs: 'escrows',
    list: '/registrations/escrows/approvals',
    item: '/registrations/escrows/approvals',
    afterwards: '/registrations/escrows',
    kind: 'request',
    approvers: ['registerEscrowApprovalGroups'],
  },
  changerequests: {
    countedAs: 'changerequests',
    list: '/products/changerequests/approvals',
    item: '/products/changerequests/approvals',
    afterwards: '/products/changerequests',
    kind: 'request',
    approvers: ['productApprovalGroups'],
  },
  clientchangerequests: {
    countedAs: 'clientchangerequests',
    list: '/registrations/clients/changerequests/approvals',
    item: '/registrations/clients/changerequests/approvals',
    afterwards: '/registrations/clients/changerequests',
    kind: 'request',
    approvers: ['registerClientApprovalGroups'],
  },
  pkichangerequests: {
    countedAs: 'pkichangerequests',
    list: '/pki/changerequests/approvals',
    item: '/pki/changerequests/approvals',
    afterwards: '/pki/changerequests',
    kind: 'request',
    approvers: ['caApprovalGroups'],
  },
  revocations: {
    countedAs: 'revocations',
    list: '/cas/revocationrequests/approvals',
    item: '/cas/revocationrequests/approvals',
    afterwards: '/cas/revocationrequests',
    kind: 'request',
    approvers: ['revocationApprovalGroups'],
  },
  crtsigningrequests: {
    countedAs: 'crtsigningrequests',
    list: '/cas/certificaterequests/approvals',
    item: '/cas/certificaterequests/approvals',
    afterwards: '/cas/certificaterequests',
    kind: 'request',
    approvers: ["approvalGroups of the operation's rule"],
  },
  configs: {
    countedAs: 'configs',
    list: '/configs/approvals',
    item: '/configs/groups',
    afterwards: '/configs/groups',
    kind: 'configuration',
    approvers: ['initialApproverGroups'],
  },
  estconfigs: {
    countedAs: 'estconfigs',
    list: '/estservice/approvals',
    item: '/estservice/groups',
    afterwards: '/estservice/groups',
    kind: 'configuration',
    approvers: ['initialApproverGroups'],
  },
  provisioning: {
    countedAs: null,
    list: '/provisioning/approvals',
    item: '/provisioning/groups',
    afterwards: '/provisioning/groups',
    kind: 'configuration',
    approvers: ['initialApproverGroups'],
  },
  masterkeyrequests: {
    countedAs: 'masterkeyrequests',
    list: '/configurations/masterkeyrequests/approvals',
    item: '/configurations/masterkeyrequests/approvals',
    afterwards: '/configurations/masterkeyrequests',
    kind: 'request',
    approvers: ['productApprovalGroups'],
  },
  truststorerequests: {
    countedAs: 'truststorerequests',
    list: '/configurations/truststorerequests/approvals',
    item: '/configurations/truststorerequests/approvals',
    afterwards: '/configurations/truststorerequests',
    kind: 'configuration',
    approvers: ['initialApproverGroups'],
  },
  idpsecretrotations: {
    countedAs: 'idpsecretrotations',
    list: '/configurations/idpsecretrotations/approvals',
    item: '/configurations/idpsecretrotations/approvals',
    afterwards: '/configurations/idpsecretrotations',
    kind: 'configuration',
    approvers: ['initialApproverGroups'],
  },
} as const satisfies Record<string, QueueRow>;

export type QueueId = keyof typeof queueIds;
/** The queues that `GET /approvals` counts: all but provisioning. */
export type CountedQueueId = Exclude<QueueId, 'provisioning'>;

function isQueueId(key: string): key is QueueId {
  return Object.hasOwn(queueIds, key);
}

/** All queue ids, in the order of the table. */
export const allQueueIds: readonly QueueId[] = Object.keys(queueIds).filter(isQueueId);

export const QueueId = z.enum(Object.keys(queueIds).filter(isQueueId));
