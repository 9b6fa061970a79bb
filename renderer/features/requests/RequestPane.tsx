import { useQuery } from '@tanstack/react-query';
import { requestQuery } from '../../data/queries.ts';
import { type StatedRows, useRowOfOpen } from '../../data/use-page-source.ts';
import { Facts, NotReadable, Warnings } from '../../ui/Facts.tsx';
import { ItemOf } from '../../ui/ItemOf.tsx';
import { CheckedAt, ItemPane } from '../../ui/Panes.tsx';
import { Sentence } from '../../ui/Sentence.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { visible } from '../../ui/shorten.ts';
import { DownloadButton, DownloadNews } from './Download.tsx';
import { Timeline } from './Timeline.tsx';

/** A request on its way is read again at this pace, ms. */
const READ_AGAIN = 3_000;

/** One request: its life so far, and all that is known of it. */
export function RequestPane({
  id,
  rows,
  onBack,
}: {
  readonly id: string;
  /** The list it was opened from. */
  readonly rows: StatedRows;
  readonly onBack: () => void;
}) {
  const asked = useQuery({
    ...requestQuery(id),
    refetchInterval: (query) => (query.state.data?.state.final === false ? READ_AGAIN : false),
  });
  useRowOfOpen(rows, id, asked.data?.state);
  return (
    <ItemOf asked={asked}>
      {(data, trouble) => (
        <ItemPane
          kind="Request"
          badge={<StateBadge state={data.state} />}
          title={visible(data.title)}
          sentence={<Sentence text={data.sentence} at={data.askedAt} />}
          onBack={onBack}
          notices={
            <>
              {trouble}
              <DownloadNews id={id} />
              <Warnings warnings={data.warnings} />
              <NotReadable parts={data.notReadable} />
            </>
          }
          foot={
            <>
              <DownloadButton id={id} offer={data.download} />
              <CheckedAt iso={data.readAt} />
            </>
          }
        >
          <Timeline steps={data.timeline} />
          <Facts groups={data.groups} />
        </ItemPane>
      )}
    </ItemOf>
  );
}
