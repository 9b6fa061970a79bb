import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import type { Grade } from '../../app/exposure.ts';
import { formats } from '../../app/formats/formats.ts';
import { type Failure, fail, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { Batch } from './batch.ts';
import { type BatchFile, isAtRest } from './batch-file.ts';
import type { RunningJob } from './engine.ts';
import type { Errand } from './errand.ts';
import { stateBefore } from './file-row.ts';
import { jobFor } from './job-for.ts';
import { isCancelled, journalled } from './journalled.ts';
import type { KeyRing } from './key-ring.ts';
import { Pace } from './pace.ts';
import type { DecryptResult } from './protocol.ts';
import type { Destination } from './replacements.ts';
import { TokenHold } from './token-hold.ts';
import { tryKeys } from './try-keys.ts';
import type { TryLimit } from './try-limit.ts';

/** Two large files keep both cores busy; small ones spend their time waiting for the disk. */
const places = 4;
const large = 8 * 1024 * 1024;
const placesOf = ({ size }: BatchFile) => (size >= large ? 2 : 1);

/** After these the key must be fetched anew: the process that had it has ended, or the login with it. */
const keyIsGone: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'token.process-ended',
  'token.module-crashed',
  'token.module-silent',
  'token.module-unreadable',
  'token.not-logged-in',
  'token.gone',
  'token.object-gone',
  'decrypt.engine-died',
]);

/** A file that is to be opened, and what that start was allowed. */
interface Waiting {
  readonly file: BatchFile;
  readonly destination: Destination;
  readonly caller: Caller;
  /** Where a person is asked for a PIN each time: which of those that were begun together. */
  readonly asked: Pick<Errand, 'fileTurn' | 'rest'>;
}

interface Under {
  job: RunningJob | undefined;
  isCancelled: boolean;
  isPaused: boolean;
  readonly hold: TokenHold;
  /** Takes back what a person is being asked about this file. */
  ending: AbortController | undefined;
  readonly done: Promise<void>;
}

/** Opens the files of a batch, some at a time, each written down before and after. */
export class Runner {
  readonly #world: RunnerWorld;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<BatchFile, Under>();

  constructor(world: RunnerWorld) {
    this.#world = world;
  }

  /**
   * Begins those that have all they need. Their keys are made ready first, so that a token asks for its PIN once for all
   * of them.
   */
  async start(files: readonly BatchFile[], destination: Destination, caller: Caller): Promise<void> {
    const { batch, keys, tries } = this.#world;
    const begun: { readonly file: BatchFile; readonly waits: BatchFile['course'] }[] = [];
    for (const file of files) {
      // One that was taken off the list while its start was asked for is not begun unseen.
      if (!mayBegin(file) || batch.find(file.id) !== file) continue;
      const may = tries.take(file.path);
      if (may.ok) {
        file.wasTried = true;
        file.course = { kind: 'waiting' };
        begun.push({ file, waits: file.course });
      } else this.#settle(file, may.error);
    }
    batch.changed();
    const asking = begun.filter(({ file }) => this.#asksEachTime(file));
    const rest = { isStopped: false };
    const ready = new Map<LocalId, Result<unknown>>();
    for (const { file, waits } of begun) {
      const [key] = file.choice.keys;
      if (key === undefined) continue;
      const known = ready.get(key) ?? (await keys.open(key, caller));
      ready.set(key, known);
      // Cancelled meanwhile; if it waits again, it is by another start.
      if (file.course !== waits) continue;
      const which = asking.findIndex((other) => other.file === file) + 1;
      const asked = { fileTurn: { which: Math.max(which, 1), of: Math.max(asking.length, 1) }, rest };
      if (known.ok) this.#waiting.push({ file, destination, caller, asked });
      else this.#settle(file, known.error);
    }
    this.#pump();
  }

  pause(file: BatchFile): void {
    const under = this.#running.get(file);
    if (under === undefined || file.course.kind !== 'running') return;
    under.isPaused = true;
    under.job?.pause();
    under.hold.paused(true);
    file.course = { ...file.course, kind: 'paused', speed: 0, secondsLeft: null };
    this.#world.batch.changed();
  }

  resume(file: BatchFile): void {
    const under = this.#running.get(file);
    if (under === undefined || file.course.kind !== 'paused') return;
    under.isPaused = false;
    under.hold.paused(false);
    file.course = { ...file.course, kind: 'running' };
    under.job?.resume();
    this.#world.batch.changed();
  }

  /** @returns when it has really ended */
  async cancel(file: BatchFile): Promise<void> {
    const under = this.#running.get(file);
    if (under !== undefined) {
      under.isCancelled = true;
      under.ending?.abort();
      under.job?.cancel();
      await under.done;
    } else if (file.course.kind === 'waiting') {
      const place = this.#waiting.findIndex((waiting) => waiting.file === file);
      if (place >= 0) this.#waiting.splice(place, 1);
      this.#settle(file, fail('app.cancelled').error);
    }
  }

  /** Ends everything. */
  async cancelAll(): Promise<void> {
    const { batch } = this.#world;
    await Promise.all(
      batch
        .all()
        .filter((file) => !isAtRest(file))
        .map((file) => this.cancel(file)),
    );
  }

  #pump(): void {
    for (;;) {
      const [next] = this.#waiting;
      const taken = [...this.#running.keys()].reduce((sum, file) => sum + placesOf(file), 0);
      if (next === undefined || taken + placesOf(next.file) > places) return;
      this.#waiting.shift();
      this.#begin(next);
    }
  }

  #begin(waiting: Waiting): void {
    const { file } = waiting;
    let end: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    const under: Under = {
      job: undefined,
      isCancelled: false,
      isPaused: false,
      hold: new TokenHold(this.#world.hold),
      ending: undefined,
      done,
    };
    this.#running.set(file, under);
    file.course = { kind: 'running', done: 0, total: file.size, speed: 0, secondsLeft: null };
    this.#world.batch.changed();
    this.#run(waiting, under)
      .catch((error: unknown) => {
        const incident = this.#world.incident('decrypt.run', error);
        this.#settle(file, fail('app.unexpected', {}, { incident }).error);
      })
      .finally(() => {
        this.#running.delete(file);
        end();
        this.#pump();
      });
  }

  /** Whether a key that wants its PIN at every use is among those that it is tried with. */
  #asksEachTime({ choice }: BatchFile): boolean {
    return choice.keys.some((id) => this.#world.keys.get(id)?.wantsPin === true);
  }

  async #run(waiting: Waiting, under: Under): Promise<void> {
    const { file } = waiting;
    // Not begun at all, so nothing of it stands in the journal.
    if (waiting.asked.rest.isStopped && this.#asksEachTime(file)) {
      this.#settle(file, fail('token.pin-stopped').error);
      return;
    }
    const { acts, keys, floor } = this.#world;
    const since = performance.now();
    let used: LocalId | undefined;
    const toTry = file.choice.keys.flatMap((id) => keys.get(id) ?? []);
    const result = await journalled(acts, file, toTry, floor(), async () => {
      const tried = await tryKeys(toTry, file.size, ({ id }) => this.#open(waiting, id, under));
      used = tried.key?.id;
      return tried;
    });
    if (!result.ok) {
      if (used !== undefined && keyIsGone.has(result.error.code)) keys.letGo(used);
      this.#settle(file, result.error);
      return;
    }
    const seconds = (performance.now() - since) / 1_000;
    file.course = { kind: 'done', result: result.value, key: used ?? '', seconds };
    this.#preferFor(file, used);
    this.#world.batch.changed();
    const { aad } = file.choice;
    if (aad !== null && formats[result.value.format].aad === 'given') await this.#world.remember(aad);
  }

  async #open(
    { file, destination, caller, asked }: Waiting,
    key: LocalId,
    under: Under,
  ): Promise<Result<DecryptResult>> {
    const { batch, keys, floor } = this.#world;
    if (under.isCancelled) return fail('app.cancelled');
    const ready = await keys.open(key, caller);
    if (!ready.ok) return ready;
    // While a person was asked for the PIN of the login, say: nothing is begun that would ask for the next one.
    if (under.isCancelled) return fail('app.cancelled');
    const pace = new Pace();
    const { engine, number } = ready.value;
    const { folder, replacing } = destination;
    const job = jobFor(file, { key: number, folder, overwrite: replacing.has(file.id), floor: floor() });
    const onProgress = (done: number, total: number) => {
      if (file.course.kind === 'paused') pace.forget();
      pace.saw(done, performance.now());
      const speed = under.isPaused ? 0 : pace.speed;
      const secondsLeft = under.isPaused ? null : pace.left(total);
      file.course = { kind: under.isPaused ? 'paused' : 'running', done, total, speed, secondsLeft };
      batch.changed();
    };
    const ending = new AbortController();
    under.ending = ending;
    const errand: Errand = {
      file: file.name,
      ...asked,
      signal: ending.signal,
      whileAsking: () => under.hold.asking(),
    };
    under.job = engine.decrypt(job, onProgress, errand);
    under.hold.atWork(keys.get(key)?.place.kind === 'token');
    // Perhaps since before its key was ready.
    if (under.isPaused) under.job.pause();
    return await under.job.done.finally(() => {
      ending.abort(); // also where the engine has died while a person was asked
      under.hold.atWork(false);
    });
  }

  /** The key that opened one file is tried first on the others that wait. */
  #preferFor({ choice }: BatchFile, key: LocalId | undefined): void {
    if (key === undefined || choice.keys.length < 2) return;
    for (const { file } of this.#waiting) {
      if (!file.choice.keys.includes(key)) continue;
      file.choice = { ...file.choice, keys: [key, ...file.choice.keys.filter((other) => other !== key)] };
    }
  }

  #settle(file: BatchFile, failure: Failure): void {
    file.course = isCancelled(failure) ? { kind: 'cancelled' } : { kind: 'failed', failure, canRetry: true };
    this.#world.batch.changed();
  }
}

/** What the runner needs from the rest of the room. */
export interface RunnerWorld {
  readonly batch: Batch;
  readonly keys: KeyRing;
  readonly acts: Acts;
  readonly tries: Pick<TryLimit, 'take'>;
  readonly floor: () => Grade;
  /** See Tokens.hold. */
  readonly hold: () => () => void;
  readonly remember: (aad: NonNullable<BatchFile['choice']['aad']>) => Promise<void>;
  readonly incident: (where: string, error: unknown) => string;
}

/** Done is done; everything else that is at rest may be tried. */
function isOpen(file: BatchFile): boolean {
  return isAtRest(file) && file.course.kind !== 'done';
}

/**
 * Whether it may be tried again: it was begun and did not come to its end, also where something else was chosen for it
 * since, or it could not be read.
 */
export function mayRetry(file: BatchFile): boolean {
  return isOpen(file) && (file.wasTried || stateBefore(file).kind === 'failed');
}

/** Whether it has all it needs. */
export function mayBegin(file: BatchFile): boolean {
  return isOpen(file) && stateBefore(file).kind === 'ready';
}
