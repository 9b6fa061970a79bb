import { ok, type Result } from '../../app/result.ts';
import { Allowance, askedOften, type Rate } from '../allowance.ts';
import { mostFiles } from './batch.ts';

/** More than a person who tries one AAD after the other. */
const ofOneFile: Rate = { atOnce: 20, everyMs: 5_000 };
/** Of all files together only what is tried again counts, since a first try needs a file that a person has given. */
const again: Rate = { atOnce: 2 * mostFiles, everyMs: 1_000 };
/** So many files are remembered; the longest known are forgotten first. */
const remembered = 10_000;

/** Bounds how often files are tried again: each try is work and two lines of the journal, and the page alone can ask for it. */
export class TryLimit {
  readonly #now: (() => number) | undefined;
  readonly #files = new Map<string, Allowance>();
  readonly #again: Allowance;

  /** @param now ms, of a clock that is never set */
  constructor(now?: () => number) {
    this.#now = now;
    this.#again = new Allowance(again, now);
  }

  /** Counts a try of a file. @param file absolute path @returns 'app.asked-often': then it must not be tried */
  take(file: string): Result<null> {
    const known = this.#files.get(file);
    const own = known ?? new Allowance(ofOneFile, this.#now);
    const wait = Math.max(own.wait(), known === undefined ? 0 : this.#again.wait());
    if (wait > 0) return askedOften(wait);
    own.spend();
    if (known === undefined) this.#remember(file, own);
    else this.#again.spend();
    return ok(null);
  }

  #remember(file: string, tries: Allowance): void {
    this.#files.set(file, tries);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= remembered) break;
      this.#files.delete(oldest);
    }
  }
}
