import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureIn } from '../../data/failure.ts';
import { NameFilter } from '../../ui/Filters.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Choice, Choices, NoChoice } from '../export/Choice.tsx';
import { readyProductsQuery } from './client-queries.ts';

export interface PickedProduct {
  readonly id: string;
  readonly title: string;
}

/** Which product. The platform filters by a part of the name and gives the first ten. */
export function ProductPicker({
  picked,
  onPick,
}: {
  readonly picked: PickedProduct | null;
  readonly onPick: (product: PickedProduct) => void;
}) {
  const [name, setName] = useState('');
  const { data, error, refetch } = useQuery({ ...readyProductsQuery(name), placeholderData: (before) => before });
  const failure = failureIn(error);
  const rows = data?.rows ?? [];
  const more = data === undefined ? 0 : data.count - rows.length;
  // What was picked stays in view, whatever is looked for next.
  const others = picked === null ? rows : rows.filter(({ id }) => id !== picked.id);
  return (
    <Choices title="Of which product">
      <NameFilter value={name} onChange={setName} onDown={() => undefined} />
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      <ul>
        {picked !== null && (
          <Choice
            group="client-product"
            id={`product-${picked.id}`}
            isChosen
            onChoose={() => undefined}
            name={visible(picked.title)}
          >
            {null}
          </Choice>
        )}
        {others.map(({ id, title, productType, description }) => (
          <Choice
            key={id}
            group="client-product"
            id={`product-${id}`}
            isChosen={false}
            onChoose={() => onPick({ id, title })}
            name={visible(title)}
          >
            <p>{visible([productType, description].filter(Boolean).join(' · '))}</p>
          </Choice>
        ))}
      </ul>
      {data !== undefined && rows.length === 0 && (
        <NoChoice>{name === '' ? 'No product is ready.' : 'No ready product has that in its name.'}</NoChoice>
      )}
      {more > 0 && <NoChoice>{more.toLocaleString()} more: type a part of the name.</NoChoice>}
    </Choices>
  );
}
