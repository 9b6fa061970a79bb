import type { FileRow, FileState } from '../../app/contract/decrypt-shapes.ts';
import type { GradeShown } from '../../app/contract/token-shapes.ts';
import { wordsFor } from '../../app/errors.ts';
import type { TokenKind } from '../../app/exposure.ts';
import { formats } from '../../app/formats/formats.ts';
import { type Failure, fail } from '../../app/result.ts';
import type { BatchFile } from './batch-file.ts';
import { expectedWords, formatWords, isIvMissing, keyWords } from './file-words.ts';
import { decryptGrade, expectedGrade } from './key-chain.ts';
import type { RingKey } from './key-ring.ts';
import { outputPlace } from './output-place.ts';
import type { Inspection } from './protocol.ts';

/** What trying again cannot mend as long as the file is the same. */
const hopeless: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'decrypt.unsupported',
  'decrypt.too-much-output',
]);

/** One file as the window shows it. @param keyOf a key of the batch */
export function rowOf(file: BatchFile, keyOf: (id: string) => RingKey | undefined): FileRow {
  const { id, name, folder, size, choice, course } = file;
  const inspection = file.inspection?.ok ? file.inspection.value : null;
  const opened = course.kind === 'done' ? course.result.format : null;
  return {
    id,
    name,
    folder,
    size,
    format:
      inspection === null
        ? null
        : opened === null
          ? expectedWords(inspection, choice.format)
          : formatWords(opened, inspection, choice.format, openingLength(file, keyOf)),
    sureness: inspection?.candidates[0]?.sureness ?? null,
    keyNeeded: inspection === null ? null : keyWords(inspection, choice.format),
    key: course.kind === 'done' ? course.key : (choice.keys[0] ?? null),
    expected: expectedOf(file, keyOf),
    state: stateOf(file, keyOf),
  };
}

/** What its likeliest format and key let expect. Once it is done, what happened stands in its place. */
function expectedOf(
  { inspection, choice, course }: BatchFile,
  keyOf: (id: string) => RingKey | undefined,
): GradeShown | null {
  const format = inspection?.ok ? inspection.value.candidates[0]?.format : undefined;
  const key = keyOf(choice.keys[0] ?? '');
  if (course.kind === 'done' || format === undefined || key === undefined) return null;
  return decryptGrade(expectedGrade(format, key, choice.envelope !== null), kindOf(key));
}

function stateOf(file: BatchFile, keyOf: (id: string) => RingKey | undefined): FileState {
  const { course } = file;
  switch (course.kind) {
    case 'not-begun':
      return stateBefore(file);
    case 'failed':
      // Nothing is wrong with the file: it waits for a word of the person.
      return course.failure.code === 'decrypt.ambiguous'
        ? { kind: 'needs', what: 'choice', words: wordsFor(course.failure).todo.slice(0, 300) }
        : { ...course, canRetry: !hopeless.has(course.failure.code) };
    case 'done': {
      const { result, key, seconds } = course;
      return {
        kind: 'done',
        ...outputPlace(result.output),
        bytes: result.bytes,
        sha256: result.sha256,
        authenticated: result.authenticated,
        words: (result.provenBy === null ? 'not authenticated' : `proven by ${result.provenBy}`).slice(0, 300),
        equalsOriginal: result.equalsOriginal,
        grade: decryptGrade(result.grade, kindOf(keyOf(key))),
        chain: result.chain,
        caution: result.caution,
        seconds,
      };
    }
    default:
      return course;
  }
}

/** Bytes of the key that has opened a file itself; unknown where it only opened the envelope with that key. */
export function openingLength(
  { choice, course }: BatchFile,
  keyOf: (id: string) => RingKey | undefined,
): number | undefined {
  return course.kind === 'done' && choice.envelope === null ? keyOf(course.key)?.length : undefined;
}

/** What a token is, where the key is on one. */
export function kindOf(key: RingKey | undefined): TokenKind | null {
  return key?.place.kind === 'token' ? key.place.tokenKind : null;
}

/** Whether everything is there that decrypting needs; else what is missing. */
export function stateBefore({ inspection, choice }: BatchFile): FileState {
  if (inspection === null) return { kind: 'looking' };
  if (!inspection.ok) return { kind: 'failed', failure: inspection.error, canRetry: true };
  const { fault } = inspection.value;
  if (fault !== null) return { kind: 'failed', failure: fault, canRetry: !hopeless.has(fault.code) };
  if (inspection.value.candidates.length === 0) return withoutFormat(inspection.value);
  if (isIvMissing(inspection.value, choice.iv)) {
    const words =
      "The IV is not in the file: for the platform it is the product's KEK-IV, in the record of the request.";
    return { kind: 'needs', what: 'iv', words };
  }
  if (choice.keys.length === 0) {
    const needs = keyWords(inspection.value, choice.format) ?? 'a key';
    return { kind: 'needs', what: 'key', words: `It needs ${needs}.`.slice(0, 300) };
  }
  return { kind: 'ready' };
}

function withoutFormat({ alsoPossible }: Inspection): FileState {
  if (alsoPossible.length === 0) {
    const failure = fail('decrypt.unknown-format', { possible: 'none' }).error;
    return { kind: 'failed', failure, canRetry: true };
  }
  const names = alsoPossible.map((id) => formats[id].name).join(' or ');
  const words = `Nothing in the file tells what it is. Name it if you know: ${names}.`;
  return { kind: 'needs', what: 'format', words: words.slice(0, 300) };
}
