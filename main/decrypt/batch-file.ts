import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { AadInput, FileState } from '../../app/contract/decrypt-shapes.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import type { Result } from '../../app/result.ts';
import type { DecryptJob, DecryptResult, Inspection } from './protocol.ts';

/** What a person has said about a file; it is kept when the file is tried again. */
export interface Choice {
  readonly aad: AadInput | null;
  /** base64 of 16 bytes. */
  readonly iv: string | null;
  readonly format: string | null;
  readonly kdf: NonNullable<DecryptJob['kdf']> | null;
  /** Paths, which stay in main. */
  readonly record: string | null;
  readonly envelope: string | null;
  /** Keys to try, the likeliest first; more than one only where that is cheap. */
  readonly keys: readonly LocalId[];
}

const nothingChosen: Choice = { aad: null, iv: null, format: null, kdf: null, record: null, envelope: null, keys: [] };

/** What becomes of a file, as far as it was begun; before that its state follows from what is known and chosen. */
export type Course =
  | { readonly kind: 'not-begun' }
  | Extract<FileState, { kind: 'waiting' | 'running' | 'paused' | 'failed' | 'cancelled' }>
  | { readonly kind: 'done'; readonly result: DecryptResult; readonly key: LocalId; readonly seconds: number };

/** One file of the batch. Its path never leaves main (rule R1). */
export interface BatchFile {
  readonly id: LocalId;
  readonly path: string;
  readonly name: string;
  /** Name of the folder it lies in. */
  readonly folder: string;
  /** Bytes, when it was found. */
  size: number;
  /** Null while the engine looks at it. */
  inspection: Result<Inspection> | null;
  choice: Choice;
  course: Course;
  /** It was begun at least once, whatever came of it. */
  wasTried: boolean;
}

/** @param file absolute path @param size bytes */
export function batchFile(file: string, size: number): BatchFile {
  return {
    id: randomUUID(),
    path: file,
    name: path.basename(file).slice(0, 1_024),
    folder: path.basename(path.dirname(file)).slice(0, 1_024),
    size,
    inspection: null,
    choice: nothingChosen,
    course: { kind: 'not-begun' },
    wasTried: false,
  };
}

/** Whether nothing is being done with it, so that it may be changed or taken away. */
export function isAtRest({ course }: BatchFile): boolean {
  return course.kind !== 'waiting' && course.kind !== 'running' && course.kind !== 'paused';
}
