import { z } from 'zod';
import { Description, Id, IdentityText, listOf, maybe, Name, PemText, textOrEmpty, Word } from './fields.ts';
import { State } from './state.ts';

/** Items of the queues that have no file of their own. @see platform-api.md section 8 */

const described = { id: Id, name: textOrEmpty(Name), description: textOrEmpty(Description), state: State };
const OpenText = z.string().max(1_048_576);

export const Escrow = z.object({
  ...described,
  escrowType: textOrEmpty(Word),
  idProduct: maybe(Id),
  payload: maybe(z.unknown()),
});
export type Escrow = z.infer<typeof Escrow>;

export const PkiChange = z.object({
  ...described,
  caDataID: maybe(z.string().max(256)),
  profileID: maybe(z.string().max(256)),
  profileData: maybe(z.unknown()),
  changeType: textOrEmpty(Word),
});
export type PkiChange = z.infer<typeof PkiChange>;

export const Revocation = z.object({
  ...described,
  requestor: textOrEmpty(IdentityText),
  certificateID: textOrEmpty(Word),
  certificateP7: maybe(OpenText),
  reason: maybe(z.union([z.number().int(), Word])),
});
export type Revocation = z.infer<typeof Revocation>;

export const CertificateRequest = z.object({
  id: Id,
  subject: textOrEmpty(Description),
  certificate: maybe(PemText),
  chain: listOf(PemText, 100),
  errorStatus: maybe(Word),
  state: State,
});
export type CertificateRequest = z.infer<typeof CertificateRequest>;

export const MasterKeyRequest = z.object({ ...described, token: z.unknown() });
export type MasterKeyRequest = z.infer<typeof MasterKeyRequest>;

export const TruststoreRequest = z.object({
  ...described,
  truststoreType: textOrEmpty(Word),
  certificates: maybe(OpenText),
  certificateCount: maybe(z.number().int().min(0)),
  validationResult: maybe(z.unknown()),
});
export type TruststoreRequest = z.infer<typeof TruststoreRequest>;

/** A staged secret that the platform might send along is dropped here: it must never be shown or logged. */
export const IdpSecretRotation = z.object({
  ...described,
  providerType: textOrEmpty(Word),
  validationResult: maybe(z.unknown()),
});
export type IdpSecretRotation = z.infer<typeof IdpSecretRotation>;
