import { useQuery } from '@tanstack/react-query';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { failureIn } from '../../data/failure.ts';
import { go } from '../../state/use-route.ts';
import { Button } from '../../ui/Button.tsx';
import { ItemPlace } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ClientKeyStep } from './ClientKeyStep.tsx';
import s from './ExportPage.module.css';
import { draftQuery } from './export-queries.ts';
import { PreviewStep } from './PreviewStep.tsx';
import { ProductStep } from './ProductStep.tsx';
import { RecordStep } from './RecordStep.tsx';
import { ResultsStep } from './ResultsStep.tsx';
import { RunStep, useRunNews } from './RunStep.tsx';
import { shownStep } from './steps.ts';
import { TokenStep } from './TokenStep.tsx';
import { type Ask, useAsk } from './use-ask.ts';

/** One export, at the step where it waits. */
export function Wizard({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(draftQuery(id));
  const ask = useAsk();
  const failure = failureIn(error);
  useRunNews(data?.run ?? null);
  if (data !== undefined) return <StepOf draft={data} ask={ask} />;
  return (
    <main className={s['page']}>
      <header className={s['top']}>
        <h1 className={s['only']}>Export keys</h1>
      </header>
      <ItemPlace>
        {failure !== null && (
          <div>
            <Problem failure={failure} onRetry={() => void refetch()} />
            <p className={s['leave']}>
              <Button onClick={() => go({ screen: 'export', open: null })}>All exports</Button>
            </p>
          </div>
        )}
      </ItemPlace>
    </main>
  );
}

function StepOf({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const step = shownStep(draft);
  switch (step) {
    case 'product':
      return <ProductStep draft={draft} ask={ask} />;
    case 'client-key':
      return <ClientKeyStep draft={draft} ask={ask} />;
    case 'token':
      return <TokenStep draft={draft} ask={ask} />;
    case 'preview':
      return <PreviewStep draft={draft} ask={ask} />;
    case 'run':
    case 'record':
      if (draft.record !== null) return <RecordStep draft={draft} record={draft.record} ask={ask} />;
      // Main keeps the run from the moment it begins; before that there is only the preview.
      if (draft.run === null) return <PreviewStep draft={draft} ask={ask} />;
      if (draft.run.endedAt === null) return <RunStep draft={draft} run={draft.run} ask={ask} />;
      return <ResultsStep draft={draft} run={draft.run} ask={ask} />;
    default:
      return step satisfies never;
  }
}
