import { z } from 'zod';
import { Description, GroupIds, Id, listOf, maybe, Name, NameValue, PemText, textOrEmpty, Word } from './fields.ts';
import { page } from './page.ts';
import { State } from './state.ts';

/** What we send; what we read may name a type of tomorrow. */
export const productTypes = ['RnD', 'Production', 'CA'] as const;
export const ProductType = z.enum(productTypes);

/** The key types of operations. @see platform-api.md section 4 */
export const keyTypes = [
  'PASSPHRASE32',
  'AES128',
  'AES256',
  'RSA1024',
  'RSA2048',
  'RSA3072',
  'RSA4096',
  'ECDSAP224',
  'ECDSAP256',
  'ECDSAP384',
  'ECDSAP521',
  'MLDSA44',
  'MLDSA65',
  'MLDSA87',
] as const;

/** The configuration item that holds the product's IV: base64 of 16 bytes. */
export const kekIvItem = 'KEK-IVCustomEncryption';

/**
 * Who may submit and who may approve. Any one listed group is enough, and one approval is enough.
 * A member of `blanketGroups` needs no approval, once `allowedGroups` admitted the caller.
 */
export const ApprovalRule = z.object({
  name: textOrEmpty(Name),
  description: textOrEmpty(Description),
  allowedGroups: GroupIds,
  approvalGroups: GroupIds,
  blanketGroups: GroupIds,
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/** The key of an operation. `extractable` that is not told is unknown, and is never taken for false. */
export const OperationToken = z.object({
  name: textOrEmpty(Name),
  description: textOrEmpty(Description),
  keyType: textOrEmpty(Word),
  extractable: maybe(z.boolean()),
  keyOverrideID: maybe(z.string().max(256)),
  publicKey: maybe(PemText),
});
export type OperationToken = z.infer<typeof OperationToken>;

const operationFields = {
  name: Name,
  description: textOrEmpty(Description),
  operationType: textOrEmpty(Word),
  profileID: maybe(z.string().max(256)),
  caUseCase: maybe(Word),
  approvalRule: maybe(ApprovalRule),
  token: maybe(OperationToken),
};

export const ProductOperation = z.object({ id: Id, ...operationFields });
export type ProductOperation = z.infer<typeof ProductOperation>;

const productFields = {
  name: Name,
  description: textOrEmpty(Description),
  enabled: maybe(z.boolean()),
  externalRequestID: maybe(z.string().max(256)),
  // Open structures of the certificate authority; nothing of ours reads inside them.
  caInfo: listOf(z.unknown(), 1_000),
  rndKeys: listOf(z.unknown(), 1_000),
  productConfigItems: listOf(NameValue, 1_000),
};

/** `GET /products/{id}` and `/products/approvals/{id}`. */
export const Product = z.object({
  id: Id,
  ...productFields,
  productType: textOrEmpty(Word),
  state: State,
  productOperations: listOf(ProductOperation, 1_000),
});
export type Product = z.infer<typeof Product>;

/** One row of `GET /products` and `GET /products/approvals`. */
export const ProductRow = z.object({
  id: Id,
  name: Name,
  description: textOrEmpty(Description),
  enabled: maybe(z.boolean()),
  productType: textOrEmpty(Word),
  state: State,
});
export type ProductRow = z.infer<typeof ProductRow>;
export const ProductPage = page(ProductRow);

/** `POST /products`. */
export const ProductRequest = z.object({
  ...productFields,
  name: Name.min(1),
  productType: ProductType,
  productOperations: listOf(z.object({ ...operationFields, name: Name.min(1), operationType: Word.min(1) }), 1_000),
});
/** `POST /products` answers 202 with little: operations empty, type null. It is not the product. */
export const ProductAccepted = z.object({ id: Id, name: maybe(Name), state: maybe(State) });

const templateFields = {
  name: Name,
  description: textOrEmpty(Description),
  feature: maybe(Word),
  template: maybe(z.unknown()),
};
/** `GET /products/templates`, `GET|PUT /products/templates/{id}`. */
export const ProductTemplate = z.object({ id: Id, ...templateFields });
export const ProductTemplateRequest = z.object(templateFields);
export const ProductTemplatePage = page(ProductTemplate);
