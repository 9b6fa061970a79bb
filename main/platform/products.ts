import type { ProductItem, ProductRow } from '../../app/contract/shapes.ts';
import { productFacts } from '../../app/platform/facts/product-facts.ts';
import { short } from '../../app/platform/facts/text-limits.ts';
import { Product, ProductPage } from '../../app/platform/wire/products.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { itemPath } from './client.ts';
import type { Sources } from './gather.ts';
import { stateShape } from './items.ts';
import type { ListPage } from './lists.ts';

/** One page of the products this account may list; the filters are the platform's. */
export async function productPage(
  { client }: Sources,
  filter: {
    readonly page: number;
    readonly name: string;
    readonly state: number | null;
    readonly type: string | null;
  },
): Promise<Result<ListPage<ProductRow>>> {
  const { page, name, state, type } = filter;
  const query = { page, name: name === '' ? undefined : name, state: state ?? undefined, type: type ?? undefined };
  const answer = await client.get('/products', ProductPage, { query });
  if (!answer.ok) return answer;
  const { count, items } = answer.value;
  const rows = items.map(
    (item): ProductRow => ({
      id: item.id,
      title: short(item.name),
      description: short(item.description),
      productType: item.productType.slice(0, 40),
      enabled: item.enabled ?? null,
      state: stateShape(item.state, 'request'),
    }),
  );
  return ok({ page, count, rows, readAt: new Date().toISOString() });
}

/** One product with its operations, keys and rules. */
export async function openProduct({ client, directory }: Sources, id: string): Promise<Result<ProductItem>> {
  const path = itemPath('/products', id);
  if (path === null) return fail('platform.not-found');
  const answer = await client.get(path, Product);
  if (!answer.ok) return answer;
  const product = answer.value;
  const facts = productFacts(product, directory());
  return ok({
    id,
    title: facts.title,
    sentence: facts.sentence,
    productType: product.productType.slice(0, 40),
    state: stateShape(product.state, 'request'),
    warnings: [...facts.warnings],
    groups: [...facts.groups],
    readAt: new Date().toISOString(),
  });
}
