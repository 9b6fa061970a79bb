import { Fingerprint } from 'lucide-react';
import type { ClientRow } from '../../../app/contract/client-shapes.ts';
import { client } from '../../data/bridge.ts';
import { rememberSeen } from '../../data/seen-rows.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Button } from '../../ui/Button.tsx';
import { PlatformList } from '../../ui/PlatformList.tsx';
import { Row } from '../../ui/Row.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { ClientPane } from './ClientPane.tsx';
import { RegisterClient } from './RegisterClient.tsx';

type ClientsRoute = Extract<Route, { screen: 'clients' }>;

/** Its product, whose it is, and its type. */
function subtitleOf({ subtitle: [product, person], isYours, clientType }: ClientRow): string {
  return [product, isYours ? 'yours' : person, clientType].filter(Boolean).join(' · ');
}

function remember(rows: readonly ClientRow[]): void {
  rememberSeen(
    'clients',
    rows.map((row) => ({ id: row.id, title: row.title, note: `client · ${subtitleOf(row)}` })),
  );
}

/** The clients of the platform: whose keys receive what. */
export function Clients({ route: { filter, open } }: { readonly route: ClientsRoute }) {
  const rows = usePageSource(
    'clients',
    filter,
    (page) => client.clients.page({ page, product: '', ...filter }),
    remember,
  );
  const show = (next: ClientsRoute['open'], how?: 'push' | 'replace'): void =>
    go({ screen: 'clients', filter, open: next }, how);
  const back = (): void => show(null);
  const takeAsked = (id: string): void => {
    rows.source.refresh();
    show({ kind: 'client', id }, 'replace');
  };
  const opened = open?.kind === 'client' ? open.id : null;
  return (
    <PlatformList
      title="Clients"
      noun="client"
      icon={Fingerprint}
      rows={rows}
      filter={filter}
      onFilter={(next) => go({ screen: 'clients', filter: next, open }, 'replace')}
      actions={<Button onClick={() => show({ kind: 'register' })}>Register a client…</Button>}
      opened={opened}
      onOpen={(row, how) => show({ kind: 'client', id: row.id }, how)}
      row={(row, isActive) => (
        <Row
          icon="client"
          noun="Client"
          title={row.title}
          subtitle={subtitleOf(row)}
          state={<StateBadge state={row.state} />}
          isActive={isActive}
        />
      )}
      whatAppears="Registered keys appear here: who they belong to, of which product, and whether they are in use."
      whatIsShown="Its key, what it receives and how it stands are shown here."
      item={
        opened !== null ? (
          <ClientPane key={opened} id={opened} rows={rows} onBack={back} />
        ) : (
          open && <RegisterClient onBack={back} onAsked={takeAsked} />
        )
      }
    />
  );
}
