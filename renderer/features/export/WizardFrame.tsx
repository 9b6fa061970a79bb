import { LoaderCircle } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './ExportPage.module.css';
import { ExportPage } from './ExportPage.tsx';
import { Stepper } from './Stepper.tsx';
import { type EarlierStep, shownStep, stepBefore, steps } from './steps.ts';
import type { Ask } from './use-ask.ts';

export interface WizardFrameProps {
  readonly draft: ExportDraft;
  readonly ask: Ask;
  /** The step in one sentence, as a fact. */
  readonly title: string;
  /** What the step will do, before it does it. */
  readonly lead: ReactNode;
  readonly children: ReactNode;
  /** Beside the main button: what it leads to, or why it cannot be pressed. */
  readonly note?: ReactNode;
  /** The one main button, and quieter ones before it. */
  readonly actions?: ReactNode;
}

/** What is asked or done now, in words; null while the export waits for the person. */
export function doingNow(draft: ExportDraft, ask: Ask): string | null {
  return draft.doing ?? ask.asking;
}

/** A step of the export: the steps at the head, the step, and what can be done at the foot. */
export function WizardFrame({ draft, ask, title, lead, children, note, actions }: WizardFrameProps) {
  const body = useRef<HTMLDivElement>(null);
  const step = shownStep(draft);
  const earlier = stepBefore(draft);
  const doing = doingNow(draft, ask);
  const failure = ask.failure ?? draft.failure;

  const { drawn } = ask;

  // Another step starts at its top, and the keyboard with it. The first leaves the focus where it was.
  useEffect(() => {
    const before = drawn.current;
    drawn.current = step;
    if (before === null || before === step) return;
    const place = steps.findIndex(({ id }) => id === step);
    announce(`Step ${place + 1} of ${steps.length}, ${steps[place]?.label}`);
    body.current?.scrollTo({ top: 0 });
    body.current?.focus({ preventScroll: true });
  }, [step, drawn]);

  const back = (to: EarlierStep): void => {
    void ask.draft('Going back', () => client.exports.back({ id: draft.id, step: to }));
  };

  return (
    <ExportPage
      heading="Export keys"
      label={visible(title)}
      steps={<Stepper draft={draft} isBusy={doing !== null} onBack={back} />}
      body={body}
      foot={
        <>
          {earlier !== null && (
            <Button disabled={doing !== null} onClick={() => back(earlier)}>
              Back
            </Button>
          )}
          <p className={s['note']} role="status">
            {doing === null ? (
              note
            ) : (
              <>
                <LoaderCircle size={15} aria-hidden="true" className={s['spinner']} />
                {visible(doing)}…
              </>
            )}
          </p>
          {actions}
        </>
      }
    >
      <h2 className={s['title']}>{visible(title)}</h2>
      <p className={s['lead']}>{lead}</p>
      {failure !== null && doing === null && (
        <div className={s['failure']}>
          <Problem failure={failure} form="inline" />
        </div>
      )}
      {children}
    </ExportPage>
  );
}
