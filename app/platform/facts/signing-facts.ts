import type { FactGroup, FactValue, Warning } from '../../facts.ts';
import { type Operation, operationOf } from '../operations.ts';
import { errorStatuses, type ImageSigning, type ImageSigningRow, type Payload } from '../wire/image-signings.ts';
import type { Product, ProductOperation } from '../wire/products.ts';
import { type Directory, person, personText } from './directory.ts';
import { fitted } from './fitted.ts';
import { fact, factGroup, type ItemFacts, notReadable, textOr } from './item-facts.ts';
import { digestValue, timeOf, timeValue } from './octet-values.ts';
import { type Exporters, keyValue, keyWarning, operationOfProduct, ruleFacts } from './operation-facts.ts';
import { parameterFacts, repeatedWarning, requestParameterFacts } from './parameter-facts.ts';
import { type Reading, valueIn, whyUnknown } from './reading.ts';
import { inSentence, short, shortId } from './text-limits.ts';

/** All that main could read about one encrypt or sign request. */
export interface SigningSources {
  readonly item: ImageSigning;
  /** Its row in a list: the only place that says who asked, when, and the names of product and operation. */
  readonly row: Reading<ImageSigningRow>;
  /** Was the item read with its parameters? They alone say mode and AAD before it is Ready. */
  readonly parameters: Reading<true>;
  readonly product: Reading<Product>;
  readonly exporters: Reading<Exporters>;
}

/** What the row is called where it is missing. */
const rowThing = 'its line in the list of requests';

/** The facts of one encrypt or sign request. */
export function signingFacts(sources: SigningSources, directory: Directory): ItemFacts {
  const { item, product } = sources;
  const row = valueIn(sources.row)?.data;
  const operation = operationOfProduct(product, item.idProductOperation);
  const type = operation?.operationType || row?.operationType || '';
  const means = operationOf(type);
  const payloads = payloadsOf(item);
  const file =
    payloads.length === 1
      ? payloads[0]?.name || 'a file'
      : payloads.length === 0
        ? 'a file'
        : `${payloads.length} files`;
  const productName = valueIn(product)?.name || row?.productName || `product ${shortId(item.idProduct)}`;
  return fitted({
    noun: means.noun,
    icon: means.icon,
    title: short(item.name),
    sentence: `${personText(row?.user ?? '', directory)} asks to ${means.asks.replace('{file}', () => inSentence(file))} for ${inSentence(productName)}.`,
    askedAt: timeOf(row?.creationTime ?? ''),
    warnings: [
      ...failureWarnings(item),
      repeatedWarning(payloads, item),
      keyWarning(product, operation, means, sources.exporters),
      means.warning,
    ].filter((warning) => warning !== null),
    groups: [
      ...subjectGroups(sources, payloads, means, type),
      ruleGroup(sources, operation, type, directory),
      requestGroup(sources, directory),
    ],
    notReadable: [
      notReadable(sources.product.kind, 'the product', 'its key, its rule and its groups are not shown'),
      notReadable(
        sources.parameters.kind,
        'the parameters of this request',
        'its mode and what it is bound to are not shown',
      ),
      notReadable(sources.row.kind, rowThing, 'it is not shown who asked, and when'),
    ].filter((sentence) => sentence !== null),
    consequence: means.consequence,
    typed: means.typed ? typedFor(type, item.id) : null,
  });
}

/** The type itself is typed, so that it was read; where nobody could type it, the end of the request's id. */
function typedFor(type: string, id: string): NonNullable<ItemFacts['typed']> {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(type)
    ? { label: 'Type the name of the operation to approve something Keydock does not know', expected: type }
    : {
        label: 'Type the last four characters of the request id to approve something Keydock does not know',
        expected: id.slice(-4),
      };
}

function payloadsOf(item: ImageSigning): readonly Payload[] {
  return item.payload === undefined ? item.payloads : [item.payload, ...item.payloads];
}

function failureWarnings(item: ImageSigning): readonly Warning[] {
  if (isEmpty(item.errorStatus) && isEmpty(item.errorDetail)) return [];
  const status = item.errorStatus ?? '';
  const words = Object.hasOwn(errorStatuses, status) ? errorStatuses[status as keyof typeof errorStatuses] : undefined;
  return [
    {
      tone: 'danger',
      title: 'The platform could not carry it out.',
      text: short(words ?? [status, item.errorDetail ?? ''].filter((part) => part !== '').join(': ')),
    },
  ];
}

function subjectGroups(
  sources: SigningSources,
  payloads: readonly Payload[],
  means: Operation,
  type: string,
): readonly FactGroup[] {
  const { item, parameters } = sources;
  const note = fact('Note', textOr(item.description, 'none'));
  if (payloads.length === 0) {
    return [
      factGroup(means.subject, [
        fact('File', { kind: 'unknown', why: 'the platform names no file' }),
        ...requestParameterFacts(item.storedOptionalParameters),
        note,
      ]),
    ];
  }
  const one = payloads.length === 1;
  const ofAll = one ? [] : requestParameterFacts(item.storedOptionalParameters);
  return [
    ...payloads.map((payload, index) =>
      factGroup(one ? means.subject : `${means.subject}: file ${index + 1} of ${payloads.length}`, [
        fact('File', textOr(payload.name, 'without a name')),
        ...parameterFacts(payload, one ? item.storedOptionalParameters : [], type, parameters),
        fact('SHA-256 of the file', digestOr(payload.originalSHA256, 'not reported until the platform has read it')),
        isEmpty(payload.modifiedSHA256) ? null : fact('SHA-256 of the result', digestOr(payload.modifiedSHA256, '')),
        ...payload.metadata.map(({ name, value }) => fact(`Metadata: ${name}`, textOr(value, 'empty'))),
        isEmpty(payload.id) ? null : fact('File id', { kind: 'mono', text: payload.id ?? '' }),
        index === 0 ? note : null,
      ]),
    ),
    ...(ofAll.length === 0 ? [] : [factGroup(`${means.subject}: said of all files`, ofAll)]),
  ];
}

function digestOr(digest: string | undefined, none: string): FactValue {
  return isEmpty(digest) ? { kind: 'none', text: none } : digestValue(digest ?? '');
}

/** The platform may send an empty text for what it has not got. */
function isEmpty(text: string | undefined): boolean {
  return text === undefined || text === '';
}

function ruleGroup(
  sources: SigningSources,
  operation: ProductOperation | undefined,
  type: string,
  directory: Directory,
): FactGroup {
  const { item, product } = sources;
  const row = valueIn(sources.row)?.data;
  const known = valueIn(product);
  const why = whyUnknown(product, 'the product');
  const name = known?.name || row?.productName || '';
  return factGroup('Under which rule', [
    fact(
      'Product',
      name === ''
        ? { kind: 'unknown', why }
        : {
            kind: 'text',
            text: name,
            ...(known === undefined ? {} : { mute: known.productType || 'type not told' }),
          },
    ),
    known === undefined ? fact('Kind of product', { kind: 'unknown', why }) : null,
    fact('Operation', operationValue(operation?.name || row?.productOperationName || '', type, why)),
    fact('Key', keyValue(product, operation)),
    operation?.token?.name ? fact('Name of the key', { kind: 'text', text: operation.token.name }) : null,
    ...ruleFacts(operation?.approvalRule, known === undefined ? why : 'the product names no rule for it', directory),
    fact('Product id', { kind: 'mono', text: item.idProduct }),
    fact('Operation id', { kind: 'mono', text: item.idProductOperation }),
  ]);
}

function operationValue(name: string, type: string, why: string): FactValue {
  if (name === '' && type === '') return { kind: 'unknown', why };
  if (name === '') return { kind: 'text', text: type };
  return { kind: 'text', text: name, mute: type === '' ? 'of unknown type' : type };
}

function requestGroup(sources: SigningSources, directory: Directory): FactGroup {
  const { item } = sources;
  const row = valueIn(sources.row)?.data;
  const why = whyUnknown(sources.row, rowThing);
  const user = row?.user ?? '';
  return factGroup('The request itself', [
    fact('Name', textOr(item.name, 'without a name')),
    fact('Asked by', user === '' ? { kind: 'unknown', why } : { kind: 'names', names: [person(user, directory)] }),
    fact('Asked at', row === undefined ? { kind: 'unknown', why } : timeValue(row.creationTime)),
    fact('Request id', { kind: 'mono', text: item.id }),
    item.callBackURL === undefined || item.callBackURL === ''
      ? null
      : fact('Tells when it is done', callbackValue(item.callBackURL)),
    isEmpty(item.errorStatus) ? null : fact('Error', { kind: 'text', text: item.errorStatus ?? '' }),
    isEmpty(item.errorDetail) ? null : fact('Error in detail', { kind: 'text', text: item.errorDetail ?? '' }),
  ]);
}

/** What comes after `?` or `#` may be a secret of the receiver: it is not shown. User info is cut for the same reason. */
function callbackValue(url: string): FactValue {
  const bare = url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
  return bare === url ? { kind: 'text', text: url } : { kind: 'text', text: bare, mute: 'the rest is not shown' };
}
