import { ProductPage } from '../../app/platform/wire/products.ts';
import type { PlatformClient } from '../platform/client.ts';

/** Names are believed so long, in ms. */
const believedFor = 5 * 60_000;
/** Pages read at most: 300 products. */
const mostPages = 30;

/** What products are called, for lists that have only their ids: who registers clients may list products and not read one. */
export interface ProductNames {
  /** @returns undefined where the name cannot be learnt */
  nameOf(id: string | undefined): Promise<string | undefined>;
}

/** @param who the signed-in account: what one may list is not the other's to see */
export function createProductNames(client: PlatformClient, who: () => string): ProductNames {
  let known: {
    readonly who: string;
    readonly at: number;
    readonly names: Promise<ReadonlyMap<string, string>>;
  } | null = null;
  return {
    async nameOf(id) {
      if (id === undefined) return undefined;
      if (known === null || known.who !== who() || Date.now() - known.at > believedFor) {
        known = { who: who(), at: Date.now(), names: readNames(client) };
      }
      return (await known.names).get(id);
    },
  };
}

/** What could be read; a refusal or a lost connection ends it, and the ids stay ids. */
async function readNames(client: PlatformClient): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.get('/products', ProductPage, { query: { page }, refusalExpected: true });
    if (!answer.ok) break;
    for (const { id, name } of answer.value.items) names.set(id, name);
    if (answer.value.items.length === 0 || page + 1 >= answer.value.pages) break;
  }
  return names;
}
