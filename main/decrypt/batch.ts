import type { DecryptBatch } from '../../app/contract/decrypt-shapes.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import type { Grade } from '../../app/exposure.ts';
import { type BatchFile, batchFile, type Choice, isAtRest } from './batch-file.ts';
import type { FoundFile } from './collect-files.ts';
import { rowOf } from './file-row.ts';
import type { KeyRing } from './key-ring.ts';
import { outputPlace } from './output-place.ts';

/** As the contract has it. */
export const mostFiles = 2_000;
/** The window is told at most so often, in ms; with many files less often, so that drawing them takes no whole share. */
const tellEvery = (files: number) => (files <= 300 ? 100 : 250);

/** The files of now, and what was chosen for all of them. Kept in memory alone. */
export class Batch {
  readonly #files = new Map<LocalId, BatchFile>();
  readonly #keys: KeyRing;
  readonly #floor: () => Grade;
  readonly #tell: (batch: DecryptBatch) => void;
  #leftOut = 0;
  #toldAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Where results go; undefined: beside each file. */
  folder: string | undefined;
  overwrite = false;

  /** @param world.tell is called at most ten times a second */
  constructor(world: {
    readonly keys: KeyRing;
    readonly floor: () => Grade;
    readonly tell: (batch: DecryptBatch) => void;
  }) {
    this.#keys = world.keys;
    this.#floor = world.floor;
    this.#tell = world.tell;
  }

  /** How many more fit. */
  get room(): number {
    return mostFiles - this.#files.size;
  }

  /** @returns the new ones; a file that is in the batch already is not taken twice */
  add(found: readonly FoundFile[], leftOut: number): readonly BatchFile[] {
    const known = new Set([...this.#files.values()].map((file) => file.path));
    const added: BatchFile[] = [];
    for (const { path, size } of found) {
      if (known.has(path) || this.room === 0) continue;
      known.add(path);
      const file = batchFile(path, size);
      this.#files.set(file.id, file);
      added.push(file);
    }
    this.#leftOut += leftOut;
    this.changed();
    return added;
  }

  find(id: LocalId): BatchFile | undefined {
    return this.#files.get(id);
  }

  all(): readonly BatchFile[] {
    return [...this.#files.values()];
  }

  /** Those that are still there, in the order of the batch's own list. */
  those(ids: readonly LocalId[]): readonly BatchFile[] {
    const wanted = new Set(ids);
    return [...this.#files.values()].filter(({ id }) => wanted.has(id));
  }

  remove(file: BatchFile): void {
    this.#files.delete(file.id);
    if (this.#files.size === 0) this.#leftOut = 0;
    this.changed();
  }

  /** Takes a choice for files that are not being worked on; what failed may then be tried anew. */
  choose(files: readonly BatchFile[], choice: Partial<Choice>): readonly BatchFile[] {
    const changeable = files.filter((file) => isAtRest(file) && file.course.kind !== 'done');
    for (const file of changeable) {
      file.choice = { ...file.choice, ...choice };
      file.course = { kind: 'not-begun' };
    }
    this.changed();
    return changeable;
  }

  /** What the window is shown. */
  snapshot(): DecryptBatch {
    const keyOf = (id: string) => this.#keys.get(id);
    return {
      files: [...this.#files.values()].map((file) => rowOf(file, keyOf)),
      keys: this.#keys.rows(),
      folder: this.folder === undefined ? null : outputPlace(`${this.folder}/x`).folder,
      overwrite: this.overwrite,
      floor: this.#floor(),
      leftOut: this.#leftOut,
    };
  }

  /** Something of it is different: the window is told, now or soon. */
  changed(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#toldAt + tellEvery(this.#files.size) - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#toldAt = performance.now();
      this.#tell(this.snapshot());
    }, wait);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
