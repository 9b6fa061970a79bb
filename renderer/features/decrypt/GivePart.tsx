import type { FileDetails, FileRow } from '../../../app/contract/decrypt-shapes.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { AadField } from './AadField.tsx';
import { chooseRecord, control, type Ids, start } from './acts.ts';
import { FormatField } from './FormatField.tsx';
import s from './GivePart.module.css';
import { IvField } from './IvField.tsx';
import { KdfField } from './KdfField.tsx';
import { KeyButton } from './KeyButton.tsx';
import { Part } from './Part.tsx';

/** What a person can give: key, AAD, IV, format, how it was made. For one file, or for several together. */
export function GivePart({
  row,
  details,
  ids,
}: {
  readonly row: FileRow;
  readonly details: FileDetails;
  readonly ids: Ids;
}) {
  const { state } = row;
  const needs = state.kind === 'needs' ? state.what : null;
  const isSalted = needs === 'choice' || details.regions.some(({ role }) => role === 'salt');
  const canRetry = (state.kind === 'failed' && state.canRetry) || state.kind === 'cancelled';
  // Where main says none, the format has no place for an AAD; unless one was given that cannot be read.
  const takesAad = details.aad !== null || details.chosen.aad !== null || details.format === null;
  const many = ids.length > 1 ? ` (${ids.length} files)` : '';
  return (
    <Part title={ids.length > 1 ? `For these ${ids.length} files` : 'To open it'}>
      <div className={s['fields']}>
        {state.kind === 'needs' && <p>{visible(state.words)}</p>}
        {takesAad && <AadField details={details} ids={ids} retry={canRetry} />}
        <IvField details={details} ids={ids} />
        {isSalted && <KdfField file={row.id} ids={ids} />}
        <FormatField details={details} ids={ids} />
        <div className={s['actions']}>
          {state.kind === 'ready' && (
            <Button tone="primary" onClick={() => void start(ids)}>
              Decrypt{many}
            </Button>
          )}
          {canRetry && (
            <Button tone="primary" onClick={() => void control(ids, 'retry')}>
              Try again{many}
            </Button>
          )}
          <KeyButton ids={ids} tone={needs === 'key' ? 'primary' : 'plain'}>
            {row.key === null ? 'Choose key…' : 'Choose another key…'}
          </KeyButton>
          <Button onClick={() => void chooseRecord(ids)}>Choose record…</Button>
        </div>
      </div>
    </Part>
  );
}
