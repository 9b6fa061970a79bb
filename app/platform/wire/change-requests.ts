import { z } from 'zod';
import { Description, Id, maybe, Name, textOrEmpty, Word } from './fields.ts';
import { page } from './page.ts';
import { ProductOperation, ProductType } from './products.ts';
import { State } from './state.ts';

/** Change requests are the only way to alter a product or to retire a client. @see platform-api.md section 4 */
export const productChangeTypes = [
  'ModifyOperation',
  'AddOperation',
  'ModifyProductMetaData',
  'ChangeProductStateToBeDeleted',
  'ChangeProductStateToReady',
] as const;
export const clientChangeTypes = ['ChangeClientStateToBeDeleted'] as const;

const MetaData = z.object({
  name: maybe(Name),
  description: maybe(Description),
  enabled: maybe(z.boolean()),
  productType: maybe(Word),
});

/** `POST /products/changerequests`. */
export const ProductChangeRequest = z.object({
  productID: Id,
  operationID: maybe(Id),
  changeType: z.enum(productChangeTypes),
  name: Name.min(1),
  description: textOrEmpty(Description),
  productOperation: maybe(ProductOperation.partial({ id: true })),
  metaData: maybe(MetaData.extend({ productType: maybe(ProductType) })),
});

/** One item of `GET /products/changerequests` and its queue. */
export const ProductChange = z.object({
  id: Id,
  name: Name,
  description: textOrEmpty(Description),
  changeType: Word,
  productID: maybe(Id),
  operationID: maybe(z.string().max(128)),
  productOperation: maybe(ProductOperation.partial({ id: true })),
  metaData: maybe(MetaData),
  state: State,
});
export type ProductChange = z.infer<typeof ProductChange>;
export const ProductChangePage = page(ProductChange);

/** `POST /registrations/clients/changerequests`. */
export const ClientChangeRequest = z.object({
  clientID: Id,
  changeType: z.enum(clientChangeTypes),
  name: Name.min(1),
  description: textOrEmpty(Description),
});

/** One item of `GET /registrations/clients/changerequests` and its queue. */
export const ClientChange = z.object({
  id: Id,
  name: Name,
  description: textOrEmpty(Description),
  clientID: maybe(Id),
  changeType: Word,
  state: State,
});
export type ClientChange = z.infer<typeof ClientChange>;
export const ClientChangePage = page(ClientChange);
