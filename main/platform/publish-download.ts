import fs from 'node:fs/promises';
import path from 'node:path';
import { numbered } from '../../app/formats/download-name.ts';
import { type RequestRecord, recordNameOf } from '../../app/formats/sidecar.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { codeOf, writeNew } from '../journal/journal-export.ts';
import { notWritten } from './receiving.ts';

/** Files of one name in one folder. */
const mostNumbers = 99;

/**
 * Gives a file that is whole and synced its name, and writes its record beside it: the same number behind both names, and
 * none that was taken.
 * @param wished the name without a number
 * @throws Error of the file system
 */
export async function publish(
  draft: string,
  folder: string,
  wished: string,
  record: RequestRecord | null,
): Promise<Result<{ readonly name: string; readonly record: string }>> {
  for (let count = 1; count <= mostNumbers; count += 1) {
    const name = numbered(wished, count);
    const file = path.join(folder, name);
    // A record that is there already would be taken for this file's.
    if (await isThere(path.join(folder, recordNameOf(name)))) continue;
    if (!(await linked(draft, file))) continue;
    if (record === null) return ok({ name, record: '' });
    try {
      await writeNew(path.join(folder, recordNameOf(name)), `${JSON.stringify(record, null, 2)}\n`);
      return ok({ name, record: recordNameOf(name) });
    } catch (error) {
      // The name was given a moment ago and is ours: without its record it is not what was promised.
      await fs.rm(file, { force: true });
      if (codeOf(error) !== 'EEXIST') return notWritten(error);
    }
  }
  return fail('download.not-written', { reason: `there are ${mostNumbers} files of that name` });
}

async function isThere(file: string): Promise<boolean> {
  try {
    await fs.lstat(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Error codes by which a file system says that it has no hard links. */
const noLinks: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** @returns false where the name is taken, which is then untouched */
async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await fs.link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!noLinks.has(codeOf(error))) throw error;
  }
  // Without links the name is reserved first, by an empty file that cannot have been another's, and then replaced in one step.
  try {
    await (await fs.open(file, 'wx', 0o600)).close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await fs.rename(draft, file);
    return true;
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  }
}
