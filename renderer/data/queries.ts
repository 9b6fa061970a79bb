import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ApprovalsSummary, ProfileSummary, Session, StartSnapshot } from '../../app/contract/shapes.ts';
import type { QueueId } from '../../app/platform/queue-ids.ts';
import type { Failure } from '../../app/result.ts';
import { client } from './bridge.ts';
import { unwrap } from './failure.ts';

/** How the connection stands, as main said last. */
export interface Connection {
  readonly failure: Failure | null;
  readonly lastGoodAt: string | null;
  readonly retryAt: string | null;
}

/** What main tells by itself is never asked for by age: it is put here when it comes. */
const told = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY } as const;

export const startQuery = queryOptions<StartSnapshot>({
  queryKey: ['start'],
  queryFn: () => unwrap(client.app.start({})),
  ...told,
});

export const sessionQuery = queryOptions<Session>({
  queryKey: ['session'],
  queryFn: () => unwrap(client.session.get({})),
  ...told,
});

export const profilesQuery = queryOptions<ProfileSummary[]>({
  queryKey: ['profiles'],
  queryFn: () => unwrap(client.profiles.list({})),
  ...told,
});

export const summaryQuery = queryOptions<ApprovalsSummary>({
  queryKey: ['platform', 'summary'],
  queryFn: () => unwrap(client.approvals.summary({ refresh: false })),
  // Only live.ts asks: a summary has to reach the inbox as well.
  enabled: false,
  ...told,
});

export const connectionQuery = queryOptions<Connection>({
  queryKey: ['connection'],
  queryFn: () => ({ failure: null, lastGoodAt: null, retryAt: null }),
  ...told,
});

/** Everything below this key belongs to one account on one platform. */
export const platformKey = ['platform'] as const;

export function approvalItemQuery(queue: QueueId, id: string) {
  return queryOptions({
    queryKey: [...platformKey, 'approval', queue, id],
    queryFn: () => unwrap(client.approvals.open({ queue, id })),
  });
}

export function requestQuery(id: string) {
  return queryOptions({
    queryKey: [...platformKey, 'request', id],
    queryFn: () => unwrap(client.requests.open({ id })),
  });
}

export function productQuery(id: string) {
  return queryOptions({
    queryKey: [...platformKey, 'product', id],
    queryFn: () => unwrap(client.products.open({ id })),
  });
}

export const accountQuery = queryOptions({
  queryKey: [...platformKey, 'account'],
  queryFn: () => unwrap(client.session.account({ refresh: false })),
});

/** Who is at the window. Before main has answered, nobody. */
export function useSession(): Session {
  return useQuery(sessionQuery).data ?? { kind: 'signed-out', lastFailure: null };
}

export function useProfiles(): readonly ProfileSummary[] {
  return useQuery(profilesQuery).data ?? [];
}

/** The profile that is in use. */
export function useActiveProfile(): ProfileSummary | null {
  return useProfiles().find(({ active }) => active) ?? null;
}

export function useConnection(): Connection {
  return useQuery(connectionQuery).data ?? { failure: null, lastGoodAt: null, retryAt: null };
}
