import fs from 'node:fs/promises';
import path from 'node:path';
import { recordNameOf } from '../../app/formats/sidecar.ts';

/** A file to decrypt. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface Collected {
  readonly files: readonly FoundFile[];
  /** Files beyond the limit, as far as they were counted. */
  readonly leftOut: number;
}

/** Folders in folders that are looked into. */
const deepest = 16;
/** Entries that are looked at for one drop: a whole disk must not be walked. */
const mostEntries = 50_000;
const recordEnding = recordNameOf('');

/**
 * The files behind what a person dropped or chose: files themselves, and what lies in folders. What was named may be a
 * link; links found in a folder are not followed, hidden files and records of requests there are left alone.
 * @param named absolute paths
 * @param most files that still fit into the batch
 */
export async function collectFiles(named: readonly string[], most: number): Promise<Collected> {
  const files: FoundFile[] = [];
  let leftOut = 0;
  let looked = 0;
  const add = (file: string, size: number): void => {
    if (files.length < most) files.push({ path: file, size });
    else leftOut += 1;
  };
  async function walk(folder: string, depth: number): Promise<void> {
    const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      looked += 1;
      if (looked > mostEntries) return;
      if (entry.name.startsWith('.') || entry.name.endsWith(recordEnding)) continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory() && depth < deepest) await walk(file, depth + 1);
      if (!entry.isFile()) continue;
      const size = (await fs.lstat(file).catch(() => null))?.size;
      if (size !== undefined) add(file, size);
    }
  }
  for (const file of named) {
    const found = await fs.stat(file).catch(() => null);
    if (found?.isDirectory()) await walk(file, 0);
    // What is no file, or cannot be looked at, gets its row too: the engine says why.
    else if (!(await isRecordOfAnother(file))) add(file, found?.size ?? 0);
  }
  return { files, leftOut };
}

/** The record that lies beside an encrypted file is dropped together with it, and is not to be decrypted. */
async function isRecordOfAnother(file: string): Promise<boolean> {
  if (!file.endsWith(recordEnding)) return false;
  const other = await fs.lstat(file.slice(0, -recordEnding.length)).catch(() => null);
  return other !== null;
}
