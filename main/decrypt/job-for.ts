import path from 'node:path';
import type { Grade } from '../../app/exposure.ts';
import type { BatchFile } from './batch-file.ts';
import type { DecryptJob } from './protocol.ts';

/** The engine's order for one file. @param batch.folder where results go; undefined: beside the file */
export function jobFor(
  { path: source, choice }: BatchFile,
  batch: {
    readonly key: number;
    readonly folder: string | undefined;
    readonly overwrite: boolean;
    readonly floor: Grade;
  },
): DecryptJob {
  const { aad, iv, format, kdf, record, envelope } = choice;
  return {
    source,
    folder: batch.folder ?? path.dirname(source),
    overwrite: batch.overwrite,
    key: batch.key,
    floor: batch.floor,
    ...(aad === null ? {} : { aad }),
    ...(iv === null ? {} : { iv }),
    ...(format === null ? {} : { format }),
    ...(kdf === null ? {} : { kdf }),
    ...(record === null ? {} : { record }),
    ...(envelope === null ? {} : { envelope }),
  };
}
