/** What an item is, as far as its states go: each kind rests in different ones. */
export type StatefulKind = 'request' | 'client' | 'configuration';

interface StateRow {
  /** The bit the platform sends. */
  readonly value: number;
  readonly name: string;
  /** What it means for the reader, as one sentence. */
  readonly sentence: string;
  /** The kinds of item for which nothing more will happen by itself, and a decision changes nothing. */
  readonly finalFor: readonly StatefulKind[];
}

const everyKind = ['request', 'client', 'configuration'] as const;

/** The nine states that have published names. @see platform-api.md section 2 */
export const states = [
  {
    value: 1,
    name: 'Created',
    sentence: 'The platform has accepted it and has not yet opened it for approval.',
    finalFor: [],
  },
  { value: 2, name: 'ApprovalRequired', sentence: 'It waits for one approver to decide.', finalFor: [] },
  { value: 4, name: 'Approved', sentence: 'It was approved and waits for the platform to begin.', finalFor: [] },
  { value: 8, name: 'InProcess', sentence: 'The platform is working on it.', finalFor: [] },
  { value: 16, name: 'Ready', sentence: 'It is done and its result can be used.', finalFor: everyKind },
  { value: 32, name: 'Rejected', sentence: 'An approver rejected it; nothing was done.', finalFor: everyKind },
  {
    value: 64,
    name: 'Failed',
    sentence: 'It was approved, but the platform could not carry it out.',
    finalFor: everyKind,
  },
  { value: 128, name: 'Active', sentence: 'It is in force.', finalFor: ['configuration'] },
  {
    value: 256,
    name: 'NotActive',
    sentence: 'It is no longer in force; a later one may have taken its place.',
    finalFor: ['client', 'configuration'],
  },
] as const satisfies readonly StateRow[];

type KnownRow = (typeof states)[number];
/** A published state's name, as the platform's description spells it. */
export type StateName = KnownRow['name'];

/** A state as the platform sent it. An unpublished number is kept and shown, never guessed at. */
export type State = KnownState | { readonly kind: 'unknown'; readonly value: number };
export interface KnownState {
  readonly kind: 'known';
  readonly value: KnownRow['value'];
  readonly name: StateName;
  readonly sentence: string;
}

const known: ReadonlyMap<number, KnownState> = new Map(
  states.map(({ value, name, sentence }) => [value, Object.freeze({ kind: 'known', value, name, sentence })]),
);

/** Reads the platform's number. Never fails: an unpublished one is `{ kind: 'unknown', value }`. */
export function stateOf(value: number): State {
  return known.get(value) ?? { kind: 'unknown', value };
}

/** The state's name, or "State 512" for one without a published name. */
export function stateLabel(state: State): string {
  return state.kind === 'known' ? state.name : `State ${state.value}`;
}

/** Whether a decision can have an effect: only an item that waits for approval can be decided. */
export function isDecidable(state: State): boolean {
  return state.value === stateValue.ApprovalRequired;
}

/**
 * Whether nothing more will happen to an item by itself.
 * An unknown state is not called final: it may be one that passes.
 */
export function isFinal(state: State, kind: StatefulKind): boolean {
  const row: StateRow | undefined = states.find(({ value }) => value === state.value);
  return row?.finalFor.includes(kind) ?? false;
}

/** The numbers by name, for those who compare or send them (`?state=2`). */
export const stateValue = {
  Created: 1,
  ApprovalRequired: 2,
  Approved: 4,
  InProcess: 8,
  Ready: 16,
  Rejected: 32,
  Failed: 64,
  Active: 128,
  NotActive: 256,
} as const satisfies { [Name in StateName]: Extract<KnownRow, { name: Name }>['value'] };
