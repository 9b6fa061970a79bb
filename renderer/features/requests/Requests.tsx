import { FileLock } from 'lucide-react';
import type { RequestRow } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { rememberSeen } from '../../data/seen-rows.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { PlatformList } from '../../ui/PlatformList.tsx';
import { Row } from '../../ui/Row.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { Time } from '../../ui/Time.tsx';
import { RequestPane } from './RequestPane.tsx';

type RequestsRoute = Extract<Route, { screen: 'requests' }>;

function remember(rows: readonly RequestRow[]): void {
  rememberSeen(
    'requests',
    rows.map((row) => ({ id: row.id, title: row.title, note: ['request', ...row.subtitle].join(' · ') })),
  );
}

/** Every encrypt and sign request this person may read, with what became of it. */
export function Requests({ route: { filter, id } }: { readonly route: RequestsRoute }) {
  const rows = usePageSource('requests', filter, (page) => client.requests.page({ page, ...filter }), remember);
  const show = (next: string | null, how?: 'push' | 'replace'): void =>
    go({ screen: 'requests', filter, id: next }, how);
  return (
    <PlatformList
      title="Requests"
      noun="request"
      icon={FileLock}
      rows={rows}
      filter={filter}
      onFilter={(next) => go({ screen: 'requests', filter: next, id }, 'replace')}
      opened={id}
      onOpen={(row, how) => show(row.id, how)}
      row={(row, isActive) => (
        <Row
          icon={row.icon}
          noun="Request"
          title={row.title}
          subtitle={row.subtitle.join(' · ')}
          age={row.askedAt !== null && <Time iso={row.askedAt} form="short" />}
          state={<StateBadge state={row.state} />}
          isActive={isActive}
        />
      )}
      whatAppears="Encrypt and sign requests you may read appear here, with every state they went through."
      whatIsShown="Its states, what was asked and what came of it are shown here."
      item={id === null ? null : <RequestPane key={id} id={id} rows={rows} onBack={() => show(null)} />}
    />
  );
}
