import type { ExportDraft, ExportPreview, PreviewKey } from '../../../app/contract/export-shapes.ts';
import type { Choices } from './choices.ts';

export type Ticks = Pick<Choices, 'leftOut' | 'allowDuplicates'>;

/** Why a key cannot be ticked, or null when it can. */
export function whyNotTicked(key: PreviewKey, { allowDuplicates }: Ticks): string | null {
  if (key.refused !== null) return key.refused;
  if (key.alreadyThere !== null && !allowDuplicates) return `It is on the token already, as ${key.alreadyThere}.`;
  return null;
}

export function isTicked(key: PreviewKey, ticks: Ticks): boolean {
  return whyNotTicked(key, ticks) === null && !ticks.leftOut.has(key.index);
}

/** The places of the keys that will be exported, as `exports.run` takes them. */
export function tickedKeys(preview: ExportPreview, ticks: Ticks): readonly number[] {
  return preview.keys.filter((key) => isTicked(key, ticks)).map(({ index }) => index);
}

/** Keys whose name, type, id or label holds what is looked for. */
export function foundKeys(keys: readonly PreviewKey[], search: string): readonly PreviewKey[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return keys;
  return keys.filter(({ name, type, platformTokenId, label }) =>
    `${name}\n${type}\n${platformTokenId}\n${label}`.toLowerCase().includes(wanted),
  );
}

/** "1 key", "3 keys". */
export function countKeys(count: number): string {
  return count === 1 ? '1 key' : `${count.toLocaleString()} keys`;
}

/** Why Export cannot be pressed now, or null when it can. */
export function whyNoExport(draft: Pick<ExportDraft, 'preview' | 'target'>, ticks: Ticks): string | null {
  const { preview, target } = draft;
  if (preview === null) return 'There is no preview yet.';
  if (target?.isPresent === false) return `${target.label} is not there any more. Put it back to go on.`;
  if (preview.keys.length === 0) return 'The envelope holds no key, so there is nothing to export.';
  if (tickedKeys(preview, ticks).length > 0) return null;
  if (preview.keys.every(({ refused }) => refused !== null)) return 'None of these keys may go onto this token.';
  if (preview.keys.every((key) => whyNotTicked(key, ticks) !== null))
    return 'Every other key is on this token already.';
  return 'No key is chosen.';
}
