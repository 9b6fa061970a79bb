import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import { client, on } from '../../data/bridge.ts';
import { unwrap } from '../../data/failure.ts';
import { platformKey } from '../../data/queries.ts';
import { queryClient } from '../../data/query-client.ts';

const clientsKey = [...platformKey, 'clients'] as const;

export function clientQuery(id: string) {
  return queryOptions({
    queryKey: [...clientsKey, 'item', id],
    queryFn: () => unwrap(client.clients.open({ id })),
  });
}

/** Keys on tokens that show them now, and in files that were opened in this run. */
const keysAtHandQuery = queryOptions({
  queryKey: [...clientsKey, 'keys'],
  queryFn: () => unwrap(client.clients.keys({})),
  staleTime: 0,
});

/** The products that can have clients: those that are ready, by a part of the name. */
export function readyProductsQuery(name: string) {
  return queryOptions({
    queryKey: [...clientsKey, 'products', name],
    queryFn: () => unwrap(client.products.page({ page: 0, name, state: 16, type: null })),
  });
}

/** The keys at hand: a login or a token that was put in brings some, one that went takes them away. */
export function useKeysAtHand(): UseQueryResult<ClientKey[]> {
  useEffect(() => on.tokens.changed(() => void readKeysAgain()), []);
  return useQuery(keysAtHandQuery);
}

export async function readKeysAgain(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keysAtHandQuery.queryKey });
}

export async function readClientAgain(id: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: clientQuery(id).queryKey });
}
