import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import s from './Stepper.module.css';
import { type EarlierStep, type StepAtHead, stepsOf } from './steps.ts';

const hidden = { done: 'done', current: 'now', ahead: 'still ahead' } as const;

function Step({
  step: { label, state, back },
  number,
  isBusy,
  onBack,
}: {
  readonly step: StepAtHead;
  readonly number: number;
  readonly isBusy: boolean;
  readonly onBack: (step: EarlierStep) => void;
}) {
  const words = (
    <>
      <span className={s['number']} aria-hidden="true">
        {number}
      </span>
      <span className={s['label']}>{label}</span>
      <span className="visually-hidden">, {hidden[state]}</span>
    </>
  );
  if (back === null) {
    return (
      <span className={s['step']} aria-current={state === 'current' ? 'step' : undefined}>
        {words}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={s['step']}
      aria-disabled={isBusy || undefined}
      title={`Back to ${label}. What was chosen after it is chosen again.`}
      onClick={() => !isBusy && onBack(back)}
    >
      {words}
    </button>
  );
}

/** The steps of the export. Those that are done lead back, as long as nothing was written. */
export function Stepper({
  draft,
  isBusy,
  onBack,
}: {
  readonly draft: Pick<ExportDraft, 'step' | 'run'>;
  readonly isBusy: boolean;
  readonly onBack: (step: EarlierStep) => void;
}) {
  return (
    <nav aria-label="Steps of the export">
      <ol className={s['steps']}>
        {stepsOf(draft).map((step, index) => (
          <li key={step.id} data-state={step.state}>
            <Step step={step} number={index + 1} isBusy={isBusy} onBack={onBack} />
          </li>
        ))}
      </ol>
    </nav>
  );
}
