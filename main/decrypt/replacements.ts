import fs from 'node:fs/promises';
import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import { outputNameFor } from '../../app/formats/output-name.ts';
import { counted, labelText } from '../../app/platform/facts/text-limits.ts';
import { ok, type Result } from '../../app/result.ts';
import type { Confirmations, Question } from '../windows/confirmation.ts';
import type { BatchFile } from './batch-file.ts';
import { outputPlace } from './output-place.ts';

/** Files that are named in the question; of more only their number is told. */
const mostNamed = 50;

/** What one start may do to the disk, fixed when it was asked for: the page may change the batch's settings meanwhile. */
export interface Destination {
  /** undefined: beside each file. */
  readonly folder: string | undefined;
  /** Encrypted files whose results replace what is there, as the person agreed. */
  readonly replacing: ReadonlySet<LocalId>;
}

/** @returns where the result of a file goes */
function outputOf(file: Pick<BatchFile, 'path'>, folder: string | undefined): string {
  return path.join(folder ?? path.dirname(file.path), outputNameFor(path.basename(file.path)));
}

/** What cannot be looked at counts as absent: it is then not replaced, but refuses the result. */
async function isThere(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}

/**
 * Asks once, in the confirmation window, whether results may replace files that are there (rule R2: the page alone
 * destroys nothing). Where there are none nothing is asked.
 * @returns the files that may begin: after a "no" those alone that replace nothing; 'confirmation.busy'
 */
export async function agreeToReplace(
  files: readonly BatchFile[],
  { folder, overwrite }: { readonly folder: string | undefined; readonly overwrite: boolean },
  confirmations: Pick<Confirmations, 'ask'>,
  caller: Caller,
): Promise<Result<{ readonly files: readonly BatchFile[]; readonly destination: Destination }>> {
  // Of two files with one output the second does not replace what the first made a moment ago.
  const replaced = new Map<string, LocalId>();
  for (const file of overwrite ? files : []) {
    const output = outputOf(file, folder);
    if (!replaced.has(output) && (await isThere(output))) replaced.set(output, file.id);
  }
  if (replaced.size === 0) return ok({ files, destination: { folder, replacing: new Set() } });
  const answer = await confirmations.ask(questionFor([...replaced.keys()]), caller.webContentsId);
  if (!answer.ok) return answer;
  if (answer.value.confirmed) return ok({ files, destination: { folder, replacing: new Set(replaced.values()) } });
  const spared = files.filter((file) => !replaced.has(outputOf(file, folder)));
  return ok({ files: spared, destination: { folder, replacing: new Set() } });
}

/** @param outputs absolute paths of files that would be replaced */
function questionFor(outputs: readonly string[]): Question {
  const many = counted(outputs.length, 'file');
  const named = outputs.slice(0, mostNamed).map((file) => {
    const { output, folder } = outputPlace(file);
    return { label: labelText(output), value: { kind: 'text', text: `in the folder ${folder}` } } as const;
  });
  const rest = outputs.length - named.length;
  const more = { label: 'Not named here', value: { kind: 'text', text: `${counted(rest, 'file')} more` } } as const;
  return {
    title: `Replace ${many}?`,
    lead: 'Results of decrypting take their place. What is in them now is lost.',
    warnings: [
      {
        tone: 'danger',
        title: `${many} will be overwritten`,
        text: 'Keydock keeps no copy. A file is replaced only once its result is whole; one that fails to decrypt leaves it as it is.',
      },
    ],
    groups: [{ title: `Replaced (${outputs.length})`, facts: rest > 0 ? [...named, more] : named }],
    as: 'on this computer',
    confirm: { label: `Replace ${many}`, tone: 'danger' },
    typed: null,
    reason: null,
  };
}
