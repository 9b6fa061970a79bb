import { create } from 'zustand';
import type { KeyPlace } from '../../../app/contract/client-shapes.ts';
import type { GradeCount } from './known-grades.ts';

/** What was typed and ticked in one export but not sent yet. Kept while the window lives: leaving the screen loses nothing. */
export interface Choices {
  readonly product: string | null;
  readonly productName: string;
  readonly key: KeyPlace | null;
  /** Another key is to be chosen than the one that was taken. */
  readonly isChoosingKey: boolean;
  /** The client that was waited for and is none any more: rejected, or retired. With the key it was for. */
  readonly notApproved: { readonly name: string; readonly fingerprint: string } | null;
  readonly clientName: string | null;
  readonly clientDescription: string;
  readonly token: string | null;
  /** Places in the envelope of keys that were left out. */
  readonly leftOut: ReadonlySet<number>;
  /** What the last preview said of each token, by its id. */
  readonly grades: ReadonlyMap<string, readonly GradeCount[]>;
  readonly search: string;
  readonly allowDuplicates: boolean;
  readonly stopAtFailure: boolean;
}

const none: Choices = {
  product: null,
  productName: '',
  key: null,
  isChoosingKey: false,
  notApproved: null,
  clientName: null,
  clientDescription: '',
  token: null,
  leftOut: new Set(),
  grades: new Map(),
  search: '',
  allowDuplicates: false,
  stopAtFailure: false,
};

const useStore = create<{ readonly byDraft: Readonly<Record<string, Choices>> }>(() => ({ byDraft: {} }));

/** What was chosen in this export so far. */
export function useChoices(draft: string): Choices {
  return useStore(({ byDraft }) => byDraft[draft] ?? none);
}

export function choose(draft: string, change: Partial<Choices>): void {
  useStore.setState(({ byDraft }) => ({
    byDraft: { ...byDraft, [draft]: { ...(byDraft[draft] ?? none), ...change } },
  }));
}

/** Forgets what was chosen: with its draft, or because a new preview numbers its keys anew. */
export function forgetChoices(draft: string): void {
  useStore.setState(({ byDraft }) => {
    const { [draft]: _forgotten, ...rest } = byDraft;
    return { byDraft: rest };
  });
}
