import { Package } from 'lucide-react';
import { useRef } from 'react';
import { client } from '../../data/bridge.ts';
import { stateChoices } from '../../data/states.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import { type ProductFilter, productTypes, type Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ChoiceFilter, FilterLine, NameFilter } from '../../ui/Filters.tsx';
import { PagedRows } from '../../ui/PagedRows.tsx';
import { ItemPlace, ListTools, ListTop, Panes } from '../../ui/Panes.tsx';
import { Row } from '../../ui/Row.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { ProductPane } from './ProductPane.tsx';

type ProductsRoute = Extract<Route, { screen: 'products' }>;

const number = new Intl.NumberFormat(navigator.language);
const typeChoices = productTypes.map((type) => ({ value: type, label: type }));

/** The products this person may read. */
export function Products({ route }: { readonly route: ProductsRoute }) {
  const { filter, id } = route;
  const list = JSON.stringify(filter);
  const rows = useRef<{ focus(): void }>(null);
  const { source, version } = usePageSource(list, (page) => client.products.page({ page, ...filter }));
  const narrow = (next: Partial<ProductFilter>): void =>
    go({ screen: 'products', filter: { ...filter, ...next }, id }, 'replace');
  const isFiltered = filter.name !== '' || filter.state !== null || filter.type !== null;
  return (
    <Panes
      title="Products"
      isOpen={id !== null}
      list={
        <>
          <ListTop title="Products" sub={source.answered && number.format(source.list.count)} />
          <ListTools>
            <NameFilter
              value={filter.name}
              onChange={(name) => narrow({ name })}
              onDown={() => rows.current?.focus()}
            />
            <FilterLine>
              <ChoiceFilter
                label="Type"
                any="Any type"
                choices={typeChoices}
                value={filter.type}
                onChange={(type) => narrow({ type: productTypes.find((each) => each === type) ?? null })}
              />
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
            label="Products"
            list={list}
            source={source}
            version={version}
            opened={id}
            onOpen={(row, how) => go({ screen: 'products', filter, id: row.id }, how)}
            row={(row, isActive) => (
              <Row
                icon="product"
                noun="Product"
                title={row.title}
                subtitle={[row.productType, row.enabled === false ? 'disabled' : '', row.description]
                  .filter(Boolean)
                  .join(' · ')}
                marks={[]}
                age={null}
                state={<StateBadge state={row.state} />}
                isActive={isActive}
              />
            )}
            empty={
              <Empty icon={<Package size={18} />} title={isFiltered ? 'No such product' : 'No products yet'}>
                {isFiltered
                  ? 'The platform has none that matches. Change the name, the type or the state.'
                  : 'Products you may read appear here, with their operations, keys and rules.'}
              </Empty>
            }
          />
        </>
      }
      item={
        id === null ? (
          <ItemPlace>
            <Empty icon={<Package size={18} />} title="Choose a product">
              Its operations, keys and approval rules are shown here.
            </Empty>
          </ItemPlace>
        ) : (
          <ProductPane
            key={id}
            id={id}
            rows={{ source, version }}
            onBack={() => go({ screen: 'products', filter, id: null })}
          />
        )
      }
    />
  );
}
