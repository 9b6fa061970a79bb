import type { FactGroup, Warning } from '../../facts.ts';
import type { Product, ProductOperation } from '../wire/products.ts';
import type { Directory } from './directory.ts';
import { fact, factGroup, type ItemFacts, textOr } from './item-facts.ts';
import { isExtractable, keyValue, ruleFacts } from './operation-facts.ts';
import { capital, counted, inSentence, long, short } from './text-limits.ts';

/** Most operations with a group of their own; a page of an item carries twelve groups. */
const mostOperationGroups = 9;

/**
 * The facts of a product: what keys it makes and who may use them.
 * @param most how many operations get a group of their own; the rest is listed
 */
export function productFacts(product: Product, directory: Directory, most = mostOperationGroups): ItemFacts {
  const operations = product.productOperations;
  const type = product.productType || 'product of unknown type';
  const kind = product.productType === '' ? type : `${inSentence(type)} product`;
  return {
    noun: 'Product',
    icon: 'product',
    title: short(product.name),
    sentence: `${capital(kind)} with ${counted(operations.length, 'operation')}.`,
    askedAt: null,
    warnings: productWarnings(product),
    groups: [productGroup(product), ...operationGroups(product, directory, most)],
    notReadable: [],
    consequence:
      'Approving makes the platform create the keys of this product and lets the groups below use them. Only deleting the product takes that back.',
    typed: null,
  };
}

function productWarnings(product: Product): readonly Warning[] {
  const operations = product.productOperations;
  const canLeave = operations.filter((operation) => isExtractable(operation) === true);
  const mayLeave = operations.filter(
    (operation) => operation.token !== undefined && isExtractable(operation) === undefined,
  );
  const blanket = operations.filter(({ approvalRule }) => (approvalRule?.blanketGroups.length ?? 0) > 0);
  const alone = operations.filter(({ approvalRule: rule }) => {
    const asking = new Set(rule?.allowedGroups.map((id) => id.toLowerCase()));
    return rule?.approvalGroups.some((id) => asking.has(id.toLowerCase())) ?? false;
  });
  const warnings: Warning[] = [];
  if (canLeave.length > 0) {
    warnings.push({
      tone: 'warn',
      title: `${counted(canLeave.length, 'key')} of this product can leave the platform.`,
      text: `Marked extractable: ${namesOf(canLeave)}. Registered security engineers can export them.`,
    });
  }
  if (mayLeave.length > 0) {
    warnings.push({
      tone: 'warn',
      title: `It is not known whether ${counted(mayLeave.length, 'key')} can leave the platform.`,
      text: `The platform does not say it of: ${namesOf(mayLeave)}.`,
    });
  }
  if (blanket.length > 0) {
    warnings.push({
      tone: 'warn',
      title: 'Some requests will need no approval.',
      text: `Members of certain groups are approved by the rule itself for: ${namesOf(blanket)}.`,
    });
  }
  if (alone.length > 0) {
    warnings.push({
      tone: 'warn',
      title: 'The same group may ask and approve.',
      text: `One person alone can then do both, for: ${namesOf(alone)}.`,
    });
  }
  return warnings;
}

function namesOf(operations: readonly ProductOperation[]): string {
  const names = operations.slice(0, 10).map(({ name }) => inSentence(name));
  return `${names.join(', ')}${operations.length > 10 ? ` and ${operations.length - 10} more` : ''}`;
}

function productGroup(product: Product): FactGroup {
  return factGroup('The product', [
    fact('Name', textOr(long(product.name), 'without a name')),
    fact(
      'Type',
      product.productType === ''
        ? { kind: 'unknown', why: 'the platform does not say' }
        : { kind: 'badge', tone: 'plain', text: product.productType },
    ),
    fact(
      'In use',
      product.enabled === undefined
        ? { kind: 'unknown', why: 'the platform does not say' }
        : { kind: 'text', text: product.enabled ? 'yes' : 'no, it is switched off' },
    ),
    fact('Note', textOr(long(product.description), 'none')),
    product.productConfigItems.length === 0
      ? null
      : fact('Configuration', {
          kind: 'text',
          text: long(product.productConfigItems.map(({ name }) => name).join(', ')),
          mute: 'values are not shown',
        }),
    product.externalRequestID === undefined || product.externalRequestID === ''
      ? null
      : fact('External request', { kind: 'mono', text: product.externalRequestID }),
    fact('Product id', { kind: 'mono', text: product.id }),
  ]);
}

function operationGroups(product: Product, directory: Directory, most: number): readonly FactGroup[] {
  const reading = { kind: 'read', value: product } as const;
  const shown = product.productOperations.slice(0, most);
  const rest = product.productOperations.slice(most);
  return [
    ...shown.map((operation) =>
      factGroup(`Operation: ${inSentence(operation.name)}`.slice(0, 120), [
        fact('Type', textOr(long(operation.operationType), 'not told')),
        operation.description === '' ? null : fact('Note', { kind: 'text', text: long(operation.description) }),
        fact('Key', keyValue(reading, operation)),
        operation.token?.name ? fact('Name of the key', { kind: 'text', text: long(operation.token.name) }) : null,
        ...ruleFacts(operation.approvalRule, 'the product names no rule for it', directory),
        fact('Operation id', { kind: 'mono', text: operation.id }),
      ]),
    ),
    ...(rest.length === 0
      ? []
      : [
          factGroup(
            'More operations',
            rest.map((operation) => fact(operation.name, keyValue(reading, operation))),
          ),
        ]),
  ];
}
