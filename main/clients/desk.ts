import type { ClientKeys } from './client-keys.ts';
import type { ClientParts } from './parts.ts';
import type { ProductNames } from './product-names.ts';

/** What everything about clients works with: the parts, and what is made of them once. */
export interface ClientDesk extends ClientParts {
  readonly productNames: ProductNames;
  readonly keys: ClientKeys;
}
