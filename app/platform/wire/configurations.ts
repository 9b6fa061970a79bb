import { z } from 'zod';
import { Description, Id, listOf, maybe, Name, textOrEmpty } from './fields.ts';
import { page } from './page.ts';
import { State } from './state.ts';

/** The system's lists of groups, as `POST /configs/groups` takes them. @see platform-api.md section 7 */
export const systemGroupNames = [
  'caReaderGroups',
  'caWriterGroups',
  'caApprovalGroups',
  'productReaderGroups',
  'productWriterGroups',
  'productListReaderGroups',
  'productApprovalGroups',
  'registerClientGroups',
  'registerClientApprovalGroups',
  'registerEscrowGroups',
  'registerEscrowApprovalGroups',
  'revocationWriterGroups',
  'revocationApprovalGroups',
] as const;
export type SystemGroupName = (typeof systemGroupNames)[number];

/**
 * A configuration of groups, or of the EST or provisioning service: `GET /configs/groups`, `/estservice/groups`,
 * `/provisioning/groups`, and their queues. Its items are shown, not interpreted.
 */
export const Configuration = z.looseObject({
  id: Id,
  name: maybe(Name),
  description: textOrEmpty(Description),
  items: listOf(z.unknown(), 10_000),
  state: State,
});
export type Configuration = z.infer<typeof Configuration>;
export const ConfigurationPage = page(Configuration);
