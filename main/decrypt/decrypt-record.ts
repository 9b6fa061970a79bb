import type { FileDetails } from '../../app/contract/decrypt-shapes.ts';
import { formats } from '../../app/formats/formats.ts';
import type { BatchFile } from './batch-file.ts';
import type { RingKey } from './key-ring.ts';
import { outputPlace } from './output-place.ts';

/**
 * What was done with a file, for keeping beside the result. Nothing in it is secret, and no path.
 * @returns undefined while it is not done
 */
export function decryptRecord(
  file: BatchFile,
  key: RingKey | undefined,
  aad: FileDetails['aad'],
  made: { readonly at: string; readonly version: string },
): string | undefined {
  const { course } = file;
  if (course.kind !== 'done') return undefined;
  const { result } = course;
  const record = {
    keydock: 'decrypt-record',
    version: 1,
    madeAt: made.at,
    madeBy: `Keydock ${made.version}`,
    encrypted: { name: file.name, bytes: file.size },
    result: { name: outputPlace(result.output).output, bytes: result.bytes, sha256: result.sha256 },
    format: { id: result.format, name: formats[result.format].name },
    authenticated: result.authenticated,
    provenBy: result.provenBy,
    equalsOriginal: result.equalsOriginal,
    caution: result.caution,
    aad: aad === null ? null : { base64: aad.base64, bytes: aad.bytes, from: aad.from },
    key: { where: key?.where ?? null, type: key?.type ?? null, kind: key?.place.kind ?? null },
    grade: result.grade,
    chain: result.chain,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}
