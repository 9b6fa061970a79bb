import { queryOptions, useQuery } from '@tanstack/react-query';
import type { LocalId, TokenRow, TokensOverview } from '../../app/contract/token-shapes.ts';
import { client } from './bridge.ts';
import { unwrap } from './failure.ts';
import { queryClient } from './query-client.ts';

/** Tokens belong to the machine: they stay when another account or platform comes. */
const tokensKey = ['tokens'] as const;
const overviewKey = [...tokensKey, 'overview'] as const;

/** The modules and tokens of this machine, as main told last. */
export const tokensQuery = queryOptions<TokensOverview>({
  queryKey: overviewKey,
  queryFn: async () => {
    const answer = await unwrap(client.tokens.overview({}));
    // Only now: main may have told something while it was asked.
    return later(overviewNow(), answer);
  },
  // Asking tells main that somebody looks: only then it looks who is inserted and removed.
  refetchInterval: 5_000,
  // Main tells every change, see takeTokens.
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** One token with its objects, mechanisms and what the probe found. */
export function tokenQuery(token: LocalId) {
  return queryOptions({
    queryKey: [...tokensKey, 'page', token],
    queryFn: () => unwrap(client.tokens.open({ token })),
  });
}

/** Takes what main tells. The page of a token whose state is another one by now is read again. */
export function takeTokens(next: TokensOverview): void {
  const before = overviewNow();
  if (later(before, next) !== next) return;
  queryClient.setQueryData(overviewKey, next);
  const known = new Map(before === undefined ? [] : tokensOf(before).map((token) => [token.id, standing(token)]));
  for (const token of tokensOf(next)) {
    if (known.get(token.id) !== standing(token)) void readTokenAgain(token.id);
  }
}

/** Reads the page of a token again, where it is in view. */
export async function readTokenAgain(token: LocalId): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: tokenQuery(token).queryKey });
}

/** Reads all of it again that is in view. Ends no login: that is what looking for tokens anew does. */
export async function refreshTokens(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: tokensKey });
}

/** Every token of every module, in the order of the list. */
export function tokensOf({ modules }: TokensOverview): readonly TokenRow[] {
  return modules.flatMap(({ tokens }) => tokens);
}

/** The tokens of this machine, for screens that only need to know which there are. */
export function useTokens(): readonly TokenRow[] {
  const { data } = useQuery(tokensQuery);
  return data === undefined ? [] : tokensOf(data);
}

/** The tokens that are known now, for a list that is made once. */
export function tokensNow(): readonly TokenRow[] {
  const known = overviewNow();
  return known === undefined ? [] : tokensOf(known);
}

/** What of a token decides what its page shows. Not when it locks: that moves with every use. */
function standing({ isLoggedIn, isInitialised, probedAt, kind, pin }: TokenRow): string {
  return JSON.stringify([isLoggedIn, isInitialised, probedAt, kind, pin]);
}

function overviewNow(): TokensOverview | undefined {
  return queryClient.getQueryData(overviewKey);
}

/** An answer may arrive after what main told meanwhile. */
function later(known: TokensOverview | undefined, news: TokensOverview): TokensOverview {
  return known !== undefined && known.readAt > news.readAt ? known : news;
}
