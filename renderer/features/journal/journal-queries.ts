import { queryOptions } from '@tanstack/react-query';
import { client } from '../../data/bridge.ts';
import { unwrap } from '../../data/failure.ts';

/** The journal belongs to the machine: it stays when another account or platform comes. */
const journalKey = ['journal'] as const;

export function journalEntryQuery(line: number) {
  return queryOptions({
    queryKey: [...journalKey, 'entry', line],
    queryFn: () => unwrap(client.journal.open({ line })),
    // What is written may have an outcome by now, or may have been changed: looked at anew each time.
    staleTime: 0,
  });
}

export const journalStateQuery = queryOptions({
  queryKey: [...journalKey, 'state'],
  queryFn: () => unwrap(client.journal.state({})),
  staleTime: 0,
});

export const journalVerdictQuery = queryOptions({
  queryKey: [...journalKey, 'verdict'],
  queryFn: () => unwrap(client.journal.verify({})),
  // Only the button asks.
  enabled: false,
  staleTime: Number.POSITIVE_INFINITY,
});
