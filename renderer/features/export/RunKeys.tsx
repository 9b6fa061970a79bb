import { CircleCheckBig, CircleDashed, CircleX, LoaderCircle, type LucideIcon, SkipForward } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ExportDraft, ExportRun, RunKey } from '../../../app/contract/export-shapes.ts';
import { wordsFor } from '../../../app/errors.ts';
import { GradeBadge } from '../../ui/Grade.tsx';
import { visible } from '../../ui/shorten.ts';
import { KeyGrid } from './KeyGrid.tsx';
import { RunKeyDetails } from './RunKeyDetails.tsx';
import s from './RunKeys.module.css';

type State = RunKey['state'];

const pictures = {
  waiting: { icon: CircleDashed, tone: 'mute' },
  running: { icon: LoaderCircle, tone: 'busy' },
  skipped: { icon: SkipForward, tone: 'mute' },
  failed: { icon: CircleX, tone: 'danger' },
  stored: { icon: CircleCheckBig, tone: 'ok' },
} as const satisfies Record<State['kind'], { readonly icon: LucideIcon; readonly tone: string }>;

/** How a key of a run stands, in a line or two. */
function stateLines(state: State): { readonly line: string; readonly second: string } {
  switch (state.kind) {
    case 'waiting':
      return { line: 'Waits its turn', second: '' };
    case 'running':
      return { line: 'Being unwrapped and verified…', second: '' };
    case 'skipped':
      return { line: 'Skipped', second: state.why };
    case 'failed': {
      const { title, means } = wordsFor(state.failure);
      return { line: title, second: means };
    }
    case 'stored': {
      const check = state.checkValue === null ? '' : `check value ${state.checkValue}`;
      if (state.verification === 'proven') return { line: 'Stored and proven', second: check };
      return { line: 'Stored', second: ['integrity-checked, not compared', check].filter(Boolean).join(' · ') };
    }
    default:
      return state satisfies never;
  }
}

function KeyState({ state }: { readonly state: State }) {
  const { icon: Icon, tone } = pictures[state.kind];
  const { line, second } = stateLines(state);
  return (
    <div className={`${s['state']} ${s[tone]}`}>
      <Icon size={16} aria-hidden="true" className={s['icon']} />
      <span className={s['lines']}>
        <span className={s['line']}>{visible(line)}</span>
        {second !== '' && (
          <span className={s['second']} title={second}>
            {visible(second)}
          </span>
        )}
      </span>
    </div>
  );
}

/** What a person would look at first: what failed, else what could still be proven. */
function worthALook({ keys, endedAt }: ExportRun): RunKey | undefined {
  if (endedAt === null) return undefined;
  return (
    keys.find(({ state }) => state.kind === 'failed') ??
    keys.find(({ state }) => state.kind === 'stored' && state.verification !== 'proven')
  );
}

/** The keys of a run, and one of them explained. */
export function RunKeys({
  draft,
  run,
  actions,
}: {
  readonly draft: ExportDraft;
  readonly run: ExportRun;
  /** What can be done with the key that is explained. */
  readonly actions?: (key: RunKey) => ReactNode;
}) {
  return (
    <KeyGrid
      label={`Keys of ${draft.product?.name ?? 'the product'}`}
      list={`${draft.id} ${run.startedAt}`}
      version={draft.changedAt}
      keys={run.keys}
      first={worthALook(run)}
      columns={3}
      head={
        <>
          <span>Key</span>
          <span>State</span>
          <span>Exposure on the way</span>
        </>
      }
      cells={(key) => (
        <>
          <div role="gridcell" className={s['lines']}>
            <span className={s['name']} title={key.name}>
              {visible(key.name)}
            </span>
            <span className={s['type']}>{visible(key.type)}</span>
          </div>
          <div role="gridcell" className={s['lines']}>
            <KeyState state={key.state} />
          </div>
          <div role="gridcell" className={s['lines']}>
            {key.state.kind === 'stored' && <GradeBadge grade={key.state.grade} />}
          </div>
        </>
      )}
      details={(key) => <RunKeyDetails runKey={key} actions={actions?.(key)} />}
      empty="No key was to be exported."
    />
  );
}
