import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import { summaryQuery } from '../../data/queries.ts';
import { useKeys } from '../../state/keys.ts';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Panes } from '../../ui/Panes.tsx';
import { useStepping } from '../../ui/use-stepping.ts';
import type { VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import { ApprovalPane, NothingOpen } from './ApprovalPane.tsx';
import { ApprovalsList } from './ApprovalsList.tsx';
import { keyOf } from './inbox-row.ts';
import { useApprovalsSearch } from './search.ts';
import { inbox, useInboxVersion } from './the-inbox.ts';

type ApprovalsRoute = Extract<Route, { screen: 'approvals' }>;

/** A queue this version knows, by a name that came from the address and may be anything. */
function useQueueNamed(name: string | null): QueueId | null {
  const summary = useQuery(summaryQuery).data;
  return summary?.queues.find(({ queue }) => queue === name)?.queue ?? inbox.queueNamed(name);
}

/** What waits for this person: the list, and the item that is open. */
export function Approvals({ route }: { readonly route: ApprovalsRoute }) {
  const version = useInboxVersion();
  const { query } = useApprovalsSearch();
  const queue = useQueueNamed(route.queue);
  const itemQueue = useQueueNamed(route.item?.queue ?? null);
  const view = inbox.view(queue, query);
  const grid = useRef<VirtualGridHandle>(null);

  const opened = route.item === null ? null : keyOf(route.item);
  const open = (index: number, how: 'push' | 'replace'): void => {
    const row = view.at(index);
    if (row !== undefined) go({ screen: 'approvals', queue: route.queue, item: { queue: row.queue, id: row.id } }, how);
  };
  const openedAt = opened === null ? -1 : view.indexOf(opened);
  const { active, stepFrom, onActive } = useStepping({ opened, openedAt, version, open });

  useEffect(() => {
    if (opened !== null) inbox.opened(opened);
  }, [opened]);

  const step = (by: number): void => grid.current?.step(by);
  useKeys({ j: () => step(1), k: () => step(-1) });

  const hasNext = view.length > 0 && active < view.length - 1;
  return (
    <Panes
      title="Approvals"
      isOpen={route.item !== null}
      list={
        <ApprovalsList
          gridRef={grid}
          queue={queue}
          view={view}
          version={version}
          active={active}
          stepFrom={stepFrom}
          onActive={onActive}
          onQueue={(next) => go({ screen: 'approvals', queue: next, item: route.item })}
        />
      }
      item={
        route.item !== null && itemQueue !== null ? (
          <ApprovalPane
            key={opened}
            queue={itemQueue}
            id={route.item.id}
            row={inbox.row(route.item)}
            onBack={() => go({ screen: 'approvals', queue: route.queue, item: null })}
            onNext={hasNext ? () => step(1) : null}
          />
        ) : (
          <NothingOpen waiting={inbox.count(null)} />
        )
      }
    />
  );
}
