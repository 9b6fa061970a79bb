import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ExportDraft, ExportsOverview } from '../../../app/contract/export-shapes.ts';
import { client, on } from '../../data/bridge.ts';
import { unwrap } from '../../data/failure.ts';
import { platformKey } from '../../data/queries.ts';
import { queryClient } from '../../data/query-client.ts';
import { choose } from './choices.ts';
import { gradesByToken } from './known-grades.ts';

/** Drafts and records belong to one account on one platform. */
const exportKey = [...platformKey, 'export'] as const;

export const exportsOverviewQuery = queryOptions<ExportsOverview>({
  queryKey: [...exportKey, 'overview'],
  queryFn: () => unwrap(client.exports.overview({})),
  staleTime: 0,
});

export function draftQuery(id: string) {
  return queryOptions<ExportDraft>({
    queryKey: [...exportKey, 'draft', id],
    queryFn: async () => taken(await unwrap(client.exports.get({ id }))),
    // What main tells is put here as it comes; it is asked when the screen opens.
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function recordQuery(id: string) {
  return queryOptions({
    queryKey: [...exportKey, 'record', id],
    queryFn: () => unwrap(client.exports.record({ id })),
    // Its signature is checked each time it is opened.
    staleTime: 0,
  });
}

/** One client of the platform: what it waits for. */
export function waitingClientQuery(id: string) {
  return queryOptions({
    queryKey: [...exportKey, 'client', id],
    queryFn: () => unwrap(client.clients.open({ id })),
    staleTime: 0,
  });
}

/** What the tokens that are here would give the keys. @param standing changes whenever one of them was tried anew */
export function expectedQuery(id: string, standing: string) {
  return queryOptions({
    queryKey: [...exportKey, 'expected', id, standing],
    queryFn: () => unwrap(client.exports.expected({ id })),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

/** Takes a draft as main gave it. An answer that is older than what was told meanwhile is dropped. */
export function takeDraft(next: ExportDraft): void {
  queryClient.setQueryData(draftQuery(next.id).queryKey, taken(next));
}

function taken(next: ExportDraft): ExportDraft {
  // Main forgets a preview when another token is chosen; what it said of the tokens helps to choose.
  if (next.preview !== null) choose(next.id, { grades: gradesByToken(next) });
  return newerOf(next);
}

function newerOf(next: ExportDraft): ExportDraft {
  const known = queryClient.getQueryData(draftQuery(next.id).queryKey);
  return known !== undefined && Date.parse(known.changedAt) > Date.parse(next.changedAt) ? known : next;
}

/** Listens to what main tells of exports, as long as the screen is open. */
export function listenToExports(): () => void {
  const ends = [
    on.exports.changed(takeDraft),
    on.exports.overviewChanged((overview) => queryClient.setQueryData(exportsOverviewQuery.queryKey, overview)),
  ];
  return () => {
    for (const end of ends) end();
  };
}
