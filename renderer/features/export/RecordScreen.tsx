import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { failureIn } from '../../data/failure.ts';
import { go } from '../../state/use-route.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { recordQuery } from './export-queries.ts';
import { RecordView, useRecordActions } from './RecordView.tsx';
import { failedWords, recordTitle } from './record-words.ts';
import s from './WizardFrame.module.css';

/** A record that was kept, opened from the list. */
export function RecordScreen({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(recordQuery(id));
  const failure = failureIn(error);
  const { notice, buttons } = useRecordActions(id, data?.row.signature === 'unsigned');
  const title = data === undefined ? 'Record of an export' : recordTitle(data.row);
  return (
    <main className={s['page']}>
      <header className={s['top']}>
        <IconButton
          label="All exports"
          icon={<ArrowLeft size={16} aria-hidden="true" />}
          onClick={() => go({ screen: 'export', open: null })}
        />
        <h1>Record of an export</h1>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={s['body']} tabIndex={0} role="group" aria-label={visible(title)}>
        <div className={s['column']}>
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
        </div>
      </div>
      {data !== undefined && (
        <footer className={s['foot']}>
          <p className={s['note']}>Signature checked as it was opened</p>
          {buttons}
        </footer>
      )}
    </main>
  );
}
