import type { Fact, FactGroup, Warning } from '../../facts.ts';
import type { Product, ProductOperation } from '../wire/products.ts';
import type { Directory } from './directory.ts';
import { fitted } from './fitted.ts';
import { fact, factGroup, type ItemFacts, textOr } from './item-facts.ts';
import { isExtractable, keyValue, ruleFacts } from './operation-facts.ts';
import { capital, counted, inSentence, short } from './text-limits.ts';

/** The facts of a product: what keys it makes and who may use them. */
export function productFacts(product: Product, directory: Directory): ItemFacts {
  const operations = product.productOperations;
  const type = product.productType || 'product of unknown type';
  const kind = product.productType === '' ? type : `${inSentence(type)} product`;
  return fitted({
    noun: 'Product',
    icon: 'product',
    title: short(product.name),
    sentence: `${capital(kind)} with ${counted(operations.length, 'operation')}.`,
    askedAt: null,
    warnings: productWarnings(product),
    groups: [productGroup(product), ...operationGroups(product, directory)],
    notReadable: [],
    consequence:
      'Approving makes the platform create the keys of this product and lets the groups below use them. Only deleting the product takes that back.',
    typed: null,
  });
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
  const overridden = operations.filter(({ token }) => token?.keyOverrideID);
  if (overridden.length > 0) {
    warnings.push({
      tone: 'warn',
      title: `${counted(overridden.length, 'operation names', 'operations name')} a key by its id.`,
      text: `The platform may use that key instead of making a new one, and Keydock cannot say whose it is: ${namesOf(overridden)}.`,
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
    fact('Name', textOr(product.name, 'without a name')),
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
    fact('Note', textOr(product.description, 'none')),
    product.productConfigItems.length === 0
      ? null
      : fact('Configuration', {
          kind: 'text',
          text: product.productConfigItems.map(({ name }) => name).join(', '),
          mute: 'values are not shown',
        }),
    product.externalRequestID === undefined || product.externalRequestID === ''
      ? null
      : fact('External request', { kind: 'mono', text: product.externalRequestID }),
    ...openFacts('Certificate authority', product.caInfo),
    ...openFacts('R&D key', product.rndKeys),
    fact('Product id', { kind: 'mono', text: product.id }),
  ]);
}

function operationGroups(product: Product, directory: Directory): readonly FactGroup[] {
  const reading = { kind: 'read', value: product } as const;
  return product.productOperations.map((operation) => {
    const { name, operationType, description, token, profileID, caUseCase, approvalRule, id } = operation;
    return factGroup(`Operation: ${inSentence(name)}`, [
      inSentence(name) === name ? null : fact('Name', { kind: 'text', text: name }),
      fact('Type', textOr(operationType, 'not told')),
      told('Note', description),
      fact('Key', keyValue(reading, operation)),
      told('Name of the key', token?.name),
      told('Note on the key', token?.description),
      told('Key override id', token?.keyOverrideID),
      told('Certificate profile id', profileID),
      told('Use as a certificate authority', caUseCase),
      ...ruleFacts(approvalRule, 'the product names no rule for it', directory),
      fact('Operation id', { kind: 'mono', text: id }),
    ]);
  });
}

/** A text of the platform where it sends one; an empty one says no more than none. */
function told(label: string, text: string | undefined): Fact | null {
  return text === undefined || text === '' ? null : fact(label, { kind: 'text', text });
}

/** Structures that nothing of ours reads: as JSON, a fact for each entry. */
function openFacts(label: string, entries: readonly unknown[]): readonly Fact[] {
  return entries.map((entry, index) =>
    fact(`${label} ${index + 1} of ${entries.length}`, {
      kind: 'text',
      text: JSON.stringify(inOrder(entry)) ?? 'empty',
    }),
  );
}

const hidden = '(not shown: it may be secret)';

/** Names sorted, so that the same structure reads the same at every reading; what may be a secret is left out. */
function inOrder(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('PRIVATE KEY') ? hidden : value;
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, /private|secret|passw|passphrase|^pin$/i.test(name) ? hidden : inOrder(member)]),
  );
}
