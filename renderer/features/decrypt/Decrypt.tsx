import { useQuery } from '@tanstack/react-query';
import type { DecryptBatch } from '../../../app/contract/decrypt-shapes.ts';
import { batchQuery } from '../../data/decrypt.ts';
import { failureIn } from '../../data/failure.ts';
import type { Route } from '../../state/route.ts';
import { Button } from '../../ui/Button.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { decryptFloorShown } from '../../ui/grade-words.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { chooseFiles } from './acts.ts';
import { BatchBar, ResultsGo } from './BatchBar.tsx';
import { chosenIn, useChosen } from './chosen.ts';
import s from './Decrypt.module.css';
import { FilePane } from './FilePane.tsx';
import { FilesTable } from './FilesTable.tsx';
import { NoFiles } from './NoFiles.tsx';

type DecryptRoute = Extract<Route, { screen: 'decrypt' }>;

const number = new Intl.NumberFormat(navigator.language);

function Files({ batch, open }: { readonly batch: DecryptBatch; readonly open: string | null }) {
  const chosen = useChosen();
  const ids = chosenIn(
    chosen,
    open,
    batch.files.map(({ id }) => id),
  );
  const row = batch.files.find(({ id }) => id === open);
  return (
    <>
      <p className={s['drop']}>
        <strong>Drop encrypted files or folders anywhere.</strong> No file gets its name until it is whole, and
        authentic where the format can show it.
      </p>
      <BatchBar batch={batch} ids={ids} />
      {batch.leftOut > 0 && (
        <div className={s['notice']}>
          <Notice tone="warn" title={`${number.format(batch.leftOut)} files were left out.`}>
            The list takes 2,000 at a time. Clear the done ones and add the rest.
          </Notice>
        </div>
      )}
      <FilesTable batch={batch} open={open} />
      {row !== undefined && <FilePane row={row} batch={batch} ids={ids} />}
    </>
  );
}

/** Files are decrypted here, offline, with nobody signed in. */
export function Decrypt({ route: { file } }: { readonly route: DecryptRoute }) {
  const { data: batch, error, refetch } = useQuery(batchQuery);
  const failure = failureIn(error);
  return (
    <main className={s['screen']}>
      <header className={s['top']}>
        <h1>Decrypt files</h1>
        <span className={s['sub']}>
          <span className={s['offline']}>works offline</span>
          <span className={s['anywhere']}>drop files anywhere</span>
          {batch !== undefined && batch.floor !== 'C' && (
            <>
              , at least <GradeBadge grade={decryptFloorShown(batch.floor)} form="short" />
            </>
          )}
        </span>
        <div className={s['end']}>
          {batch !== undefined && batch.files.length > 0 && <ResultsGo batch={batch} />}
          <Button onClick={() => void chooseFiles()}>Add files…</Button>
        </div>
      </header>
      <div className={s['body']}>
        {batch === undefined && failure !== null && <Problem failure={failure} onRetry={() => void refetch()} />}
        {batch !== undefined && batch.files.length === 0 && <NoFiles />}
        {batch !== undefined && batch.files.length > 0 && <Files batch={batch} open={file} />}
      </div>
    </main>
  );
}
