import { useEffect, useRef } from 'react';
import type { ExportDraft, ExportRun } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { RunKeys } from './RunKeys.tsx';
import s from './RunStep.module.css';
import { progressNews, runSentence, runTitle, tallyOf } from './run-words.ts';
import type { Ask } from './use-ask.ts';
import { WizardFrame } from './WizardFrame.tsx';

/** Tells screen readers how a run goes on. */
export function useRunNews(run: ExportRun | null): void {
  const told = useRef<ExportRun | null>(null);
  useEffect(() => {
    const news = run === null ? null : progressNews(told.current, run);
    told.current = run;
    if (news !== null) announce(news);
  }, [run]);
}

/** Keys are being written, one after the other. */
export function RunStep({
  draft,
  run,
  ask,
}: {
  readonly draft: ExportDraft;
  readonly run: ExportRun;
  readonly ask: Ask;
}) {
  const { over, all } = tallyOf(run);
  const now = run.keys.find(({ state }) => state.kind === 'running');
  return (
    <WizardFrame
      draft={{ ...draft, doing: null }}
      ask={ask}
      title={runTitle(draft)}
      lead="Each key is unwrapped onto the token and verified before the next. It goes on when you leave this page; a key that fails is destroyed again."
      note={run.isCancelled ? 'It ends after the key it is at' : 'What is stored already stays on the token'}
      actions={
        <Button
          disabled={run.isCancelled || ask.asking !== null}
          onClick={() => void ask.draft('Cancelling', () => client.exports.cancel({ id: draft.id }))}
        >
          Cancel after this key
        </Button>
      }
    >
      <div className={s['progress']}>
        <p className={s['words']}>
          <strong>{runSentence(run)}</strong> <span className={s['now']}>{now?.name ?? draft.doing ?? ''}</span>
        </p>
        <div
          role="progressbar"
          aria-label="Keys that are done"
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={over}
          aria-valuetext={runSentence(run)}
          className={s['bar']}
        >
          <div className={s['done']} style={{ width: `${all === 0 ? 0 : (100 * over) / all}%` }} />
        </div>
      </div>
      <RunKeys draft={draft} run={run} />
    </WizardFrame>
  );
}
