import { z } from 'zod';

/** Items a page of every list. @see platform-api.md section 1 */
export const pageSize = 10;

/** The query `page` of every list. @see assumptions.firstPage */
export const PageNumber = z.number().int().min(0).max(10_000_000);

const Count = z.number().int().min(0).max(1_000_000_000);
const Link = z
  .string()
  .max(8_192)
  .nullish()
  .transform((link) => link ?? '');

/**
 * One page of any list: `{count, items, next, prev, pages}`.
 * `count` is of the whole list; `next` and `prev` are empty at the ends.
 * The limit of 100 items leaves room above the ten the platform sends.
 */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    count: Count,
    items: z
      .array(item)
      .max(100)
      .nullish()
      .transform((items) => items ?? []),
    next: Link,
    prev: Link,
    pages: Count,
  });
}
