import { useQuery } from '@tanstack/react-query';
import { failureIn } from '../../data/failure.ts';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import s from './ExportPage.module.css';
import { ExportPage } from './ExportPage.tsx';
import { recordQuery } from './export-queries.ts';
import { RecordView, useRecordActions } from './RecordView.tsx';
import { failedWords, recordTitle } from './record-words.ts';

/** A record that was kept, opened from the list. */
export function RecordScreen({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(recordQuery(id));
  const failure = failureIn(error);
  const { notice, buttons } = useRecordActions(id, data?.row.signature === 'unsigned');
  const title = data === undefined ? 'Record of an export' : recordTitle(data.row);
  return (
    <ExportPage
      heading="Record of an export"
      label={visible(title)}
      foot={
        data === undefined ? undefined : (
          <>
            <p className={s['note']}>Signature checked as it was opened</p>
            {buttons}
          </>
        )
      }
    >
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <h2 className={s['title']}>{visible(title)}</h2>
          <p className={s['lead']}>
            <Time iso={data.row.at} />
            {data.row.failed > 0 && `; ${failedWords(data.row)}`}.
          </p>
          {notice}
          <RecordView page={data} />
        </>
      )}
    </ExportPage>
  );
}
