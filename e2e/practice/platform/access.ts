import type { QueueId } from '../../../app/platform/queue-ids.ts';
import type { SystemGroupName } from '../../../app/platform/wire/configurations.ts';
import { groups } from '../company/people.ts';
import { type Caller, isMember, type OperationRecord, type ProductRecord } from './records.ts';
import type { Shelf } from './shelf.ts';

/** Who may do what, as the active configuration of groups says. */
export const systemGroups: Readonly<Record<SystemGroupName | 'initialApproverGroups', readonly string[]>> = {
  caReaderGroups: [groups.productAuditors.id],
  caWriterGroups: [groups.productOwners.id],
  caApprovalGroups: [groups.productApprovers.id],
  productReaderGroups: [groups.productOwners.id, groups.productAuditors.id],
  productWriterGroups: [groups.productOwners.id],
  productListReaderGroups: [groups.securityEngineers.id, groups.fieldAnalysts.id],
  productApprovalGroups: [groups.productApprovers.id],
  registerClientGroups: [groups.securityEngineers.id, groups.productOwners.id],
  registerClientApprovalGroups: [groups.clientApprovers.id],
  registerEscrowGroups: [groups.productOwners.id],
  registerEscrowApprovalGroups: [groups.clientApprovers.id],
  revocationWriterGroups: [groups.productOwners.id],
  revocationApprovalGroups: [groups.releaseApprovers.id],
  initialApproverGroups: [groups.productApprovers.id],
};

type GroupList = keyof typeof systemGroups;

/** @see platform-api.md section 7, who may read */
export const access = {
  listProducts: ['productReaderGroups', 'productListReaderGroups', 'caReaderGroups'],
  readProduct: ['productReaderGroups', 'caReaderGroups'],
  writeProducts: ['productWriterGroups'],
  listRequests: ['productReaderGroups', 'productListReaderGroups'],
  readClients: ['registerClientGroups', 'registerClientApprovalGroups'],
  registerClients: ['registerClientGroups'],
  readAudit: ['productReaderGroups', 'productWriterGroups'],
} as const satisfies Record<string, readonly GroupList[]>;

/** Whether the caller is in any of the groups of any of these lists. */
export function isAllowed(caller: Caller, lists: readonly GroupList[]): boolean {
  return lists.some((list) => isMember(caller, systemGroups[list]));
}

/** The lists of groups behind each queue but those whose operation decides. */
export const queueApprovers: Readonly<Partial<Record<QueueId, readonly GroupList[]>>> = {
  products: ['productApprovalGroups', 'caApprovalGroups'],
  clients: ['registerClientApprovalGroups'],
  escrows: ['registerEscrowApprovalGroups'],
  changerequests: ['productApprovalGroups'],
  clientchangerequests: ['registerClientApprovalGroups'],
  pkichangerequests: ['caApprovalGroups'],
  revocations: ['revocationApprovalGroups'],
  configs: ['initialApproverGroups'],
  estconfigs: ['initialApproverGroups'],
  provisioning: ['initialApproverGroups'],
  masterkeyrequests: ['productApprovalGroups'],
  truststorerequests: ['initialApproverGroups'],
  idpsecretrotations: ['initialApproverGroups'],
};

/** The operations of all products, found by id. */
export function operationsOf(products: Shelf<ProductRecord>): readonly OperationRecord[] {
  return products.all().flatMap(({ operations }) => operations);
}

/** May the caller submit to, or approve for, any operation at all? */
export function isInAnyRule(
  products: Shelf<ProductRecord>,
  caller: Caller,
  list: 'allowedGroups' | 'approvalGroups',
): boolean {
  return operationsOf(products).some(({ rule }) => isMember(caller, rule[list]));
}
