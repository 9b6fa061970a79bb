import { z } from 'zod';
import { DecisionWord } from './approvals.ts';
import { Base64, Description, Id, IdentityText, listOf, maybe, Name, textOrEmpty, Word } from './fields.ts';
import { page } from './page.ts';
import { State } from './state.ts';

/** What we send; what we read may name a type of tomorrow. @see platform-api.md section 6 */
export const clientTypes = [
  'ProductionPC',
  'SecurityEngineer',
  'CBTester',
  'IssueDeviceCertificate',
  'IssueDeviceCertificateCA',
  'ESTIssueDeviceCertificate',
  'ESTIssueDeviceCertificateCA',
  'IssueCertificate',
  'IssueCertificateCA',
  'ESTIssueCertificate',
  'ESTIssueCertificateCA',
] as const;

/** Base64 of PEM text. */
const PemInBase64 = Base64(1, 65_536);

/**
 * `POST /registrations/clients`. For ProductionPC and SecurityEngineer `clientUser` must be the caller's own identity;
 * SecurityEngineer takes an EC P-256 key only.
 */
export const ClientRegistrationRequest = z.object({
  name: Name.min(1),
  description: Description,
  idProduct: Id,
  clientType: z.enum(clientTypes),
  clientUser: z
    .string()
    .max(256)
    .regex(/^(oid|appid|sub):.+$/, 'an identity begins with oid:, appid: or sub:'),
  encryptionPublicKey: PemInBase64.optional(),
  encryptionCertificate: PemInBase64.optional(),
  clientCertificate: PemInBase64.optional(),
});
export type ClientRegistrationRequest = z.infer<typeof ClientRegistrationRequest>;

/** The 202 answer. */
export const ClientAccepted = z.object({ id: Id, name: maybe(Name), state: maybe(State) });

/** `GET /registrations/clients/{id}`, one row of its list and of its queue. */
export const ClientRegistration = z.object({
  id: Id,
  name: Name,
  description: textOrEmpty(Description),
  idProduct: maybe(Id),
  clientType: textOrEmpty(Word),
  clientUser: textOrEmpty(IdentityText),
  encryptionPublicKey: maybe(z.string().max(131_072)),
  encryptionCertificate: maybe(z.string().max(131_072)),
  clientCertificate: maybe(z.string().max(131_072)),
  state: State,
});
export type ClientRegistration = z.infer<typeof ClientRegistration>;
export const ClientPage = page(ClientRegistration);

/** The platform's description does not say whether a retired client is an id or an object with one. */
const RetiredClient = z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]);

/**
 * What `POST /registrations/clients/approvals` answers, alone among the queues. `applied: false` means nothing changed.
 * Approving retires the earlier Ready client of the same product, type and user.
 */
export const ClientDecision = z.object({
  requestId: Id,
  decision: maybe(z.union([DecisionWord, Word])),
  applied: z.boolean(),
  state: maybe(State),
  retiredClients: listOf(RetiredClient, 1_000),
});
export type ClientDecision = z.infer<typeof ClientDecision>;
