import { FileLock } from 'lucide-react';
import { useRef } from 'react';
import { client } from '../../data/bridge.ts';
import { stateChoices } from '../../data/states.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import type { RequestFilter, Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ChoiceFilter, FilterLine, NameFilter } from '../../ui/Filters.tsx';
import { PagedRows } from '../../ui/PagedRows.tsx';
import { ItemPlace, ListTools, ListTop, Panes } from '../../ui/Panes.tsx';
import { Row } from '../../ui/Row.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { Time } from '../../ui/Time.tsx';
import { RequestPane } from './RequestPane.tsx';

type RequestsRoute = Extract<Route, { screen: 'requests' }>;

const number = new Intl.NumberFormat(navigator.language);

/** Every encrypt and sign request this person may read, with what became of it. */
export function Requests({ route }: { readonly route: RequestsRoute }) {
  const { filter, id } = route;
  const list = JSON.stringify(filter);
  const rows = useRef<{ focus(): void }>(null);
  const { source, version } = usePageSource(list, (page) => client.requests.page({ page, ...filter }));
  const narrow = (next: Partial<RequestFilter>): void =>
    go({ screen: 'requests', filter: { ...filter, ...next }, id }, 'replace');
  const isFiltered = filter.name !== '' || filter.state !== null;
  return (
    <Panes
      title="Requests"
      isOpen={id !== null}
      list={
        <>
          <ListTop title="Requests" sub={source.answered && number.format(source.list.count)} />
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
            label="Requests"
            list={list}
            source={source}
            version={version}
            opened={id}
            onOpen={(row, how) => go({ screen: 'requests', filter, id: row.id }, how)}
            row={(row, isActive) => (
              <Row
                icon={row.icon}
                noun="Request"
                title={row.title}
                subtitle={row.subtitle.join(' · ')}
                marks={[]}
                age={row.askedAt !== null && <Time iso={row.askedAt} form="short" />}
                state={<StateBadge state={row.state} />}
                isActive={isActive}
              />
            )}
            empty={
              <Empty icon={<FileLock size={18} />} title={isFiltered ? 'No such request' : 'No requests yet'}>
                {isFiltered
                  ? 'The platform has none that matches. Change the name or the state.'
                  : 'Encrypt and sign requests you may read appear here, with every state they went through.'}
              </Empty>
            }
          />
        </>
      }
      item={
        id === null ? (
          <ItemPlace>
            <Empty icon={<FileLock size={18} />} title="Choose a request">
              Its states, what was asked and what came of it are shown here.
            </Empty>
          </ItemPlace>
        ) : (
          <RequestPane
            key={id}
            id={id}
            rows={{ source, version }}
            onBack={() => go({ screen: 'requests', filter, id: null })}
          />
        )
      }
    />
  );
}
