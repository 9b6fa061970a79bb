import type { LocalId } from '../../app/contract/token-shapes.ts';
import { type Failure, fail, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { localId } from './local-ids.ts';
import type { KnownModule } from './modules/known-modules.ts';
import type { ProcessLauncher, TransferredPort } from './process-launcher.ts';
import type { JobName, JobParams, JobResult } from './protocol.ts';
import { type DeadlineOf, ModuleSupervisor } from './supervisor.ts';
import type { ModuleDescription, TokenDescription } from './token-shapes.ts';

/**
 * Jobs that are no use of the token: those that the app does of its own accord, and reading what is there, which screens
 * do by themselves whenever they hear of tokens. A login must end although such a screen is in view.
 */
const unasked: ReadonlySet<JobName> = new Set(['describe', 'objects', 'publicKey', 'mechanisms', 'forget']);

/** A token of a module, under the name the window knows it by. */
export interface NamedToken {
  readonly id: LocalId;
  readonly description: TokenDescription;
}

/** One allowed module: its process, what it said last, and since when nobody has used it. */
export class ModuleInUse {
  readonly module: KnownModule & { readonly id: LocalId };
  readonly #supervisor: ModuleSupervisor;
  readonly #onChange: () => void;
  #about: ModuleDescription | null = null;
  #failure: Failure | null = null;
  #isSettled = false;
  #busy = 0;
  #lastUse = Date.now();
  /** The process was ended by us, so that its end is no news. */
  #isEnding = false;
  #reading: Promise<void> | null = null;

  constructor(
    module: KnownModule & { readonly id: LocalId },
    world: { readonly launcher: ProcessLauncher; readonly nativeAddon: string; readonly deadlineOf?: DeadlineOf },
    onChange: () => void,
    log: Log,
  ) {
    this.module = module;
    this.#onChange = onChange;
    this.#supervisor = new ModuleSupervisor(
      module,
      world.launcher,
      world.nativeAddon,
      {
        ended: (how) => this.#ended(how),
        bug: (text) => {
          log.incident('tokens.process', new Error(text));
        },
      },
      world.deadlineOf,
    );
  }

  /** What it says about itself; null before it has answered and while it does not. */
  get about(): ModuleDescription | null {
    return this.#about;
  }

  /** Why it does not answer. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** It has answered once, or failed. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  get isBusy(): boolean {
    return this.#busy > 0;
  }

  /** When somebody last used a token of it, in ms. */
  get lastUse(): number {
    return this.#lastUse;
  }

  get isRunning(): boolean {
    return this.#supervisor.isRunning;
  }

  get hasLogin(): boolean {
    return this.#about?.tokens.some(({ isLoggedIn }) => isLoggedIn) ?? false;
  }

  /** Its tokens. Two that tell the same serial number and label are told apart by their slot. */
  tokens(): NamedToken[] {
    const taken = new Set<LocalId>();
    return (this.#about?.tokens ?? []).map((description) => {
      const { serial, label, model, slot } = description;
      const usual = localId('token', this.module.id, serial, label, model);
      const id =
        taken.has(usual) || serial === '' ? localId('token', this.module.id, serial, label, model, slot) : usual;
      taken.add(id);
      return { id, description };
    });
  }

  readonly run = async <Name extends JobName>(
    name: Name,
    params: JobParams<Name>,
  ): Promise<Result<JobResult<Name>>> => {
    this.#busy += 1;
    try {
      if (!unasked.has(name)) this.#lastUse = Date.now();
      return await this.#supervisor.run(name, params);
    } finally {
      this.#busy -= 1;
      if (!unasked.has(name)) this.#lastUse = Date.now();
    }
  };

  readonly givePort = (port: TransferredPort): Promise<Result<number>> => this.#supervisor.givePort(port);

  readonly secretArrived = (port: number): Promise<boolean> => this.#supervisor.secretArrived(port);

  /** Asks it who is there. One that failed is left alone until somebody asks for it. */
  look(isAskedFor = false): Promise<void> {
    if (this.#failure !== null && !isAskedFor) return Promise.resolve();
    this.#reading ??= this.#look().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #look(): Promise<void> {
    let described = await this.run('describe', {});
    // What broke down while it worked may well start anew; what breaks down at once will do so again.
    if (!described.ok && this.#about !== null) described = await this.run('describe', {});
    this.#isSettled = true;
    this.#about = described.ok ? described.value : null;
    this.#failure = described.ok ? null : described.error;
    this.#onChange();
  }

  /** Ends the process, and with it every login. What is known of its tokens stays. */
  end(): void {
    if (!this.#supervisor.isRunning) return;
    this.#isEnding = true;
    this.#supervisor.end();
    this.#isEnding = false;
  }

  #ended(how: Result<never>): void {
    const { error } = how.ok ? fail('app.unexpected') : how;
    if (this.#about !== null) this.#about = { ...this.#about, tokens: this.#about.tokens.map(loggedOut) };
    if (!this.#isEnding && this.#about === null) this.#failure = error;
    this.#onChange();
    // It broke down: whether it still works, and with which tokens, is looked at at once.
    if (!this.#isEnding && this.#about !== null) setImmediate(() => void this.look());
  }
}

function loggedOut(token: TokenDescription): TokenDescription {
  return token.isLoggedIn ? { ...token, isLoggedIn: false } : token;
}
