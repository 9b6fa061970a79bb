import path from 'node:path';
import { fail, type Result } from '../../app/result.ts';
import type { LaunchedProcess, ProcessLauncher, TransferredPort } from './process-launcher.ts';
import {
  FromProcess,
  type JobName,
  type JobParams,
  type JobResult,
  jobs,
  type ModuleSpec,
  type ToProcess,
} from './protocol.ts';

/** How long a module may take to load and initialise, in ms. */
const startDeadline = 15_000;

/** How long each job may take, in ms; the protocol's table unless somebody knows the module better. */
export type DeadlineOf = (name: JobName) => number;

/** What a supervisor tells of its own accord. */
export interface SupervisorEvents {
  /** The process is gone, and every login with it. */
  readonly ended: (how: Result<never>) => void;
  /** A mistake of ours inside the process: for the log. */
  readonly bug: (text: string) => void;
}

interface Job {
  readonly name: JobName;
  readonly params: unknown;
  readonly settle: (result: Result<unknown>) => void;
}

interface Running {
  readonly process: LaunchedProcess;
  readonly started: Promise<Result<true>>;
  readonly settleStart: (result: Result<true>) => void;
  job: { readonly id: number; readonly job: Job } | undefined;
}

/**
 * One PKCS#11 module, in a process of its own that is started when first needed (rule R6). One job at a time; each has a
 * deadline that is kept here, since the process itself may hang in native code. A process that hangs, crashes or talks
 * nonsense is ended, its job answered honestly, and the next job starts a new one.
 */
export class ModuleSupervisor {
  readonly module: ModuleSpec;
  readonly #launcher: ProcessLauncher;
  readonly #nativeAddon: string;
  readonly #events: SupervisorEvents;
  readonly #deadlineOf: DeadlineOf;
  readonly #waiting: Job[] = [];
  readonly #listeners = new Map<number, (arrived: boolean) => void>();
  /** What ports said while nobody listened. */
  readonly #unheard = new Map<number, boolean>();
  #running: Running | undefined;
  #isBusy = false;
  #lastId = 0;

  /** @param nativeAddon path of native/keydock.c's build */
  constructor(
    module: ModuleSpec,
    launcher: ProcessLauncher,
    nativeAddon: string,
    events: SupervisorEvents,
    deadlineOf: DeadlineOf = (name) => jobs[name].deadline,
  ) {
    this.#deadlineOf = deadlineOf;
    this.module = module;
    this.#launcher = launcher;
    this.#nativeAddon = nativeAddon;
    this.#events = events;
  }

  /** Whether a process is there; without one nobody is logged in. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Queues a job. Never rejects for what a module does: that is a Result. */
  run<Name extends JobName>(name: Name, params: JobParams<Name>): Promise<Result<JobResult<Name>>> {
    return new Promise((resolve) => {
      // The checked boundary: #work settles with what the schema of this very name has parsed.
      const settle = (result: Result<unknown>) => resolve(result as Result<JobResult<Name>>);
      this.#waiting.push({ name, params, settle });
      void this.#work();
    });
  }

  /**
   * Hands one end of a channel to the process, on which a secret comes (a PIN, a KEK) or goes.
   * @returns the number that jobs name it by
   */
  async givePort(port: TransferredPort): Promise<Result<number>> {
    const { started, process } = this.#ensureRunning();
    const isStarted = await started;
    if (!isStarted.ok) return isStarted;
    const id = ++this.#lastId;
    process.post({ kind: 'port', port: id } satisfies ToProcess, port);
    return { ok: true, value: id };
  }

  /**
   * Resolves when a secret lies ready under that number: true; or false when the port closed or the process ended. Asked
   * again for each secret, where several come (a second try at the PIN).
   */
  secretArrived(port: number): Promise<boolean> {
    const before = this.#unheard.get(port);
    this.#unheard.delete(port);
    if (before !== undefined) return Promise.resolve(before);
    if (this.#running === undefined) return Promise.resolve(false);
    return new Promise((resolve) => this.#listeners.set(port, resolve));
  }

  /** Ends the process and with it every login: logout, idle time, screen lock, suspend. Waiting jobs are answered. */
  end(): void {
    for (const job of this.#waiting.splice(0)) job.settle(fail('token.process-ended'));
    this.#end(fail('token.process-ended'));
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
        job.settle(await this.#perform(job));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #perform(job: Job): Promise<Result<unknown>> {
    const running = this.#ensureRunning();
    const started = await running.started;
    if (!started.ok) return started;
    const deadline = this.#deadlineOf(job.name);
    const id = ++this.#lastId;
    const raw = await new Promise<Result<unknown>>((resolve) => {
      const timer = setTimeout(() => this.#end(fail('token.module-silent', { seconds: deadline / 1000 })), deadline);
      const settle = (result: Result<unknown>) => {
        clearTimeout(timer);
        running.job = undefined;
        resolve(result);
      };
      running.job = { id, job: { ...job, settle } };
      running.process.post({ kind: 'job', id, name: job.name, params: job.params } satisfies ToProcess);
    });
    if (!raw.ok) return raw;
    const value = jobs[job.name].result.safeParse(raw.value);
    if (value.success) return { ok: true, value: value.data };
    const nonsense = fail('token.module-unreadable');
    this.#end(nonsense);
    return nonsense;
  }

  #ensureRunning(): Running {
    if (this.#running !== undefined) return this.#running;
    const process = this.#launcher.launch();
    let settle: (result: Result<true>) => void = () => undefined;
    const started = new Promise<Result<true>>((resolve) => {
      settle = resolve;
    });
    const silent = fail('token.module-silent', { seconds: startDeadline / 1000 });
    const timer = setTimeout(() => this.#end(silent), startDeadline);
    const settleStart = (result: Result<true>) => {
      clearTimeout(timer);
      settle(result);
    };
    const running: Running = { process, started, settleStart, job: undefined };
    this.#running = running;
    process.onMessage((message) => this.#receive(running, message));
    process.onExit((how) => {
      if (this.#running === running) this.#end(fail('token.module-crashed', { how }));
    });
    process.post({ kind: 'start', module: this.module, nativeAddon: this.#nativeAddon } satisfies ToProcess);
    return running;
  }

  #receive(running: Running, raw: unknown): void {
    if (this.#running !== running) return; // a late word of a process that was ended
    const parsed = FromProcess.safeParse(raw);
    if (!parsed.success) {
      this.#end(fail('token.module-unreadable'));
      return;
    }
    const message = parsed.data;
    const current = running.job;
    switch (message.kind) {
      case 'started':
        running.settleStart({ ok: true, value: true });
        return;
      case 'not-started':
        this.#end({ ok: false, error: message.error });
        return;
      case 'secret':
      case 'port-closed':
        this.#tellOfPort(message.port, message.kind === 'secret');
        return;
      case 'done':
        if (current?.id === message.id) current.job.settle({ ok: true, value: message.value });
        return;
      case 'failed':
        if (current?.id === message.id) current.job.settle({ ok: false, error: message.error });
        return;
      case 'bug':
        this.#events.bug(message.text);
        if (current?.id === message.id) this.#end(fail('app.unexpected'));
        return;
      default:
        message satisfies never;
    }
  }

  #tellOfPort(port: number, arrived: boolean): void {
    const listener = this.#listeners.get(port);
    this.#listeners.delete(port);
    if (listener === undefined) this.#unheard.set(port, arrived);
    else listener(arrived);
  }

  /** Ends the process for this reason, and answers what it was doing with it. */
  #end(reason: Result<never> & { readonly ok: false }): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.process.kill();
    running.settleStart(reason);
    running.job?.job.settle(reason);
    for (const listener of this.#listeners.values()) listener(false);
    this.#listeners.clear();
    this.#unheard.clear();
    this.#events.ended(reason);
  }

  /** The module's file name, for words. */
  get file(): string {
    return path.basename(this.module.path);
  }
}
