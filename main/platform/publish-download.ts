import type { Stats } from 'node:fs';
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
 * none that was taken. The record comes first. A crash between the two leaves a record without a file, whose number is
 * never given again; the other way round it would leave a file that looks like any download and lacks what opens it.
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
    const besides = path.join(folder, recordNameOf(name));
    // A record that is there already would be taken for this file's, and ours for a file that is there.
    if ((await isThere(besides)) || (await isThere(file))) continue;
    if (record === null) {
      if (await linked(draft, file)) return ok({ name, record: '' });
      continue;
    }
    let written: Stats;
    try {
      written = await writeNew(besides, `${JSON.stringify(record, null, 2)}\n`);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      return notWritten(error);
    }
    let isNamed = false;
    try {
      isNamed = await linked(draft, file);
    } finally {
      if (!isNamed) await removeOwn(besides, written);
    }
    if (isNamed) return ok({ name, record: recordNameOf(name) });
  }
  return fail('download.not-written', { reason: `there are ${mostNumbers} files of that name` });
}

/** Takes a file of ours away; another that has taken its name meanwhile stays. */
async function removeOwn(file: string, own: Stats): Promise<void> {
  if (await isStill(file, own)) await fs.rm(file, { force: true });
}

async function isStill(file: string, own: Stats): Promise<boolean> {
  const now = await fs.lstat(file).catch(() => undefined);
  return now?.ino === own.ino && now.dev === own.dev;
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
  let reserved: Stats;
  try {
    const handle = await fs.open(file, 'wx', 0o600);
    reserved = await handle.stat().finally(() => handle.close());
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  if (!(await isStill(file, reserved))) return false;
  try {
    await fs.rename(draft, file);
    return true;
  } catch (error) {
    await removeOwn(file, reserved);
    throw error;
  }
}
