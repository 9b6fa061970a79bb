import type { ExportDraft, ExportRun } from '../../../app/contract/export-shapes.ts';
import { countKeys } from './preview-choice.ts';

/** How many keys of a run stand how. */
export interface Tally {
  readonly all: number;
  readonly stored: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of the stored ones: proven by a known answer. */
  readonly proven: number;
  /** Stored, failed or skipped. */
  readonly over: number;
}

export function tallyOf({ keys }: Pick<ExportRun, 'keys'>): Tally {
  const of = (kind: ExportRun['keys'][number]['state']['kind']): number =>
    keys.filter(({ state }) => state.kind === kind).length;
  const [stored, failed, skipped] = [of('stored'), of('failed'), of('skipped')];
  const proven = keys.filter(({ state }) => state.kind === 'stored' && state.verification === 'proven').length;
  return { all: keys.length, stored, failed, skipped, proven, over: stored + failed + skipped };
}

/** Keys of a run that are not on the token and could be tried once more: by the same preview, as long as main has it. */
export function keysLeft({ run, preview }: Pick<ExportDraft, 'run' | 'preview'>): readonly number[] {
  if (run === null || preview === null) return [];
  const free = new Set(preview.keys.flatMap(({ index, refused }) => (refused === null ? [index] : [])));
  return run.keys.flatMap(({ index, state }) =>
    (state.kind === 'failed' || state.kind === 'skipped') && free.has(index) ? [index] : [],
  );
}

/** The heading of a run, as a fact: "2 of 3 keys of Gateway G2 are on “Line 3 HSM”". */
export function runTitle({ run, product, target }: Pick<ExportDraft, 'run' | 'product' | 'target'>): string {
  const from = product?.name ?? 'the product';
  const onto = `“${target?.label ?? 'the token'}”`;
  if (run === null) return `Keys of ${from} onto ${onto}`;
  const { all, stored } = tallyOf(run);
  if (run.endedAt === null) return `Exporting ${countKeys(all)} of ${from} onto ${onto}`;
  if (stored === 0) return `No key of ${from} went onto ${onto}`;
  if (stored === all) return `${countKeys(all)} of ${from} ${all === 1 ? 'is' : 'are'} on ${onto}`;
  return `${stored.toLocaleString()} of ${countKeys(all)} of ${from} ${stored === 1 ? 'is' : 'are'} on ${onto}`;
}

/** What became of the keys in one sentence, for the lead and for screen readers. */
export function runSentence(run: ExportRun): string {
  const { all, stored, failed, skipped, proven, over } = tallyOf(run);
  const parts = [
    stored === 0 ? '' : `${stored.toLocaleString()} stored`,
    failed === 0 ? '' : `${failed.toLocaleString()} failed`,
    skipped === 0 ? '' : `${skipped.toLocaleString()} skipped`,
  ].filter(Boolean);
  if (run.endedAt === null) {
    const so = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
    const ends = run.isCancelled ? ' It ends after the key it is at.' : '';
    return `${over.toLocaleString()} of ${all.toLocaleString()} done${so}.${ends}`;
  }
  const how = run.isCancelled ? 'Cancelled' : 'Done';
  const known = stored === 0 ? '' : ` ${provenWords(stored, proven)}`;
  return `${how}: ${parts.join(', ') || 'nothing was tried'}.${known}`;
}

function provenWords(stored: number, proven: number): string {
  if (proven === stored) return stored === 1 ? 'It is proven.' : 'All are proven.';
  const compared = proven === 0 ? '' : `${proven.toLocaleString()} proven, `;
  return `${compared}${(stored - proven).toLocaleString()} integrity-checked, not compared.`;
}

/**
 * What a screen reader is told when a run goes from one state to the next: that it began and ended, every failure, and
 * each quarter of the way. 500 keys are not read out one by one.
 * @returns null when nothing need be said
 */
export function progressNews(before: ExportRun | null, now: ExportRun): string | null {
  if (before === null) return now.endedAt === null ? `${countKeys(now.keys.length)} are being exported` : null;
  if (before.endedAt === null && now.endedAt !== null) return `The export has ended. ${runSentence(now)}`;
  const failedBefore = new Set(before.keys.filter(({ state }) => state.kind === 'failed').map(({ index }) => index));
  const failed = now.keys.find(({ index, state }) => state.kind === 'failed' && !failedBefore.has(index));
  if (failed !== undefined) return `${failed.name} failed`;
  const quarter = ({ over, all }: Tally): number => (all === 0 ? 0 : Math.floor((4 * over) / all));
  const [was, is] = [tallyOf(before), tallyOf(now)];
  return quarter(is) > quarter(was) ? `${is.over.toLocaleString()} of ${countKeys(is.all)} done` : null;
}
