import { Package } from 'lucide-react';
import { client } from '../../data/bridge.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import { type ProductFilter, productTypes, type Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { ChoiceFilter } from '../../ui/Filters.tsx';
import { PlatformList } from '../../ui/PlatformList.tsx';
import { ProductListRow, rememberProducts } from './ProductListRow.tsx';
import { ProductPane } from './ProductPane.tsx';

type ProductsRoute = Extract<Route, { screen: 'products' }>;

const typeChoices = productTypes.map((type) => ({ value: type, label: type }));

/** The products this person may read. */
export function Products({ route: { filter, id } }: { readonly route: ProductsRoute }) {
  const rows = usePageSource('products', filter, (page) => client.products.page({ page, ...filter }), rememberProducts);
  const narrow = (next: ProductFilter): void => go({ screen: 'products', filter: next, id }, 'replace');
  const show = (next: string | null, how?: 'push' | 'replace'): void =>
    go({ screen: 'products', filter, id: next }, how);
  return (
    <PlatformList
      title="Products"
      noun="product"
      icon={Package}
      rows={rows}
      filter={filter}
      onFilter={narrow}
      filters={
        <ChoiceFilter
          label="Type"
          any="Any type"
          choices={typeChoices}
          value={filter.type}
          onChange={(type) => narrow({ ...filter, type: productTypes.find((each) => each === type) ?? null })}
        />
      }
      opened={id}
      onOpen={(row, how) => show(row.id, how)}
      row={(row, isActive) => <ProductListRow row={row} isActive={isActive} />}
      whatAppears="Products you may read appear here, with their operations, keys and rules."
      whatIsShown="Its operations, keys and approval rules are shown here."
      item={id === null ? null : <ProductPane key={id} id={id} rows={rows} onBack={() => show(null)} />}
    />
  );
}
