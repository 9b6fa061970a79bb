import type { ReactNode } from 'react';
import type { ExportDraft, ExportPreview, PreviewKey } from '../../../app/contract/export-shapes.ts';
import { GradeBadge } from '../../ui/Grade.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { shortenMiddle, visible } from '../../ui/shorten.ts';
import { type Choices, choose, useChoices } from './choices.ts';
import { KeyGrid } from './KeyGrid.tsx';
import { PreviewKeyDetails } from './PreviewKeyDetails.tsx';
import s from './PreviewKeys.module.css';
import { countKeys, foundKeys, isTicked, whyNotTicked } from './preview-choice.ts';

/** A table longer than this has a search. */
const SHORT = 12;

/** Every key of the envelope: what arrives, how exposed, how it is stored, and whether it is to be exported. */
export function PreviewKeys({
  draft,
  preview,
  after,
}: {
  readonly draft: ExportDraft;
  readonly preview: ExportPreview;
  /** What is to be known of all of them, below the table. */
  readonly after: ReactNode;
}) {
  const choices = useChoices(draft.id);
  const { leftOut, search } = choices;
  const keys = foundKeys(preview.keys, search);
  const free = keys.filter((key) => whyNotTicked(key, choices) === null);
  const ticked = free.filter((key) => isTicked(key, choices));

  const leaveOut = (change: (next: Set<number>) => void): void => {
    const next = new Set(leftOut);
    change(next);
    choose(draft.id, { leftOut: next });
  };
  const toggle = (key: PreviewKey): void => {
    if (whyNotTicked(key, choices) !== null) return;
    leaveOut((next) => {
      if (!next.delete(key.index)) next.add(key.index);
    });
  };
  const tick = (some: readonly PreviewKey[]): void =>
    leaveOut((next) => {
      for (const { index } of some) next.delete(index);
    });
  const toggleAll = (): void => {
    const all = ticked.length === free.length;
    leaveOut((next) => {
      for (const { index } of free) {
        if (all) next.add(index);
        else next.delete(index);
      }
    });
  };

  return (
    <>
      {preview.keys.length > SHORT && (
        <div className={s['search']}>
          <SearchField
            label="Search names, types and ids"
            keys="/"
            value={search}
            onChange={(text) => choose(draft.id, { search: text })}
          />
        </div>
      )}
      <KeyGrid
        label={`Keys of ${draft.product?.name ?? 'the product'}`}
        list={`${draft.id} ${preview.madeAt}`}
        version={`${preview.madeAt} ${search}`}
        keys={keys}
        columns={5}
        ticks={{ has: (key) => isTicked(key, choices), toggle, tick }}
        head={
          <>
            <input
              type="checkbox"
              className={s['tick']}
              aria-label={search === '' ? 'Every key' : 'Every key that was found'}
              checked={free.length > 0 && ticked.length === free.length}
              disabled={free.length === 0}
              ref={(box) => {
                if (box !== null) box.indeterminate = ticked.length > 0 && ticked.length < free.length;
              }}
              onChange={toggleAll}
            />
            <span>
              {search === '' ? 'Key' : `${countKeys(keys.length)} of ${preview.keys.length.toLocaleString()} found`}
            </span>
            <span className={s['wide']}>Arrives as</span>
            <span>Exposure on the way</span>
            <span className={s['wide']}>Will be stored as</span>
          </>
        }
        cells={(key) => <KeyCells previewKey={key} choices={choices} onToggle={() => toggle(key)} />}
        after={after}
        details={(key) => <PreviewKeyDetails previewKey={key} />}
        empty={search === '' ? 'The envelope holds no key.' : 'No key of that name, type or id.'}
      />
    </>
  );
}

function KeyCells({
  previewKey: key,
  choices,
  onToggle,
}: {
  readonly previewKey: PreviewKey;
  readonly choices: Choices;
  readonly onToggle: () => void;
}) {
  const name = visible(key.name);
  const whyNot = whyNotTicked(key, choices);
  return (
    <>
      <div role="gridcell">
        {/* The keyboard has Space on the row for it. */}
        <input
          type="checkbox"
          className={s['tick']}
          tabIndex={-1}
          aria-label={`Export ${name}`}
          checked={isTicked(key, choices)}
          disabled={whyNot !== null}
          onChange={onToggle}
        />
      </div>
      <div role="gridcell" className={s['cell']}>
        <span className={s['name']} title={name}>
          {name}
        </span>
        <span className={s['id']} title={key.platformTokenId}>
          {visible(key.type)} · {visible(shortenMiddle(key.platformTokenId, 4, 2))}
        </span>
      </div>
      <div role="gridcell" className={`${s['cell']} ${s['wide']}`}>
        <span className="visually-hidden">Arrives as </span>
        <span className={s['arrives']}>{visible(key.arrivesAs)}</span>
      </div>
      <div role="gridcell" className={s['cell']}>
        {key.grade !== null && <GradeBadge grade={key.grade} />}
        {key.refused !== null ? (
          <span className={s['warn']} title={key.refused}>
            refused: {visible(key.refused)}
          </span>
        ) : (
          key.alreadyThere !== null && (
            <span className={s['warn']} title={key.alreadyThere}>
              already there, as {visible(key.alreadyThere)}
            </span>
          )
        )}
      </div>
      <div role="gridcell" className={`${s['cell']} ${s['wide']}`}>
        <span className="visually-hidden">Will be stored as </span>
        {key.storedAs.slice(0, 2).map((words, line) => (
          <span key={words} className={line === 0 ? s['line'] : s['second']}>
            {visible(words)}
          </span>
        ))}
      </div>
    </>
  );
}
