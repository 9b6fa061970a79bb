import { type RefObject, useRef } from 'react';
import type { ExportDraft, ExportStep } from '../../../app/contract/export-shapes.ts';
import type { Failure, Result } from '../../../app/result.ts';
import { useAsking } from '../tokens/use-asking.ts';
import { takeDraft } from './export-queries.ts';

/** Asks main for something that moves an export on, one thing at a time. */
export interface Ask {
  /** What is asked now, in words for the foot of the screen; null when nothing is. */
  readonly asking: string | null;
  /** Why the last thing that was asked did not work, until the next. */
  readonly failure: Failure | null;
  /** The step that was drawn last; null before the first. Each step is drawn anew, so it is remembered here. */
  readonly drawn: RefObject<ExportStep | null>;
  /** Asks for the next state of the draft, which the screen then shows. */
  draft(words: string, ask: () => Promise<Result<ExportDraft>>): Promise<ExportDraft | undefined>;
  /** Asks for anything else. @returns undefined when it failed or the person changed their mind */
  other<T>(words: string, ask: () => Promise<Result<T>>): Promise<T | undefined>;
}

/** A step that needs a PIN says so where none was given. */
const declined: readonly Failure['code'][] = ['app.cancelled'];

/** Lives with the wizard, not with a step: what a step asked may be answered when the next one is drawn. */
export function useAsk(): Ask {
  const { doing, failure, ask: other } = useAsking(declined);
  const drawn = useRef<ExportStep | null>(null);
  return {
    asking: doing,
    failure,
    drawn,
    other,
    async draft(words, ask) {
      const draft = await other(words, ask);
      if (draft !== undefined) takeDraft(draft);
      return draft;
    },
  };
}
