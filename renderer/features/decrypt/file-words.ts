import type { FileRow, FileState } from '../../../app/contract/decrypt-shapes.ts';
import { wordsFor } from '../../../app/errors.ts';

export type Tone = 'plain' | 'ok' | 'warn' | 'danger';

/** How a file stands, in words for its row. */
export interface StateWords {
  readonly tone: Tone;
  readonly title: string;
  /** What else there is to know; empty for nothing. */
  readonly note: string;
}

/** The title of a failure is often a fact, a colon and what it may come from: one line each. */
function inTwo(title: string, otherwise: string): readonly [title: string, note: string] {
  const colon = title.indexOf(': ');
  return colon < 0 ? [title, otherwise] : [title.slice(0, colon), title.slice(colon + 2)];
}

/** A file that has a bar: it is worked on, or was. */
export type AtWork = Extract<FileState, { kind: 'running' | 'paused' }>;

export function isAtWork(state: FileState): state is AtWork {
  return state.kind === 'running' || state.kind === 'paused';
}

/** The words for every state but the ones at work, which have a bar. */
export function stateWords(state: Exclude<FileState, AtWork>): StateWords {
  switch (state.kind) {
    case 'looking':
      return { tone: 'plain', title: 'Looking at it…', note: '' };
    case 'needs':
      return { tone: 'plain', title: state.words, note: '' };
    case 'ready':
      return { tone: 'plain', title: 'Ready', note: '' };
    case 'waiting':
      return { tone: 'plain', title: 'Waits for its turn', note: '' };
    case 'done':
      return {
        tone: state.authenticated ? 'ok' : 'warn',
        title: state.authenticated ? 'Authentic, saved' : 'Saved, not authenticated',
        note: state.equalsOriginal === true ? 'SHA-256 equals the original' : state.words,
      };
    case 'failed': {
      const { title, means } = wordsFor(state.failure);
      const [fact, note] = inTwo(title, means);
      return { tone: 'danger', title: fact, note };
    }
    case 'cancelled':
      return { tone: 'plain', title: 'Cancelled', note: 'nothing was written' };
    default:
      return state satisfies never;
  }
}

/** How sure the format is before anything was proven. */
const sureness = {
  named: 'as named',
  marked: 'the file says so',
  expected: 'expected',
} as const satisfies Record<NonNullable<FileRow['sureness']>, string>;

/** What stands below the name of a format: expected, until its tag has proven it. */
export function formatNote({ sureness: how, state }: Pick<FileRow, 'sureness' | 'state'>): string {
  if (state.kind === 'done') return state.words;
  return how === null ? '' : sureness[how];
}

/** What a button is called that gives what is missing. */
export const askFor = {
  key: 'Choose key…',
  aad: 'Give the AAD…',
  iv: 'Give the IV…',
  format: 'Name the format…',
  choice: 'Say how it was made…',
  pin: 'Type the PIN…',
} as const satisfies Record<Extract<FileState, { kind: 'needs' }>['what'], string>;

export type Action = 'pause' | 'resume' | 'cancel' | 'retry' | 'remove';

/** What may be done with a file as it stands. */
export function actionsOf(state: FileState): readonly Action[] {
  switch (state.kind) {
    case 'running':
      return ['pause', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'waiting':
      return ['cancel'];
    case 'failed':
      return state.canRetry ? ['retry', 'remove'] : ['remove'];
    case 'cancelled':
      return ['retry', 'remove'];
    case 'looking':
    case 'needs':
    case 'ready':
    case 'done':
      return ['remove'];
    default:
      return state satisfies never;
  }
}

/** What a whole list can be asked for: the files to start, and those each action fits. */
export interface Tally {
  readonly ready: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** Files that lack the same thing, in the order of the list. */
  readonly missing: ReadonlyMap<keyof typeof askFor, readonly string[]>;
  readonly for: Readonly<Record<Action, readonly string[]>>;
}

export function tallyOf(files: readonly FileRow[]): Tally {
  const missing = new Map<keyof typeof askFor, string[]>();
  const acts: Record<Action, string[]> = { pause: [], resume: [], cancel: [], retry: [], remove: [] };
  const [ready, done, failed]: [string[], string[], string[]] = [[], [], []];
  for (const { id, state } of files) {
    for (const action of actionsOf(state)) acts[action].push(id);
    if (state.kind === 'ready') ready.push(id);
    if (state.kind === 'done') done.push(id);
    if (state.kind === 'failed') failed.push(id);
    if (state.kind === 'needs') missing.set(state.what, [...(missing.get(state.what) ?? []), id]);
  }
  return { ready, done, failed, missing, for: acts };
}

const plural = (count: number, one: string, many: string): string => `${count === 1 ? one : many}`;

/** "4 files need a key": what is asked once for all of them. */
export function missingWords(what: keyof typeof askFor, count: number, locale: string): string {
  const files = `${new Intl.NumberFormat(locale).format(count)} ${plural(count, 'file needs', 'files need')}`;
  const things = {
    key: 'a key',
    aad: `${plural(count, 'its', 'their')} AAD`,
    iv: `${plural(count, 'its', 'their')} IV`,
    format: `${plural(count, 'its', 'their')} format named`,
    choice: 'a choice',
    pin: 'a PIN',
  } as const satisfies Record<keyof typeof askFor, string>;
  return `${files} ${things[what]}`;
}
