import { X } from 'lucide-react';
import type { DecryptBatch } from '../../../app/contract/decrypt-shapes.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { chooseFolder, control, forgetFolder, type Ids, setOverwrite, start } from './acts.ts';
import { askFor as leadTo } from './asked-for.ts';
import s from './BatchBar.module.css';
import { noneChosen, useChosen } from './chosen.ts';
import { askFor, missingWords, type Tally, tallyOf } from './file-words.ts';
import { KeyButton } from './KeyButton.tsx';

const locale = navigator.language;

/** "Decrypt all 4", "Decrypt these 2", "Decrypt": said so that nobody is surprised by how many. */
function of(verb: string, count: number, scope: 'all' | 'these'): string {
  return count <= 1 ? verb : `${verb} ${scope} ${count.toLocaleString(locale)}`;
}

/** What files lack, asked once for all that lack the same. One file is asked for in its own row. */
function Missing({ tally }: { readonly tally: Tally }) {
  const groups = [...tally.missing].filter(([, ids]) => ids.length > 1);
  return groups.map(([what, ids]) => (
    <span key={what} className={s['missing']}>
      {missingWords(what, ids.length, locale)}
      {what === 'key' ? (
        <KeyButton ids={ids}>{askFor.key}</KeyButton>
      ) : (
        <Button
          onClick={() => {
            if (what === 'pin') void start(ids);
            else leadTo(ids[0] ?? '', what, ids);
          }}
        >
          {askFor[what]}
        </Button>
      )}
    </span>
  ));
}

/** Where results go, and what happens where a name is taken. For the whole list. */
export function ResultsGo({ batch }: { readonly batch: DecryptBatch }) {
  return (
    <div className={s['where']}>
      <span className={s['folder']} title={batch.folder === null ? undefined : visible(batch.folder)}>
        Results go {batch.folder === null ? 'beside each file' : <>to {visible(batch.folder)}</>}
      </span>
      {batch.folder !== null && (
        <IconButton
          label="Put results beside each file again"
          icon={<X size={15} aria-hidden="true" />}
          onClick={() => void forgetFolder()}
        />
      )}
      <Button tone="quiet" onClick={() => void chooseFolder()}>
        Change…
      </Button>
      <label className={s['check']}>
        <input type="checkbox" checked={batch.overwrite} onChange={({ target }) => void setOverwrite(target.checked)} />
        <span>
          Overwrite<span className={s['what']}> what is there</span>
        </span>
      </label>
    </div>
  );
}

/** What can be done with all files, or with those that are chosen. */
export function BatchBar({ batch, ids }: { readonly batch: DecryptBatch; readonly ids: Ids }) {
  const areChosen = ids.length > 1;
  const chosen = new Set(ids);
  const tally = tallyOf(areChosen ? batch.files.filter(({ id }) => chosen.has(id)) : batch.files);
  const scope = areChosen ? 'these' : 'all';
  const { pause, resume, cancel, retry, remove } = tally.for;
  return (
    <div className={s['bar']} role="group" aria-label={areChosen ? `${ids.length} files` : 'All files'}>
      {areChosen && (
        <span className={s['chosen']}>
          {ids.length.toLocaleString(locale)} chosen
          <Button tone="quiet" onClick={() => useChosen.setState(noneChosen, true)}>
            Let go
          </Button>
        </span>
      )}
      {(tally.ready.length > 0 || cancel.length === 0) && (
        <Button tone="primary" disabled={tally.ready.length === 0} onClick={() => void start(tally.ready)}>
          {of('Decrypt', tally.ready.length, scope)}
        </Button>
      )}
      {pause.length > 0 && (
        <Button onClick={() => void control(pause, 'pause')}>{of('Pause', pause.length, scope)}</Button>
      )}
      {resume.length > 0 && (
        <Button onClick={() => void control(resume, 'resume')}>{of('Resume', resume.length, scope)}</Button>
      )}
      {cancel.length > 0 && (
        <Button onClick={() => void control(cancel, 'cancel')}>{of('Cancel', cancel.length, scope)}</Button>
      )}
      {retry.length > 0 && (
        <Button onClick={() => void control(retry, 'retry')}>
          {retry.length === 1 ? 'Try again' : `Try ${scope} ${retry.length.toLocaleString(locale)} again`}
        </Button>
      )}
      {areChosen && remove.length > 0 && (
        <Button onClick={() => void control(remove, 'remove')}>{of('Remove', remove.length, scope)}</Button>
      )}
      {!areChosen && tally.done.length > 0 && (
        <Button tone="quiet" onClick={() => void control(tally.done, 'remove')}>
          Clear the done
        </Button>
      )}
      <Missing tally={tally} />
    </div>
  );
}
