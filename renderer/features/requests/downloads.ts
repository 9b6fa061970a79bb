import { create } from 'zustand';
import { wordsFor } from '../../../app/errors.ts';
import type { Failure } from '../../../app/result.ts';
import { client, on } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';

/** How one download stands. It goes on when another screen is opened. */
export type Download =
  /** `total` is null until the object store says how much it is; `done` is null until something has come. */
  | { readonly kind: 'running'; readonly done: number | null; readonly total: number | null }
  | {
      readonly kind: 'done';
      readonly name: string;
      readonly record: string;
      readonly isChecked: boolean;
      readonly fileId: string;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const useDownloads = create<{ readonly of: ReadonlyMap<string, Download> }>(() => ({ of: new Map() }));

/** Downloads that are remembered; what was done is in the journal. */
const REMEMBERED = 50;

function note(id: string, download: Download | null): void {
  useDownloads.setState(({ of }) => {
    const others = [...of].filter(([other]) => other !== id).slice(1 - REMEMBERED);
    return { of: new Map(download === null ? others : [...others, [id, download]]) };
  });
}

on.requests.downloading(({ id, done, total }) => {
  if (useDownloads.getState().of.get(id)?.kind === 'running') note(id, { kind: 'running', done, total });
});

/** Has main ask for a folder and fetch what a request made. */
export async function download(id: string): Promise<void> {
  if (useDownloads.getState().of.get(id)?.kind === 'running') return;
  note(id, { kind: 'running', done: null, total: null });
  const answer = await client.requests.download({ id });
  if (!answer.ok) {
    const isChanged = answer.error.code === 'app.cancelled';
    announce(isChanged ? 'The download was cancelled' : wordsFor(answer.error).title);
    note(id, isChanged ? null : { kind: 'failed', failure: answer.error });
    return;
  }
  if (answer.value !== null) announce(`Downloaded ${answer.value.name}`);
  note(id, answer.value === null ? null : { kind: 'done', ...answer.value });
}

export async function cancelDownload(id: string): Promise<void> {
  await client.requests.cancelDownload({ id });
}

/** Another account sees nothing of the one before. */
export function forgetDownloads(): void {
  useDownloads.setState({ of: new Map() });
}
