import { useQuery } from '@tanstack/react-query';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { failureIn } from '../../data/failure.ts';
import { Problem } from '../../ui/Problem.tsx';
import { recordQuery } from './export-queries.ts';
import { RecordView, useRecordActions } from './RecordView.tsx';
import { runSentence, runTitle } from './run-words.ts';
import type { Ask } from './use-ask.ts';
import { WizardFrame } from './WizardFrame.tsx';

/** The end of an export: its record. */
export function RecordStep({
  draft,
  record,
  ask,
}: {
  readonly draft: ExportDraft;
  readonly record: string;
  readonly ask: Ask;
}) {
  const { data, error, refetch } = useQuery(recordQuery(record));
  const failure = failureIn(error);
  const { notice, buttons } = useRecordActions(record, data?.row.signature === 'unsigned');
  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={runTitle(draft)}
      lead={draft.run === null ? 'The record of this export is kept.' : `${runSentence(draft.run)} The record is kept.`}
      note="Kept on this machine, under All exports"
      actions={buttons}
    >
      {notice}
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      {data !== undefined && <RecordView page={data} />}
    </WizardFrame>
  );
}
