import { setTimeout as sleep } from 'node:timers/promises';
import { type ApprovalRow, ItemId } from '../../app/contract/shapes.ts';
import { clientTypeOf } from '../../app/platform/client-types.ts';
import type { Reading } from '../../app/platform/facts/reading.ts';
import { queueIds } from '../../app/platform/queue-ids.ts';
import { queues, type ShownQueueId, type Waiting } from '../../app/platform/queues.ts';
import type { Product } from '../../app/platform/wire/products.ts';
import { ok, type Result } from '../../app/result.ts';
import type { ReadOptions } from './client.ts';
import { earlierClients, productReading, type Sources } from './gather.ts';
import type { ListPage } from './lists.ts';

/** How long a product is remembered for the marks of rows, in ms. An item that is opened reads it anew. */
const productAgeMs = 60_000;
/** How long a page waits for the marks of its rows, in ms. What is not there by then is left out, not waited for. */
const marksBudgetMs = 800;

/** The pages of the inbox. */
export interface Inbox {
  /** One page of a queue; the first is 0. */
  page(queue: ShownQueueId, page: number, options?: Pick<ReadOptions, 'once'>): Promise<Result<ListPage<ApprovalRow>>>;
  /** Forgets what it remembers, for another account or other rights. */
  clear(): void;
}

interface Remembered {
  readonly at: number;
  readonly reading: Promise<Reading<Product>>;
}

export function createInbox(sources: Sources): Inbox {
  const { client, rows, directory } = sources;
  const products = new Map<string, Remembered>();

  function product(id: string): Promise<Reading<Product>> {
    const known = products.get(id);
    if (known !== undefined && Date.now() - known.at < productAgeMs) return known.reading;
    const reading = productReading(client, id, { strictness: 'tolerant' }).then((result): Reading<Product> => {
      const value: Reading<Product> = result.ok ? result.value : { kind: 'failed' };
      // A failure is no knowledge: the next page asks again.
      if (value.kind === 'failed') products.delete(id);
      return value;
    });
    products.set(id, { at: Date.now(), reading });
    return reading;
  }

  async function described(queue: ShownQueueId, waiting: readonly Waiting[]): Promise<ApprovalRow[]> {
    const known = new Map<string, Reading<Product>>();
    const retires = new Map<string, number>();
    const lookups: Promise<unknown>[] = [...new Set(waiting.flatMap(({ productId }) => productId ?? []))].map(
      async (id) => known.set(id, await product(id)),
    );
    for (const { client: registration } of waiting) {
      const receives = registration === undefined ? 'unknown' : clientTypeOf(registration.clientType).receives;
      if (registration === undefined || receives === 'unknown') continue;
      lookups.push(
        earlierClients(client, registration, { strictness: 'tolerant' }).then((earlier) => {
          if (earlier.ok && earlier.value.kind === 'read') retires.set(registration.id, earlier.value.value.length);
        }),
      );
    }
    const budget = new AbortController();
    await Promise.race([
      Promise.all(lookups),
      sleep(marksBudgetMs, undefined, { signal: budget.signal }).catch(() => undefined),
    ]);
    budget.abort();
    const context = {
      directory: directory(),
      product: (id: string) => known.get(id),
      retires: (id: string) => retires.get(id),
    };
    // An id that cannot stand in a path cannot be opened either (main/platform/client.ts).
    return waiting
      .filter(({ id }) => ItemId.safeParse(id).success)
      .map((item) => ({ queue, id: item.id, ...item.row(context) }));
  }

  return {
    async page(queue, page, options = {}) {
      const { list } = queueIds[queue];
      const answer = await client.get(list, queues[queue].page, { ...options, query: { page } });
      if (!answer.ok) return answer;
      const { count, waiting } = answer.value;
      rows.remember(waiting.flatMap(({ request }) => request ?? []));
      return ok({ page, count, rows: await described(queue, waiting), readAt: new Date().toISOString() });
    },
    clear: () => products.clear(),
  };
}
