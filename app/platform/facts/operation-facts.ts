import type { Fact, FactValue, Warning } from '../../facts.ts';
import { keyTypeText } from '../key-types.ts';
import type { Operation } from '../operations.ts';
import type { ApprovalRule, Product, ProductOperation } from '../wire/products.ts';
import { type Directory, group } from './directory.ts';
import { fact, textOr } from './item-facts.ts';
import { type Reading, valueIn, whyUnknown } from './reading.ts';
import { counted } from './text-limits.ts';

/** How many registered security engineers can export a product's keys; `atLeast` when not every page was read. */
export interface Exporters {
  readonly count: number;
  readonly atLeast: boolean;
}

/** The operation of a product that an item names. */
export function operationOfProduct(product: Reading<Product>, operationId: string): ProductOperation | undefined {
  return valueIn(product)?.productOperations.find(({ id }) => id === operationId);
}

/**
 * Can the key leave the platform? undefined where nobody says: never taken for "no".
 * The keys of `ExportableToken` always can. @see platform-api.md section 4
 */
export function isExtractable(operation: ProductOperation | undefined): boolean | undefined {
  if (operation === undefined) return undefined;
  return operation.operationType === 'ExportableToken' ? true : operation.token?.extractable;
}

/** The key as one badge: amber where it can leave, amber "unknown" where nobody says, plain where it stays. */
export function keyValue(product: Reading<Product>, operation: ProductOperation | undefined): FactValue {
  if (operation === undefined) return { kind: 'unknown', why: whyUnknown(product, 'the product') };
  const type = operation.token?.keyType ?? '';
  const words = type === '' ? 'key of unknown type' : keyTypeText(type);
  switch (isExtractable(operation)) {
    case true:
      return { kind: 'badge', tone: 'warn', text: `${words}, can be exported` };
    case false:
      return { kind: 'badge', tone: 'plain', text: `${words}, cannot be exported` };
    default:
      return { kind: 'unknown', why: `${words}; the platform does not say whether it can be exported` };
  }
}

/** The warning that belongs to a key that can leave, or may. */
export function keyWarning(
  product: Reading<Product>,
  operation: ProductOperation | undefined,
  row: Operation,
  exporters: Reading<Exporters>,
): Warning | null {
  const canLeave = isExtractable(operation);
  if (canLeave === false || (canLeave === undefined && !row.keyMayLeave)) return null;
  if (canLeave === undefined) {
    const why = operation === undefined ? whyUnknown(product, 'the product') : 'the platform does not say';
    return {
      tone: 'warn',
      title: 'It is not known whether this key can leave the platform.',
      text: `Reason: ${why}. If it is extractable, security engineers can export it and ${row.keyOutside}.`,
    };
  }
  const type = operation?.token?.keyType ?? '';
  const key = type === '' ? 'key' : `${keyTypeText(type)} key`;
  return {
    tone: 'warn',
    title: 'This key can leave the platform.',
    text: `The operation's ${key} is marked extractable, so ${exportersText(exporters)} can export it and ${row.keyOutside}.`,
  };
}

function exportersText(exporters: Reading<Exporters>): string {
  const known = valueIn(exporters);
  if (known === undefined) return 'registered security engineers';
  if (known.count === 0 && !known.atLeast) return 'any security engineer who gets registered';
  return `${known.atLeast ? 'at least ' : ''}${counted(known.count, 'registered security engineer')}`;
}

/** Groups in one fact: few enough to be looked at one by one, and to stand in the confirmation window as one item. */
const groupsAtOnce = 12;

/** Groups by name, with what they mean; an empty list is said, a long one takes several facts. */
function groupFacts(
  label: string,
  ids: readonly string[],
  directory: Directory,
  empty: string,
  mute = '',
): readonly Fact[] {
  if (ids.length === 0) return [fact(label, { kind: 'none', text: empty })];
  const facts: Fact[] = [];
  for (let start = 0; start < ids.length; start += groupsAtOnce) {
    const names = ids.slice(start, start + groupsAtOnce).map((id) => group(id, directory));
    const you = names.some((entry) => entry.you === true) ? 'you are a member' : '';
    const words = [you, mute].filter((part) => part !== '').join('; ');
    const place = ids.length > groupsAtOnce ? ` (${start + 1} to ${start + names.length} of ${ids.length})` : '';
    facts.push(fact(`${label}${place}`, { kind: 'names', names, ...(words === '' ? {} : { mute: words }) }));
  }
  return facts;
}

/** Who may ask, who may approve, and who needs no approval. One approval is enough: there is no quorum. */
export function ruleFacts(rule: ApprovalRule | undefined, why: string, directory: Directory): readonly Fact[] {
  if (rule === undefined) {
    const unknown: FactValue = { kind: 'unknown', why };
    return [fact('May ask', unknown), fact('May approve', unknown), fact('Needs no approval', unknown)];
  }
  return [
    ...(rule.name === '' ? [] : [fact('Rule', textOr(rule.name, ''))]),
    ...(rule.description === '' ? [] : [fact('Note on the rule', textOr(rule.description, ''))]),
    ...groupFacts('May ask', rule.allowedGroups, directory, 'no group'),
    ...groupFacts('May approve', rule.approvalGroups, directory, 'no group', 'one approval is enough'),
    ...groupFacts('Needs no approval', rule.blanketGroups, directory, 'nobody; every request is approved by a person'),
  ];
}
