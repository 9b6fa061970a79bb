/**
 * How much of one item a screen carries. What exceeds them is cut, said, and cannot be approved: nobody confirms what
 * nobody could see. Apart from the schemas, so that a page can take the numbers without zod.
 */
export const factLimits = {
  /** Characters of one value: the longest description of the platform fits. */
  value: 16_384,
  /** Characters of a label. */
  label: 300,
  /** Headings, for a request with a hundred files or a product with hundreds of operations. */
  groups: 300,
  /** Facts of one item, under all its headings. */
  facts: 2_000,
  /** Characters of one item, in all its facts. */
  characters: 400_000,
} as const;
