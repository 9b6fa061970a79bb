import type { z } from 'zod';
import type { ApprovalRow } from '../contract/shapes.ts';
import type { Mark } from '../facts.ts';
import { clientTypeOf } from './client-types.ts';
import { clientChangeWords } from './facts/client-change-facts.ts';
import { type Directory, personText } from './facts/directory.ts';
import { timeOf } from './facts/octet-values.ts';
import { isExtractable, operationOfProduct } from './facts/operation-facts.ts';
import { type Reading, valueIn } from './facts/reading.ts';
import { counted, short, shortId } from './facts/text-limits.ts';
import { operationOf } from './operations.ts';
import type { QueueId } from './queue-ids.ts';
import { stateValue } from './states.ts';
import { ClientChange } from './wire/change-requests.ts';
import { ClientDecision, ClientRegistration } from './wire/clients.ts';
import { ImageSigningRow, type Payload, parameterOf } from './wire/image-signings.ts';
import { page } from './wire/page.ts';
import { type Product, ProductRow } from './wire/products.ts';

/** What a row may lean on beside its own item. `undefined`: not read yet, so nothing is said about it. */
export interface RowContext {
  readonly directory: Directory;
  readonly product: (id: string) => Reading<Product> | undefined;
  /** How many earlier clients approving would retire. */
  readonly retires: (clientId: string) => number | undefined;
}

/** One thing that waits, whatever its queue: enough to draw a row and to know what else to read for it. */
export interface Waiting {
  readonly id: string;
  readonly name: string;
  readonly productId: string | undefined;
  /** The registration, where it is one: its earlier clients are looked up by it. */
  readonly client: ClientRegistration | undefined;
  /** The row itself, where it is an encrypt or sign request: only it says who asked. */
  readonly request: ImageSigningRow | undefined;
  readonly row: (context: RowContext) => Described;
}

type Described = Pick<ApprovalRow, 'noun' | 'icon' | 'title' | 'askedAt'> & {
  readonly subtitle: string[];
  readonly marks: Mark[];
};

/** A page of any queue. */
export interface WaitingPage {
  readonly count: number;
  readonly waiting: readonly Waiting[];
}

interface Queue {
  /** For one, for many: as on the chips above the inbox. */
  readonly noun: string;
  readonly plural: string;
  readonly page: z.ZodType<WaitingPage>;
  /** What a decision answers where it answers anything useful; null where only reading back tells. */
  readonly decision: z.ZodType<ClientDecision> | null;
}

function queuePage<Row extends z.ZodType>(row: Row, waiting: (item: z.output<Row>) => Waiting): z.ZodType<WaitingPage> {
  return page(row).transform(({ count, items }) => ({ count, waiting: items.map(waiting) }));
}

/**
 * The queues this version can open, in the order of the inbox. A new queue is a row here and one in
 * main/platform/items.ts, which reads what its facts need.
 */
export const queues = {
  imagesignigs: { noun: 'Request', plural: 'Requests', page: queuePage(ImageSigningRow, signingRow), decision: null },
  clients: {
    noun: 'Client',
    plural: 'Clients',
    page: queuePage(ClientRegistration, clientRow),
    decision: ClientDecision,
  },
  products: { noun: 'Product', plural: 'Products', page: queuePage(ProductRow, productRow), decision: null },
  clientchangerequests: {
    noun: 'Client change',
    plural: 'Client changes',
    page: queuePage(ClientChange, clientChangeRow),
    decision: null,
  },
} as const satisfies Partial<Record<QueueId, Queue>>;

export type ShownQueueId = keyof typeof queues;

/** The queues of the inbox. */
export const shownQueueIds: readonly ShownQueueId[] = ['imagesignigs', 'clients', 'products', 'clientchangerequests'];

/** Can this version open the queue? */
export function isShownQueue(id: QueueId): id is ShownQueueId {
  return Object.hasOwn(queues, id);
}

function signingRow(request: ImageSigningRow): Waiting {
  const { id, name, data } = request;
  return {
    id,
    name,
    productId: data.idProduct,
    client: undefined,
    request,
    row: ({ directory, product }) => {
      const reading = product(data.idProduct);
      const read = reading === undefined ? undefined : valueIn(reading);
      const operation = reading === undefined ? undefined : operationOfProduct(reading, data.idProductOperation);
      const type = data.operationType || operation?.operationType || '';
      const means = operationOf(type);
      return {
        noun: means.noun,
        icon: means.icon,
        title: short(name),
        subtitle: [
          short(data.productName || read?.name || `product ${shortId(data.idProduct)}`),
          short(data.productOperationName || operation?.name || type || 'unknown operation'),
          personText(data.user, directory),
        ],
        marks: [
          ...(means.typed ? [{ text: 'unknown operation', tone: 'danger' } as const] : []),
          ...(reading === undefined ? [] : exportMark(isExtractable(operation), means.keyMayLeave)),
          ...modeMark(data.payload),
        ],
        askedAt: timeOf(data.creationTime),
      };
    },
  };
}

/** Where it is not known and cannot be, as with the keys of signing, the row says nothing; the item still says "unknown". */
function exportMark(extractable: boolean | undefined, mayLeave: boolean): Mark[] {
  if (extractable === false || (extractable === undefined && !mayLeave)) return [];
  return [{ text: extractable === true ? 'key can be exported' : 'unknown if key can be exported', tone: 'warn' }];
}

function modeMark(payload: Payload | undefined): Mark[] {
  const mode =
    payload?.storedOptionalParameters.find(({ type }) => type === 'aesMode')?.value ??
    parameterOf(payload?.serviceProvidedParameters ?? [], 'aesMode');
  return mode === undefined ? [] : [{ text: mode.slice(0, 60), tone: 'plain' }];
}

function clientRow(client: ClientRegistration): Waiting {
  const receives = clientTypeOf(client.clientType).receives;
  return {
    id: client.id,
    name: client.name,
    productId: client.idProduct,
    client,
    request: undefined,
    row: ({ directory, product, retires }) => {
      const reading = client.idProduct === undefined ? undefined : product(client.idProduct);
      const productName = reading === undefined ? undefined : valueIn(reading)?.name;
      const retired = retires(client.id) ?? 0;
      return {
        noun: 'Client registration',
        icon: 'client',
        title: short(client.name),
        subtitle: [
          'New client',
          short(client.clientType || 'type not told'),
          personText(client.clientUser, directory),
          ...(productName === undefined ? [] : [short(productName)]),
        ],
        marks: [
          ...receivesMarks[receives],
          ...(retired === 0 ? [] : [{ text: `retires ${counted(retired, 'client')}`, tone: 'plain' } as const]),
        ],
        askedAt: null,
      };
    },
  };
}

const receivesMarks: Readonly<Record<ReturnType<typeof clientTypeOf>['receives'], readonly Mark[]>> = {
  keys: [{ text: 'will receive keys', tone: 'warn' }],
  secrets: [{ text: 'will receive secrets', tone: 'warn' }],
  certificates: [{ text: 'will issue certificates', tone: 'warn' }],
  unknown: [{ text: 'unknown type', tone: 'danger' }],
};

function productRow({ id, name, productType, state, enabled }: ProductRow): Waiting {
  return {
    id,
    name,
    productId: undefined,
    client: undefined,
    request: undefined,
    row: () => ({
      noun: 'New product',
      icon: 'product',
      title: short(name),
      subtitle: ['New product', short(productType || 'type not told'), ...(enabled === false ? ['switched off'] : [])],
      // The list carries what waits; anything else in it is worth a mark.
      marks: state.value === stateValue.ApprovalRequired ? [] : [{ text: 'not waiting any more', tone: 'plain' }],
      askedAt: null,
    }),
  };
}

function clientChangeRow({ id, name, changeType, clientID }: ClientChange): Waiting {
  return {
    id,
    name,
    productId: undefined,
    client: undefined,
    request: undefined,
    row: () => ({
      noun: 'Client change',
      icon: 'change',
      title: short(name),
      subtitle: ['Client change', clientChangeWords(changeType), `client ${shortId(clientID ?? 'unknown')}`],
      marks: [],
      askedAt: null,
    }),
  };
}
