import type { z } from 'zod';
import type { ApprovalItem } from '../../app/contract/shapes.ts';
import type { ItemFacts } from '../../app/platform/facts/item-facts.ts';
import { queueIds } from '../../app/platform/queue-ids.ts';
import type { ShownQueueId } from '../../app/platform/queues.ts';
import { isFinal, type State, stateLabel, stateValue } from '../../app/platform/states.ts';
import { ClientChange } from '../../app/platform/wire/change-requests.ts';
import { ClientRegistration } from '../../app/platform/wire/clients.ts';
import { ImageSigning } from '../../app/platform/wire/image-signings.ts';
import { Product } from '../../app/platform/wire/products.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { itemPath, type PlatformClient, type Query, type ReadOptions } from './client.ts';
import { gatherClient, gatherClientChange, gatherProduct, gatherSigning, type Manner, type Sources } from './gather.ts';
import { readingOf } from './readings.ts';

/** Where an item of a queue is found: among what waits for this account, outside of it, or nowhere it may look. */
export type Place<I> =
  | { readonly kind: 'waiting'; readonly item: I }
  | { readonly kind: 'elsewhere'; readonly item: I }
  | { readonly kind: 'gone' };

/** An item with its facts. */
export interface Found {
  readonly place: 'waiting' | 'elsewhere';
  readonly state: State;
  readonly facts: ItemFacts;
  /** The item itself, without links that differ at every reading: a decision is bound to it as well. */
  readonly bound: unknown;
}

interface QueueReader {
  locate(client: PlatformClient, id: string, options: ReadOptions): Promise<Result<Place<{ readonly state: State }>>>;
  read(sources: Sources, id: string, manner: Manner): Promise<Result<Found | 'gone'>>;
}

/** Finds an item under `/approvals/{id}`, and where it waits no longer, where it went (platform-api.md section 3). */
async function locate<I>(
  client: PlatformClient,
  queue: ShownQueueId,
  schema: z.ZodType<I>,
  id: string,
  options: ReadOptions,
): Promise<Result<Place<I>>> {
  const { item, afterwards } = queueIds[queue];
  const [waiting, after] = [itemPath(item, id), itemPath(afterwards, id)];
  if (waiting === null || after === null) return fail('platform.not-found');
  const first = await client.get(waiting, schema, options);
  if (first.ok) return ok({ kind: 'waiting', item: first.value });
  if (first.error.code !== 'platform.not-found') return first;
  const second = await client.get(after, schema, { ...options, refusalExpected: true });
  if (second.ok) return ok({ kind: 'elsewhere', item: second.value });
  return second.error.code === 'platform.not-found' || second.error.code === 'platform.forbidden'
    ? ok({ kind: 'gone' })
    : second;
}

function queueReader<I extends { readonly state: State }>(
  queue: ShownQueueId,
  schema: z.ZodType<I>,
  query: Query,
  gather: (sources: Sources, place: Exclude<Place<I>, { kind: 'gone' }>, manner: Manner) => Promise<Result<ItemFacts>>,
): QueueReader {
  return {
    locate: (client, id, options) => locate(client, queue, schema, id, options),
    async read(sources, id, manner) {
      const options = { query, ...(manner.as === undefined ? {} : { as: manner.as }) };
      const place = await locate(sources.client, queue, schema, id, options);
      if (!place.ok) return place;
      if (place.value.kind === 'gone') return ok('gone');
      const facts = await gather(sources, place.value, manner);
      if (!facts.ok) return facts;
      const { kind, item } = place.value;
      return ok({ place: kind, state: item.state, facts: facts.value, bound: withoutLinks(item) });
    },
  };
}

/** How each queue of the inbox is read. A new queue is a row here and one in app/platform/queues.ts. */
const readers = {
  imagesignigs: queueReader('imagesignigs', ImageSigning, { includeOptionalParameters: 'true' }, signing),
  clients: queueReader('clients', ClientRegistration, {}, (sources, { item }, manner) =>
    gatherClient(sources, item, manner),
  ),
  clientchangerequests: queueReader('clientchangerequests', ClientChange, {}, (sources, { item }, manner) =>
    gatherClientChange(sources, item, manner),
  ),
  products: queueReader('products', Product, {}, async (sources, { item }) => gatherProduct(sources, item)),
} as const satisfies Record<ShownQueueId, QueueReader>;

/** The queue's item may come without its parameters; then the request itself is asked for them. */
async function signing(
  sources: Sources,
  place: { readonly kind: 'waiting' | 'elsewhere'; readonly item: ImageSigning },
  manner: Manner,
): Promise<Result<ItemFacts>> {
  const lists = place.kind === 'waiting' ? [queueIds.imagesignigs.list, '/imagesignings'] : ['/imagesignings'];
  if (place.kind === 'elsewhere' || hasParameters(place.item)) {
    return gatherSigning(sources, place.item, { kind: 'read', value: true }, lists, manner);
  }
  const whole = readingOf(
    await sources.client.get(`/imagesignings/${encodeURIComponent(place.item.id)}`, ImageSigning, {
      query: { includeOptionalParameters: 'true' },
      refusalExpected: true,
      ...(manner.as === undefined ? {} : { as: manner.as }),
    }),
    manner.strictness,
  );
  if (!whole.ok) return whole;
  if (whole.value.kind !== 'read') return gatherSigning(sources, place.item, whole.value, lists, manner);
  const { payload, payloads, storedOptionalParameters } = whole.value.value;
  const item = { ...place.item, payload: payload ?? place.item.payload, payloads, storedOptionalParameters };
  return gatherSigning(sources, item, { kind: 'read', value: true }, lists, manner);
}

function hasParameters({ payload, payloads, storedOptionalParameters }: ImageSigning): boolean {
  const all = payload === undefined ? payloads : [payload, ...payloads];
  return storedOptionalParameters.length > 0 || all.some((one) => one.storedOptionalParameters.length > 0);
}

/** Presigned links are signed anew at every reading, and must not be kept anywhere. */
function withoutLinks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLinks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 's3Url')
      .map(([name, member]) => [name, withoutLinks(member)]),
  );
}

/** Reads one item of a queue with all its facts. */
export function readItem(
  sources: Sources,
  queue: ShownQueueId,
  id: string,
  manner: Manner,
): Promise<Result<Found | 'gone'>> {
  return readers[queue].read(sources, id, manner);
}

/** Reads where one item stands, and nothing else. */
export function locateItem(
  client: PlatformClient,
  queue: ShownQueueId,
  id: string,
  options: ReadOptions,
): Promise<Result<Place<{ readonly state: State }>>> {
  return readers[queue].locate(client, id, options);
}

/** The item as the window draws it. */
export async function openItem(sources: Sources, queue: ShownQueueId, id: string): Promise<Result<ApprovalItem>> {
  const found = await readItem(sources, queue, id, { strictness: 'tolerant' });
  if (!found.ok) return found;
  if (found.value === 'gone') return fail('platform.not-found');
  const { facts, state } = found.value;
  return ok({
    queue,
    id,
    noun: facts.noun,
    icon: facts.icon,
    title: facts.title,
    sentence: facts.sentence,
    askedAt: facts.askedAt,
    state: stateShape(state, queueIds[queue].kind),
    warnings: [...facts.warnings],
    groups: [...facts.groups],
    decidable: decidable(found.value),
    notReadable: [...facts.notReadable],
    readAt: new Date().toISOString(),
  });
}

/** A state as it crosses to the window. */
export function stateShape(state: State, kind: Parameters<typeof isFinal>[1]): ApprovalItem['state'] {
  return { value: state.value, name: stateLabel(state), final: isFinal(state, kind) };
}

/** Why an item may be rejected and not approved: nobody confirms what nobody could see. Null where it may be. */
export function whyOnlyReject({ unshown }: ItemFacts): string | null {
  return unshown.length === 0 ? null : unshown.join(' ');
}

function decidable({ place, state, facts }: Found): ApprovalItem['decidable'] {
  if (state.value === stateValue.ApprovalRequired) {
    return place === 'waiting'
      ? { can: true, onlyReject: whyOnlyReject(facts) }
      : { can: false, why: 'It waits for a decision, but not for yours: none of your groups may approve it.' };
  }
  if (state.value === stateValue.Created) {
    return { can: false, why: 'The platform is still preparing it. It opens for a decision in a moment.' };
  }
  return { can: false, why: `It waits no longer: ${stateLabel(state)}.` };
}
