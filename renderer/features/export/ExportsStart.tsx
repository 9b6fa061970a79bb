import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { useKeys } from '../../state/keys.ts';
import { orTrouble } from '../../state/trouble.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { beginExport } from './begin-export.ts';
import s from './ExportPage.module.css';
import { ExportPage } from './ExportPage.tsx';
import { exportsOverviewQuery } from './export-queries.ts';
import { DraftList, LeftoverList, RecordList } from './StartLists.tsx';

/** Where exports begin, go on and are kept. */
export function ExportsStart() {
  const { data, error, refetch } = useQuery(exportsOverviewQuery);
  const failure = failureIn(error);
  const begin = (): void => void beginExport(null);
  useKeys({ n: begin });
  const isNew = data !== undefined && data.drafts.length + data.records.length + data.leftovers.length === 0;
  return (
    <ExportPage
      heading="Export keys"
      label="Exports"
      isStart
      foot={
        <>
          <p className={s['note']}>Nothing is written before you confirm it</p>
          <Button tone="primary" keys="N" onClick={begin}>
            Export a product’s keys
          </Button>
        </>
      }
    >
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      {isNew && (
        <Empty icon={<KeyRound size={18} />} title="No key was exported yet">
          A product’s keys go from the platform’s envelope straight onto a token. You see how exposed each key would be
          before anything is written, and keep a signed record of what was done.
        </Empty>
      )}
      {data !== undefined && (
        <>
          <LeftoverList
            leftovers={data.leftovers}
            onDestroy={async ({ token, object }) => {
              const answer = await orTrouble(client.tokens.destroyObject({ token, object }));
              if (answer?.destroyed === true) await refetch();
            }}
          />
          <DraftList
            drafts={data.drafts}
            onForget={async (id) => {
              if ((await orTrouble(client.exports.discard({ id }))) !== undefined) await refetch();
            }}
          />
          <RecordList records={data.records} />
        </>
      )}
    </ExportPage>
  );
}
