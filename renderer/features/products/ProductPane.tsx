import { useQuery } from '@tanstack/react-query';
import { productQuery } from '../../data/queries.ts';
import { type StatedRows, useRowOfOpen } from '../../data/use-page-source.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { ItemOf } from '../../ui/ItemOf.tsx';
import { CheckedAt, ItemPane } from '../../ui/Panes.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { visible } from '../../ui/shorten.ts';
import { beginExport } from '../export/begin-export.ts';

/** One product: its operations with their keys and rules. */
export function ProductPane({
  id,
  rows,
  onBack,
}: {
  readonly id: string;
  /** The list it was opened from. */
  readonly rows: StatedRows;
  readonly onBack: () => void;
}) {
  const asked = useQuery(productQuery(id));
  useRowOfOpen(rows, id, asked.data?.state);
  return (
    <ItemOf asked={asked}>
      {(data, trouble) => (
        <ItemPane
          kind={`${visible(data.productType)} product`}
          badge={<StateBadge state={data.state} />}
          title={visible(data.title)}
          sentence={visible(data.sentence)}
          onBack={onBack}
          notices={
            <>
              {trouble}
              <Warnings warnings={data.warnings} />
            </>
          }
          foot={
            <>
              <Button onClick={() => void beginExport(id)}>Export keys…</Button>
              <CheckedAt iso={data.readAt} />
            </>
          }
        >
          <Facts groups={data.groups} />
        </ItemPane>
      )}
    </ItemOf>
  );
}
