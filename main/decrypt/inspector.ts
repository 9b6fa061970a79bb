import type { Batch } from './batch.ts';
import type { BatchFile } from './batch-file.ts';
import type { DecryptEngine } from './engine.ts';

/** So many questions wait at the engine; what a person wants to see next is asked soon, and running files go on. */
const atOnce = 4;

/** Has the engine look at files, in the order in which they came. */
export class Inspector {
  readonly #engine: () => Promise<DecryptEngine>;
  readonly #batch: Batch;
  readonly #waiting = new Set<BatchFile>();
  readonly #idle: (() => void)[] = [];
  #running = 0;

  constructor(engine: () => Promise<DecryptEngine>, batch: Batch) {
    this.#engine = engine;
    this.#batch = batch;
  }

  /** Looks at them, again if they were looked at before. What was known of them is not known until then. */
  look(files: readonly BatchFile[]): void {
    for (const file of files) {
      file.inspection = null;
      this.#waiting.add(file);
    }
    this.#batch.changed();
    while (this.#running < atOnce && this.#waiting.size > 0) void this.#work();
  }

  /** Resolves when everything was looked at. */
  settled(): Promise<void> {
    return this.#running === 0 && this.#waiting.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#idle.push(resolve));
  }

  async #work(): Promise<void> {
    this.#running += 1;
    try {
      for (const file of this.#waiting) {
        this.#waiting.delete(file);
        await this.#inspect(file);
        if (this.#waiting.size === 0) break;
      }
    } finally {
      this.#running -= 1;
      if (this.#running === 0 && this.#waiting.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  async #inspect(file: BatchFile): Promise<void> {
    const { format, record } = file.choice;
    const engine = await this.#engine();
    const inspection = await engine.inspect(file.path, {
      ...(format === null ? {} : { format }),
      ...(record === null ? {} : { record }),
    });
    // Another choice was made meanwhile: that one counts.
    if (this.#waiting.has(file)) return;
    file.inspection = inspection;
    if (inspection.ok) file.size = inspection.value.size;
    this.#batch.changed();
  }
}
