import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import { writeAtomically } from '../atomic-write.ts';
import type { Log } from '../log.ts';

const Counts = z.object({ wrong: z.record(z.string().max(64), z.number().int().min(1).max(1_000)) });

/**
 * Wrong PINs of each token since its last right one, as this app has seen them: some tokens tell late how many tries are
 * left, or never. Kept in a file, so that a restart does not forget.
 */
export class PinCounts {
  readonly #file: string;
  readonly #log: Log;
  #wrong = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, log: Log) {
    this.#file = path.join(folder, 'wrong-pins.json');
    this.#log = log;
  }

  /** A missing or broken file is the same as none. */
  async load(): Promise<void> {
    try {
      this.#wrong = new Map(Object.entries(Counts.parse(JSON.parse(await readFile(this.#file, 'utf8'))).wrong));
    } catch {
      this.#wrong = new Map();
    }
  }

  of(token: LocalId): number {
    return this.#wrong.get(token) ?? 0;
  }

  /** @returns wrong PINs so far */
  async wrong(token: LocalId): Promise<number> {
    const count = this.of(token) + 1;
    this.#wrong.set(token, count);
    await this.#write();
    return count;
  }

  async right(token: LocalId): Promise<void> {
    if (this.#wrong.delete(token)) await this.#write();
  }

  /** One write after the other. That it could not be written takes nothing from what this run knows. */
  #write(): Promise<void> {
    this.#writing = this.#writing
      .then(() => writeAtomically(this.#file, `${JSON.stringify({ wrong: Object.fromEntries(this.#wrong) })}\n`))
      .catch((error: unknown) => {
        this.#log.incident('tokens.wrong-pins', error);
      });
    return this.#writing;
  }
}
