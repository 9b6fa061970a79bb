import { Fingerprint } from 'lucide-react';
import { useRef } from 'react';
import type { ClientRow } from '../../../app/contract/client-shapes.ts';
import { client } from '../../data/bridge.ts';
import { stateChoices } from '../../data/states.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import type { RequestFilter, Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ChoiceFilter, FilterLine, NameFilter } from '../../ui/Filters.tsx';
import { PagedRows } from '../../ui/PagedRows.tsx';
import { ItemPlace, ListTools, ListTop, Panes } from '../../ui/Panes.tsx';
import { Row } from '../../ui/Row.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { ClientPane } from './ClientPane.tsx';
import { RegisterClient } from './RegisterClient.tsx';

type ClientsRoute = Extract<Route, { screen: 'clients' }>;

const number = new Intl.NumberFormat(navigator.language);

/** Its product, whose it is, and its type. */
function subtitleOf({ subtitle: [product, person], isYours, clientType }: ClientRow): string {
  return [product, isYours ? 'yours' : person, clientType].filter(Boolean).join(' · ');
}

/** The clients of the platform: whose keys receive what. */
export function Clients({ route }: { readonly route: ClientsRoute }) {
  const { filter, open } = route;
  const list = JSON.stringify(filter);
  const rows = useRef<{ focus(): void }>(null);
  const { source, version } = usePageSource(list, (page) => client.clients.page({ page, product: '', ...filter }));
  const narrow = (next: Partial<RequestFilter>): void =>
    go({ screen: 'clients', filter: { ...filter, ...next }, open }, 'replace');
  const show = (next: ClientsRoute['open'], how?: 'push' | 'replace'): void =>
    go({ screen: 'clients', filter, open: next }, how);
  const isFiltered = filter.name !== '' || filter.state !== null;
  const id = open?.kind === 'client' ? open.id : null;
  const register = <Button onClick={() => show({ kind: 'register' })}>Register a client…</Button>;
  return (
    <Panes
      title="Clients"
      isOpen={open !== null}
      list={
        <>
          <ListTop title="Clients" sub={source.answered && number.format(source.list.count)} actions={register} />
          <ListTools>
            <NameFilter
              value={filter.name}
              onChange={(name) => narrow({ name })}
              onDown={() => rows.current?.focus()}
            />
            <FilterLine>
              <ChoiceFilter
                label="State"
                any="Any state"
                choices={stateChoices}
                value={filter.state === null ? null : String(filter.state)}
                onChange={(state) => narrow({ state: state === null ? null : Number(state) })}
              />
            </FilterLine>
          </ListTools>
          <PagedRows
            ref={rows}
            label="Clients"
            list={list}
            source={source}
            version={version}
            opened={id}
            onOpen={(row, how) => show({ kind: 'client', id: row.id }, how)}
            row={(row, isActive) => (
              <Row
                icon="client"
                noun="Client"
                title={row.title}
                subtitle={subtitleOf(row)}
                marks={[]}
                age={null}
                state={<StateBadge state={row.state} />}
                isActive={isActive}
              />
            )}
            empty={
              <Empty icon={<Fingerprint size={18} />} title={isFiltered ? 'No such client' : 'No clients yet'}>
                {isFiltered
                  ? 'The platform has none that matches. Change the name or the state.'
                  : 'Registered keys appear here: who they belong to, of which product, and whether they are in use.'}
              </Empty>
            }
          />
        </>
      }
      item={
        open === null ? (
          <ItemPlace>
            <Empty icon={<Fingerprint size={18} />} title="Choose a client" actions={register}>
              Its key, what it receives and how it stands are shown here.
            </Empty>
          </ItemPlace>
        ) : open.kind === 'register' ? (
          <RegisterClient
            onBack={() => show(null)}
            onAsked={(asked) => {
              source.refresh();
              show({ kind: 'client', id: asked }, 'replace');
            }}
          />
        ) : (
          <ClientPane key={open.id} id={open.id} rows={{ source, version }} onBack={() => show(null)} />
        )
      }
    />
  );
}
