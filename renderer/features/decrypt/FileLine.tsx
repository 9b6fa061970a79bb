import { FileLock } from 'lucide-react';
import type { FileRow, KeyRow } from '../../../app/contract/decrypt-shapes.ts';
import { GradeBadge } from '../../ui/Grade.tsx';
import { visible } from '../../ui/shorten.ts';
import type { Ids } from './acts.ts';
import s from './FileLine.module.css';
import { formatNote } from './file-words.ts';
import { shortSize } from './measure.ts';
import { RowActions } from './RowActions.tsx';
import { StateCell } from './StateCell.tsx';

const locale = navigator.language;

export interface FileLineProps {
  readonly row: FileRow;
  /** The key it has; undefined for none. */
  readonly keyRow: KeyRow | undefined;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  /** Whether several are chosen. */
  readonly isMany: boolean;
  /** What a button of this row is for: its file, or all that are chosen with it. */
  readonly ids: Ids;
  readonly onToggle: () => void;
}

function KeyCell({ row, keyRow }: Pick<FileLineProps, 'row' | 'keyRow'>) {
  const { state, keyNeeded, expected } = row;
  const grade = state.kind === 'done' ? state.grade : (expected ?? keyRow?.grade ?? null);
  if (grade === null && keyRow === undefined)
    return <span className={s['mute']}>{keyNeeded === null ? '' : `needs ${visible(keyNeeded)}`}</span>;
  return (
    <>
      <span className={s['held']}>
        {grade !== null && <GradeBadge grade={grade} form="short" />}
        <span
          className={s['where']}
          data-grade={state.kind === 'done' ? grade?.grade : undefined}
          title={keyRow && visible(`${keyRow.where}, ${keyRow.type}`)}
        >
          {keyRow === undefined ? grade?.phrase : visible(keyRow.where)}
        </span>
      </span>
      {expected !== null && <span className={s['note']}>expected</span>}
    </>
  );
}

/** A file in the list: what it is, which key it has, how it stands, what can be done. */
export function FileLine(props: FileLineProps) {
  const { row, isActive, isChosen, isMany, onToggle } = props;
  const { name, folder, size, format, state } = row;
  const place = state.kind === 'done' ? `to ${visible(state.folder)}` : `in ${visible(folder)}`;
  return (
    <div
      className={s['row']}
      data-active={isActive || undefined}
      data-chosen={isChosen || undefined}
      data-many={isMany || undefined}
      role="presentation"
    >
      <div role="gridcell" className={s['pick']}>
        <FileLock size={19} aria-hidden="true" className={s['icon']} />
        <input
          type="checkbox"
          tabIndex={-1}
          className={s['check']}
          aria-label={`Choose ${visible(name)}`}
          checked={isChosen}
          onClick={(event) => event.stopPropagation()}
          onChange={onToggle}
        />
      </div>
      <div role="gridcell" className={s['cell']}>
        <span className={s['name']} title={visible(name)}>
          {visible(name)}
        </span>
        <span className={s['note']}>
          {shortSize(size, locale)} · {place}
        </span>
      </div>
      <div role="gridcell" className={`${s['cell']} ${s['format']}`}>
        <span className={s['line']} title={format === null ? undefined : visible(format)}>
          <span className="visually-hidden">Format: </span>
          {format === null ? <span className={s['mute']}>not known yet</span> : visible(format)}
        </span>
        <span className={s['note']}>{visible(formatNote(row))}</span>
      </div>
      <div role="gridcell" className={s['key']}>
        <span className="visually-hidden">Key: </span>
        <KeyCell row={row} keyRow={props.keyRow} />
      </div>
      <div role="gridcell" className={s['cell']}>
        <span className="visually-hidden">State: </span>
        <StateCell row={row} ids={props.ids} />
      </div>
      <div role="gridcell" className={s['actions']}>
        <RowActions row={row} />
      </div>
    </div>
  );
}
