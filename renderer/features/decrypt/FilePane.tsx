import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { DecryptBatch, FileDetails, FileRow } from '../../../app/contract/decrypt-shapes.ts';
import { fileDetailsQuery } from '../../data/decrypt.ts';
import { failureIn } from '../../data/failure.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Warnings } from '../../ui/Facts.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { type Ids, openFile } from './acts.ts';
import { ChainPart } from './ChainPart.tsx';
import s from './FilePane.module.css';
import { GivePart } from './GivePart.tsx';
import { AadPart, FieldsPart } from './KnownPart.tsx';
import { LayoutBar } from './LayoutBar.tsx';
import { exactSize } from './measure.ts';
import { OutcomePart } from './OutcomePart.tsx';

const locale = navigator.language;

/** Id of what Enter leads to from the list. */
export const DETAILS = 'file-details';

/** What of a row decides what its details say. Not its progress. */
function versionOf({ state, format, sureness, key }: FileRow): string {
  const kind = state.kind === 'paused' || state.kind === 'waiting' ? 'running' : state.kind;
  return JSON.stringify([kind, format, sureness, key, state.kind === 'needs' ? state.what : null]);
}

/** What somebody may still give: nothing while it is worked on, nothing to what is done. */
function takesAnswers({ state }: FileRow): boolean {
  return state.kind !== 'running' && state.kind !== 'paused' && state.kind !== 'waiting' && state.kind !== 'done';
}

function Body({
  row,
  details,
  batch,
  ids,
}: {
  readonly row: FileRow;
  readonly details: FileDetails;
  readonly batch: DecryptBatch;
  readonly ids: Ids;
}) {
  const { state } = row;
  const key = batch.keys.find(({ id }) => id === row.key);
  return (
    <div className={s['columns']}>
      <div className={s['column']}>
        {state.kind === 'failed' && <Problem failure={state.failure} form="inline" />}
        {details.fault !== null && state.kind !== 'failed' && <Problem failure={details.fault} form="inline" />}
        <Warnings warnings={details.warnings} />
        {state.kind === 'done' && <OutcomePart id={row.id} state={state} size={row.size} />}
        {takesAnswers(row) && <GivePart key={`${row.id} ${ids.join(' ')}`} row={row} details={details} ids={ids} />}
      </div>
      <div className={s['column']}>
        <p className={s['about']}>
          {details.format !== null && <strong>{visible(details.format)}. </strong>}
          {visible(details.about)}
        </p>
        <AadPart aad={details.aad} />
        <ChainPart
          chain={details.chain}
          isExpected={row.expected !== null}
          keyRow={key}
          canMove={state.kind !== 'running'}
        />
        <FieldsPart title="In the file" fields={details.fields} />
        {details.record !== null && <FieldsPart title="In its record" fields={details.record} />}
      </div>
    </div>
  );
}

/** The file that is open: what it is made of, what opens it, what is still to be given, what came of it. */
export function FilePane({
  row,
  batch,
  ids,
}: {
  readonly row: FileRow;
  readonly batch: DecryptBatch;
  /** All that what is given here is for: this file, and those chosen with it. */
  readonly ids: Ids;
}) {
  const { data, error, refetch } = useQuery({
    ...fileDetailsQuery(row.id, versionOf(row)),
    // The same file in another state keeps its details until the new ones are there: nothing jumps.
    placeholderData: keepPreviousData,
  });
  const details = data?.id === row.id ? data : undefined;
  const failure = failureIn(error);
  const title = ids.length > 1 ? `${ids.length} files, ${visible(row.name)} among them` : visible(row.name);
  return (
    <section className={s['pane']} aria-label="What is open">
      <header className={s['head']}>
        <h2 className={s['title']}>{title}</h2>
        <span className={s['size']}>{exactSize(row.size, locale)}</span>
        <IconButton label="Close" icon={<X size={15} aria-hidden="true" />} onClick={() => openFile(null)} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div id={DETAILS} className={s['body']} tabIndex={0} role="group" aria-label={title}>
        {details !== undefined && <LayoutBar regions={details.regions} />}
        {details !== undefined && <Body row={row} details={details} batch={batch} ids={ids} />}
        {details === undefined && failure !== null && (
          <Problem failure={failure} form="inline" onRetry={() => void refetch()} />
        )}
      </div>
    </section>
  );
}
