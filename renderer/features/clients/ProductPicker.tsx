import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureIn } from '../../data/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { NameFilter } from '../../ui/Filters.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Choice, Choices, NoChoice } from '../export/Choice.tsx';
import { readyProductsQuery } from './client-queries.ts';
import s from './ProductPicker.module.css';

export interface PickedProduct {
  readonly id: string;
  readonly title: string;
  /** Its type and description. */
  readonly note: string;
}

/** Which product. The platform filters by a part of the name and gives the first ten. */
export function ProductPicker({
  picked,
  onPick,
}: {
  readonly picked: PickedProduct | null;
  readonly onPick: (product: PickedProduct | null) => void;
}) {
  if (picked === null) return <ProductSearch onPick={onPick} />;
  return (
    <Choices title="Of which product" actions={<Button onClick={() => onPick(null)}>Choose another</Button>}>
      <ul>
        <Choice
          group="client-product"
          id={`product-${picked.id}`}
          isChosen
          onChoose={() => undefined}
          name={visible(picked.title)}
        >
          <p>{visible(picked.note)}</p>
        </Choice>
      </ul>
    </Choices>
  );
}

function ProductSearch({ onPick }: { readonly onPick: (product: PickedProduct) => void }) {
  const [name, setName] = useState('');
  const { data, error, refetch } = useQuery({ ...readyProductsQuery(name), placeholderData: (before) => before });
  const failure = failureIn(error);
  const rows = data?.rows ?? [];
  const more = data === undefined ? 0 : data.count - rows.length;
  return (
    <Choices title="Of which product">
      <div className={s['search']}>
        <NameFilter value={name} onChange={setName} onDown={() => undefined} />
      </div>
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      <ul>
        {rows.map(({ id, title, productType, description }) => {
          const note = [productType, description].filter(Boolean).join(' · ');
          return (
            <Choice
              key={id}
              group="client-product"
              id={`product-${id}`}
              isChosen={false}
              onChoose={() => onPick({ id, title, note })}
              name={visible(title)}
            >
              <p>{visible(note)}</p>
            </Choice>
          );
        })}
      </ul>
      {data !== undefined && rows.length === 0 && (
        <NoChoice>{name === '' ? 'No product is ready.' : 'No ready product has that in its name.'}</NoChoice>
      )}
      {more > 0 && <NoChoice>{more.toLocaleString()} more: type a part of the name.</NoChoice>}
    </Choices>
  );
}
