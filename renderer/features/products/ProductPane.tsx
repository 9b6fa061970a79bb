import { useQuery } from '@tanstack/react-query';
import { failureIn } from '../../data/failure.ts';
import { productQuery } from '../../data/queries.ts';
import { type StatedRows, useRowOfOpen } from '../../data/use-page-source.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { Checked, ItemPane, ItemPlace } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
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
  const { data, error, refetch } = useQuery(productQuery(id));
  useRowOfOpen(rows, id, data?.state);
  const failure = failureIn(error);
  if (data === undefined) {
    return <ItemPlace>{failure !== null && <Problem failure={failure} onRetry={() => void refetch()} />}</ItemPlace>;
  }
  return (
    <ItemPane
      kind={`${visible(data.productType)} product`}
      badge={<StateBadge state={data.state} />}
      title={visible(data.title)}
      sentence={visible(data.sentence)}
      onBack={onBack}
      notices={
        <>
          {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
          <Warnings warnings={data.warnings} />
        </>
      }
      foot={
        <>
          <Button onClick={() => void beginExport(id)}>Export keys…</Button>
          <Checked>
            Checked with the platform <Time iso={data.readAt} pace="second" />
          </Checked>
        </>
      }
    >
      <Facts groups={data.groups} />
    </ItemPane>
  );
}
