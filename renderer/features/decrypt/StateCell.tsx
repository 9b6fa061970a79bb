import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { FileRow, FileState } from '../../../app/contract/decrypt-shapes.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { type Ids, start } from './acts.ts';
import { askFor as leadTo } from './asked-for.ts';
import { type AtWork, askFor, isAtWork, stateWords, type Tone } from './file-words.ts';
import { KeyButton } from './KeyButton.tsx';
import { partOf, percent, shortSpeed, shortTime } from './measure.ts';
import s from './StateCell.module.css';

const locale = navigator.language;

const icons = { plain: null, ok: CircleCheck, warn: CircleAlert, danger: CircleX } as const satisfies Record<
  Tone,
  unknown
>;

/** How far it is: a bar, and the numbers in figures of one width, so that nothing moves but they. */
function Progress({ state, name }: { readonly state: AtWork; readonly name: string }) {
  const part = partOf(state.done, state.total);
  const isPaused = state.kind === 'paused';
  const words = isPaused
    ? [`Paused at ${percent(part, locale)}`]
    : [
        percent(part, locale),
        ...(state.speed > 0 ? [shortSpeed(state.speed, locale)] : []),
        ...(state.secondsLeft === null ? [] : [`${shortTime(state.secondsLeft, locale)} left`]),
      ];
  return (
    <>
      <span className={s['numbers']}>{words.join(' · ')}</span>
      <span
        role="progressbar"
        aria-label={`Decrypting ${visible(name)}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(part * 100)}
        aria-valuetext={words.join(', ')}
        className={s['bar']}
        data-paused={isPaused || undefined}
      >
        <span style={{ transform: `scaleX(${part})` }} />
      </span>
    </>
  );
}

/** What is missing is asked for where it is missing. */
function Ask({
  state,
  row,
  ids,
}: {
  readonly state: Extract<FileState, { kind: 'needs' }>;
  readonly row: FileRow;
  readonly ids: Ids;
}) {
  const { what } = state;
  const words = askFor[what];
  const label = `${words.replace('…', '')} for ${ids.length > 1 ? `${ids.length} files` : visible(row.name)}…`;
  const title = visible(state.words);
  if (what === 'key')
    return (
      <span title={title}>
        <KeyButton ids={ids} label={label}>
          {words}
        </KeyButton>
      </span>
    );
  return (
    <span title={title}>
      <Button
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          if (what === 'pin') void start(ids);
          else leadTo(row.id, what, ids);
        }}
      >
        {words}
      </Button>
    </span>
  );
}

/** How a file stands. */
export function StateCell({ row, ids }: { readonly row: FileRow; readonly ids: Ids }) {
  const { state } = row;
  if (isAtWork(state)) return <Progress state={state} name={row.name} />;
  if (state.kind === 'needs') return <Ask state={state} row={row} ids={ids} />;
  if (state.kind === 'ready')
    return (
      <span>
        <Button
          tone="plain"
          aria-label={`Decrypt ${ids.length > 1 ? `${ids.length} files` : visible(row.name)}`}
          onClick={(event) => {
            event.stopPropagation();
            void start(ids);
          }}
        >
          Decrypt
        </Button>
      </span>
    );
  const { tone, title, note } = stateWords(state);
  const Icon = icons[tone];
  return (
    <>
      <span className={`${s['title']} ${s[tone]}`} title={visible(title)}>
        {Icon !== null && <Icon size={16} aria-hidden="true" />}
        <span className={s['words']}>{visible(title)}</span>
      </span>
      {note !== '' && (
        <span className={s['note']} title={visible(note)}>
          {visible(note)}
        </span>
      )}
    </>
  );
}
