import type { ExportDraft, ExportStep } from '../../../app/contract/export-shapes.ts';

/** The steps as they stand at the head, in order. */
export const steps = [
  { id: 'product', label: 'Product' },
  { id: 'client-key', label: 'Client key' },
  { id: 'token', label: 'Token' },
  { id: 'preview', label: 'Preview' },
  { id: 'run', label: 'Export' },
  { id: 'record', label: 'Record' },
] as const satisfies readonly { readonly id: ExportStep; readonly label: string }[];

/** Steps that one can go back to: until something is written. */
const earlier = ['product', 'client-key', 'token', 'preview'] as const;
export type EarlierStep = (typeof earlier)[number];

export interface StepAtHead {
  readonly id: ExportStep;
  readonly label: string;
  readonly state: 'done' | 'current' | 'ahead';
  /** Where a press leads; null where it leads nowhere. */
  readonly back: EarlierStep | null;
}

/** The step that is shown: a run that has ended is at its record. */
export function shownStep({ step, run }: Pick<ExportDraft, 'step' | 'run'>): ExportStep {
  return step === 'run' && run?.endedAt != null ? 'record' : step;
}

/** Every step as it stands now. Once keys are being written there is no way back: what was written is not undone. */
export function stepsOf(draft: Pick<ExportDraft, 'step' | 'run'>): readonly StepAtHead[] {
  const at = steps.findIndex(({ id }) => id === shownStep(draft));
  const canReturn = earlier.some((step) => step === draft.step);
  return steps.map(({ id, label }, index) => {
    const state = index < at ? 'done' : index === at ? 'current' : 'ahead';
    const back = canReturn && state === 'done' ? (earlier.find((step) => step === id) ?? null) : null;
    return { id, label, state, back };
  });
}

/** The step before, where the Back button leads; null where there is none. */
export function stepBefore(draft: Pick<ExportDraft, 'step' | 'run'>): EarlierStep | null {
  return stepsOf(draft).findLast(({ back }) => back !== null)?.back ?? null;
}

/** What waits at a step, for the list of exports under way. */
export const waitsFor: Readonly<Record<ExportStep, string>> = {
  product: 'a product is to be chosen',
  'client-key': 'its client key is to be chosen or approved',
  token: 'the token is to be chosen',
  preview: 'to be previewed and confirmed',
  run: 'keys are being written',
  record: 'the record is to be finished',
};
