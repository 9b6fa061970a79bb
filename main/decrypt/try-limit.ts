import { fail, ok, type Result } from '../../app/result.ts';
import { mostFiles } from './batch.ts';

/** A file may be tried so often at once, and then once in so many ms: more than a person who tries one AAD after the other. */
const ofOneFile = { atOnce: 20, everyMs: 5_000 };
/** Of all files together only what is tried again counts, since a first try needs a file that a person has given. */
const again = { atOnce: 2 * mostFiles, everyMs: 1_000 };
/** So many files are remembered; the longest known are forgotten first. */
const remembered = 10_000;

/** A store of tries that fills up again with time. */
class Tries {
  readonly #most: number;
  readonly #everyMs: number;
  #left: number;
  #at: number;

  constructor({ atOnce, everyMs }: { readonly atOnce: number; readonly everyMs: number }, now: number) {
    this.#most = atOnce;
    this.#everyMs = everyMs;
    this.#left = atOnce;
    this.#at = now;
  }

  /** @returns ms until there is one; 0 where there is */
  wait(now: number): number {
    // A clock that was set back gives none, and takes none away.
    this.#left = Math.min(this.#most, this.#left + Math.max(0, now - this.#at) / this.#everyMs);
    this.#at = now;
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) * this.#everyMs);
  }

  take(): void {
    this.#left -= 1;
  }
}

/**
 * Bounds how often files are tried again. Each try is work and two lines of the journal, and the page alone can ask for
 * it: without a bound one that is not ours any more could fill the disk.
 */
export class TryLimit {
  readonly #now: () => number;
  readonly #files = new Map<string, Tries>();
  readonly #again: Tries;

  /** @param now ms, of a clock that is never set */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#again = new Tries(again, now());
  }

  /** Counts a try of a file. @param file absolute path @returns 'decrypt.tried-often': then it must not be tried */
  take(file: string): Result<null> {
    const now = this.#now();
    const known = this.#files.get(file);
    const own = known ?? new Tries(ofOneFile, now);
    const wait = Math.max(own.wait(now), known === undefined ? 0 : this.#again.wait(now));
    if (wait > 0) return fail('decrypt.tried-often', { seconds: Math.ceil(wait / 1_000) });
    own.take();
    if (known === undefined) this.#remember(file, own);
    else this.#again.take();
    return ok(null);
  }

  #remember(file: string, tries: Tries): void {
    this.#files.set(file, tries);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= remembered) break;
      this.#files.delete(oldest);
    }
  }
}
