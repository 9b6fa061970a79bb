import { z } from 'zod';
import { Id, maybe, PresignedUrl, Time } from './fields.ts';
import { page } from './page.ts';
import { State } from './state.ts';

/** `POST /audittrails`. */
export const AuditTrailRequest = z.object({ startTime: Time, endTime: Time });

/** `GET /audittrails`, `GET /audittrails/{id}`; the link is there once it is Ready. */
export const AuditTrail = z.object({
  id: Id,
  state: State,
  startTime: maybe(Time),
  endTime: maybe(Time),
  downloadLink: maybe(z.union([PresignedUrl, z.literal('')])),
});
export type AuditTrail = z.infer<typeof AuditTrail>;
export const AuditTrailPage = page(AuditTrail);

const Text = maybe(z.string().max(16_384));

/** One line of a trail (JSON lines). Types of event are an open list, shown as they are. */
export const AuditLine = z.object({
  audit: Text,
  originalID: Text,
  status: maybe(z.union([z.string().max(256), z.number()])),
  approverID: Text,
  requestorID: Text,
  auditEventType: Text,
  orgHost: Text,
  eventTime: Text,
  ts: maybe(z.union([z.string().max(64), z.number()])),
  level: Text,
  'X-Request-Id': Text,
  productID: Text,
  productName: Text,
  productOperationID: Text,
  productOperationType: Text,
  productOperationName: Text,
  operationStartedAt: Text,
  operationUpdatedAt: Text,
  originalSHA256: Text,
  modifiedSHA256: Text,
});
export type AuditLine = z.infer<typeof AuditLine>;

/** The approver that stands in a line when the operation's rule approved by itself. */
export const autoApprover = 'OperationAutoApprovedByApprovalRule';
