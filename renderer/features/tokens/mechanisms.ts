import type { TokenPage } from '../../../app/contract/token-shapes.ts';

type Mechanisms = TokenPage['mechanisms'];

/** Mechanisms that have every word of the query in their name, meaning or uses. `CKM_` need not be written. */
export function mechanismsLike(mechanisms: Mechanisms, query: string): Mechanisms {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return mechanisms;
  return mechanisms.filter(({ name, means, uses }) => {
    const text = `${name} ${means} ${uses.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
