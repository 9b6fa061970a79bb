import fs from 'node:fs';
import path from 'node:path';
import { longestRecord, type RequestRecord, readRecord, recordNameOf } from '../../../app/formats/sidecar.ts';
import { readSmallFile } from './small-file.ts';
import { Stopped } from './stopped.ts';

/**
 * The record of a request: the one that was named, else the one beside the file, else none.
 * @throws Stopped when there is one and it cannot be read: going on without it would only lead to a wrong answer
 */
export function recordFor(source: string, named: string | undefined): RequestRecord | undefined {
  const file = named ?? path.join(path.dirname(source), recordNameOf(path.basename(source)));
  if (named === undefined && !fs.existsSync(file)) return undefined;
  const record = readRecord(readSmallFile(file, longestRecord, 'the record'));
  if (!record.ok) throw new Stopped(record.error.code, record.error.facts);
  return record.value;
}
