import { useQuery } from '@tanstack/react-query';
import { Package } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { productQuery } from '../../data/queries.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { NameFilter } from '../../ui/Filters.tsx';
import { PagedRows } from '../../ui/PagedRows.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { visible } from '../../ui/shorten.ts';
import { ProductListRow, rememberProducts } from '../products/ProductListRow.tsx';
import { choose, useChoices } from './choices.ts';
import s from './ProductStep.module.css';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** What the platform says of the product that is about to be chosen. */
function ProductFacts({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(productQuery(id));
  const failure = failureIn(error);
  if (data === undefined) {
    return failure === null ? null : <Problem failure={failure} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <h3 className={s['name']}>
        {visible(data.title)} <StateBadge state={data.state} />
      </h3>
      <p className={s['sentence']}>{visible(data.sentence)}</p>
      <Warnings warnings={data.warnings} />
      <Facts groups={data.groups} />
    </>
  );
}

/** Whose keys. */
export function ProductStep({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const choices = useChoices(draft.id);
  const [name, setName] = useState('');
  const grid = useRef<{ focus(): void }>(null);
  const rows = usePageSource(
    'products',
    { name },
    (page) => client.products.page({ page, name, state: null, type: null }),
    rememberProducts,
  );
  const chosen = choices.product ?? draft.product?.id ?? null;
  const chosenName = choices.product === null ? draft.product?.name : choices.productName;
  const isOff = chosen === null || doingNow(draft, ask) !== null;

  const next = (): void => {
    if (isOff) return;
    void ask.draft('Reading the product', () => client.exports.chooseProduct({ id: draft.id, product: chosen }));
  };
  useKeys({ n: next });

  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title="Whose keys go onto a token?"
      lead="Choose the product. The platform wraps its exportable keys for a client key of yours; nothing is fetched before the preview, and nothing is written before you have confirmed it."
      note={chosen === null ? 'Choose a product' : undefined}
      actions={
        <Button tone="primary" keys="N" disabled={isOff} onClick={next}>
          {chosenName === undefined || chosenName === '' ? 'Use this product' : `Use ${visible(chosenName)}`}
        </Button>
      }
    >
      <div className={s['panes']}>
        <div className={s['list']}>
          <div className={s['tools']}>
            <NameFilter value={name} onChange={setName} onDown={() => grid.current?.focus()} />
          </div>
          <PagedRows
            ref={grid}
            label="Products"
            rows={rows}
            opened={chosen}
            onOpen={(row) => choose(draft.id, { product: row.id, productName: row.title })}
            row={(row, isActive) => <ProductListRow row={row} isActive={isActive} />}
            empty={
              <Empty icon={<Package size={18} />} title={name === '' ? 'No products' : 'No such product'}>
                {name === ''
                  ? 'Products you may read appear here. Without one there is nothing to export.'
                  : 'The platform has none whose name contains that.'}
              </Empty>
            }
          />
        </div>
        <section className={s['facts']} aria-label="The chosen product">
          {chosen === null ? (
            <Empty icon={<Package size={18} />} title="Choose a product">
              Its operations and keys are shown here.
            </Empty>
          ) : (
            <ProductFacts key={chosen} id={chosen} />
          )}
        </section>
      </div>
    </WizardFrame>
  );
}
