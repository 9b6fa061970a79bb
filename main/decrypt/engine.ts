import type { WrappedKeys } from '../../app/platform/wire/distributions.ts';
import { fail, type Result } from '../../app/result.ts';
import type { Errand } from './errand.ts';
import {
  type DecryptJob,
  type DecryptResult,
  type Inspection,
  type OpenedKey,
  type Order,
  Report,
  type WrappedKey,
} from './protocol.ts';
import type { TokenAsk } from './token-ask.ts';

/** A decryption process as its parent sees it: forked by Node, or a utilityProcess of Electron. */
export interface EngineChannel {
  /** @param port goes to the process with the order: a socket, or Electron's MessagePortMain */
  send(order: Order, port?: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process is gone for whatever reason. */
  onExit(listener: () => void): void;
  kill(): void;
}

/** A key on a token, as the engine needs to know it. */
export type TokenKey = Omit<Extract<Order, { kind: 'open-token-key' }>, 'kind' | 'key'>;

/** A file that is being decrypted. */
export interface RunningJob {
  readonly done: Promise<Result<DecryptResult>>;
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** Has a token do what the engine asks. @param errand of the file that it is for, where it is one that a person began */
type Answer = (ask: TokenAsk, errand: Errand | undefined) => Promise<Result<null>>;

type Settle = (result: Result<never> | Report) => void;

/**
 * The offline decryption engine. It works in a process of its own: a fault there costs no window, and the memory that
 * held keys goes with it. When the process dies every open question is answered 'decrypt.engine-died'.
 */
export class DecryptEngine {
  readonly #channel: EngineChannel;
  readonly #waiting = new Map<number, Settle>();
  readonly #progress = new Map<number, (done: number, total: number) => void>();
  readonly #tokens = new Map<number, Answer>();
  readonly #errands = new Map<number, Errand>();
  /** Files that are being decrypted, by the numbers of their questions. */
  readonly #jobs = new Map<number, { readonly key: number; isPaused: boolean }>();
  /** Keys out of files, each with the timer that wipes it when it was not used for long. */
  readonly #fileKeys = new Map<number, NodeJS.Timeout | undefined>();
  readonly #keyFileIdleMs: number | undefined;
  readonly #whenGone: (() => void)[] = [];
  #lastId = 0;
  #isGone = false;
  /** How often the keys out of files were wiped. */
  #wipes = 0;
  #hasHeldFileKeys = false;
  #isRetired = false;

  /**
   * @param addon the native addon's path, when it was built
   * @param stateFolder where the engine writes down files it has begun
   * @param keyFileIdleMs a key out of a file is wiped when it was not used for so long, in ms; never, when it is not given
   */
  constructor(
    channel: EngineChannel,
    options: { readonly addon?: string; readonly stateFolder: string; readonly keyFileIdleMs?: number },
  ) {
    this.#channel = channel;
    this.#keyFileIdleMs = options.keyFileIdleMs;
    channel.onMessage((message) => {
      const report = Report.safeParse(message);
      if (report.success) this.#take(report.data);
      // It reads files of anybody: one that makes it talk nonsense costs this process, not the app.
      else this.#channel.kill();
    });
    channel.onExit(() => this.#gone());
    channel.send({
      kind: 'start',
      stateFolder: options.stateFolder,
      ...(options.addon === undefined ? {} : { addon: options.addon }),
    });
  }

  /**
   * Reads a key file in the engine, which keeps the key under a number.
   * @param passPhrase of an encrypted private key, which the caller zeroes; or a port on which the next try comes
   * @returns 'app.cancelled' when the port closes before anything has come, or such keys are wiped meanwhile
   */
  async openKey(
    file: string,
    passPhrase?: Uint8Array | { readonly port: number },
  ): Promise<Result<OpenedKey & { readonly key: number }>> {
    const key = ++this.#lastId;
    const wipes = this.#wipes;
    const secret =
      passPhrase === undefined
        ? {}
        : passPhrase instanceof Uint8Array
          ? { passPhrase }
          : { passPhrasePort: passPhrase.port };
    const report = await this.#ask((id) => ({ kind: 'open-key', id, key, file, ...secret }));
    if (!('kind' in report)) return report;
    if (report.kind !== 'key-opened') throw new Error(`the engine answered ${report.kind}`);
    if (!report.result.ok) return report.result;
    this.#fileKeys.set(key, undefined);
    this.#hasHeldFileKeys = true;
    this.#used(key);
    if (wipes !== this.#wipes) {
      this.closeKey(key);
      this.retire();
      return fail('app.cancelled');
    }
    return { ok: true, value: { ...report.result.value, key } };
  }

  /**
   * Makes a key on a token known to the engine.
   * @param port the engine's end of a channel whose other end the token process has
   * @param answer has the token do what the engine asks; what it gives goes through the channel, past this process
   */
  openTokenKey(facts: TokenKey, port: unknown, answer: Answer): number {
    const key = ++this.#lastId;
    this.#tokens.set(key, answer);
    if (!this.#isGone) this.#channel.send({ kind: 'open-token-key', key, ...facts }, port);
    return key;
  }

  /**
   * Hands the engine one end of a channel on which secrets come or go.
   * @returns the number that orders name it by
   */
  givePort(port: unknown): number {
    const id = ++this.#lastId;
    if (!this.#isGone) this.#channel.send({ kind: 'port', port: id }, port);
    return id;
  }

  closePort(port: number): void {
    if (!this.#isGone) this.#channel.send({ kind: 'close-port', port });
  }

  /**
   * Wraps a key that came from a key file, for its way onto a token. The KEK is new and goes out on the port alone.
   * @returns 'decrypt.key-wrong-kind' for what is no AES-128 or AES-256 key
   */
  async wrapKey(key: number, port: number): Promise<Result<WrappedKey>> {
    this.#used(key);
    const report = await this.#ask((id) => ({ kind: 'wrap-key', id, key, port }));
    if (!('kind' in report)) return report;
    if (report.kind !== 'key-wrapped') throw new Error(`the engine answered ${report.kind}`);
    return report.result;
  }

  /** Opens an envelope of the platform with a client key that came from a file. @returns ciphertext and names */
  async openEnvelope(key: number, jwe: string): Promise<Result<WrappedKeys>> {
    this.#used(key);
    const report = await this.#ask((id) => ({ kind: 'open-envelope', id, key, jwe }));
    if (!('kind' in report)) return report;
    if (report.kind !== 'envelope-opened') throw new Error(`the engine answered ${report.kind}`);
    return report.result;
  }

  /** Makes the KEK of an envelope with a client key that came from a file; it goes out on the port alone. */
  async sendKek(key: number, peerPoint: Uint8Array, port: number): Promise<Result<null>> {
    this.#used(key);
    const report = await this.#ask((id) => ({ kind: 'send-kek', id, key, peerPoint, port }));
    if (!('kind' in report)) return report;
    if (report.kind !== 'kek-sent') throw new Error(`the engine answered ${report.kind}`);
    return report.result;
  }

  /**
   * Opens a compact JWE whose content may be known here: a product's secrets that are to be shown, or wrapped keys.
   * @param key a private key of a key file
   * @returns its content; 'decrypt.key-check' for another key, 'decrypt.not-authentic' for a changed text
   */
  async openJwe(key: number, jwe: string): Promise<Result<string>> {
    this.#used(key);
    const report = await this.#ask((id) => ({ kind: 'open-jwe', id, key, jwe }));
    if (!('kind' in report)) return report;
    if (report.kind !== 'jwe-opened') throw new Error(`the engine answered ${report.kind}`);
    return report.result;
  }

  /** Whether its process has ended. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** @param listener called once, when the process is gone; at once when it is gone already */
  onGone(listener: () => void): void {
    if (this.#isGone) listener();
    else this.#whenGone.push(listener);
  }

  /** Whether it has a key by that number still. */
  has(key: number): boolean {
    return !this.#isGone && (this.#fileKeys.has(key) || this.#tokens.has(key));
  }

  /**
   * Zeroes every key out of a file; one that a file is being decrypted with, after that. A file that is paused is
   * cancelled: it would keep its key for as long as nobody comes back.
   */
  wipeFileKeys(): void {
    this.#wipes += 1;
    for (const [id, { key, isPaused }] of this.#jobs)
      if (isPaused && this.#fileKeys.has(key)) this.#control('cancel', id);
    for (const key of [...this.#fileKeys.keys()]) this.closeKey(key);
  }

  /**
   * Ends the process once nothing is asked of it and no key out of a file is open, where it ever had one. Zeroing is not
   * enough for private keys: their text is in JavaScript's memory and their numbers in OpenSSL's, and goes with the process.
   */
  retire(): void {
    if (!this.#hasHeldFileKeys) return;
    this.#isRetired = true;
    this.#endSoon();
  }

  /** Whether its end is meant. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Zeroes a key. */
  closeKey(key: number): void {
    this.#tokens.delete(key);
    clearTimeout(this.#fileKeys.get(key));
    this.#fileKeys.delete(key);
    if (!this.#isGone) this.#channel.send({ kind: 'close-key', key });
  }

  /** What can be said of a file without a key. @param named what `--format` or a person named, and the record to use */
  async inspect(
    source: string,
    named: { readonly format?: string; readonly record?: string } = {},
  ): Promise<Result<Inspection>> {
    const report = await this.#ask((id) => ({ kind: 'inspect', id, source, ...named }));
    if (!('kind' in report)) return report;
    if (report.kind !== 'inspected') throw new Error(`the engine answered ${report.kind}`);
    return report.result;
  }

  /**
   * Decrypts a file.
   * @param onProgress bytes read of bytes to read, a few times a second
   * @param errand what a token that asks a person about this file has to know
   */
  decrypt(job: DecryptJob, onProgress?: (done: number, total: number) => void, errand?: Errand): RunningJob {
    let jobId = 0;
    const running = { key: job.key, isPaused: false };
    this.#used(job.key);
    const answer = this.#ask((id) => {
      jobId = id;
      if (onProgress !== undefined) this.#progress.set(id, onProgress);
      if (errand !== undefined) this.#errands.set(id, errand);
      this.#jobs.set(id, running);
      return { kind: 'decrypt', id, job };
    });
    const done = answer.then((report): Result<DecryptResult> => {
      this.#progress.delete(jobId);
      this.#errands.delete(jobId);
      this.#jobs.delete(jobId);
      if (!('kind' in report)) return report;
      if (report.kind !== 'decrypted') throw new Error(`the engine answered ${report.kind}`);
      return report.result;
    });
    const control = (kind: 'pause' | 'resume' | 'cancel') => {
      if (kind !== 'cancel') running.isPaused = kind === 'pause';
      this.#control(kind, jobId);
    };
    return { done, pause: () => control('pause'), resume: () => control('resume'), cancel: () => control('cancel') };
  }

  #control(kind: 'pause' | 'resume' | 'cancel', id: number): void {
    if (!this.#isGone) this.#channel.send({ kind, id });
  }

  /** Ends the process; what it held in memory is gone with it. */
  close(): void {
    this.#channel.kill();
  }

  /** A key out of a file is kept a while longer. */
  #used(key: number): void {
    if (this.#keyFileIdleMs === undefined || !this.#fileKeys.has(key)) return;
    clearTimeout(this.#fileKeys.get(key));
    this.#fileKeys.set(key, setTimeout(() => this.#unused(key), this.#keyFileIdleMs).unref());
  }

  /** One that a file is being read with is in use; one that a file was paused with is not. */
  #unused(key: number): void {
    const jobs = [...this.#jobs].filter(([, job]) => job.key === key);
    if (jobs.some(([, { isPaused }]) => !isPaused)) {
      this.#used(key);
      return;
    }
    for (const [id] of jobs) this.#control('cancel', id);
    this.closeKey(key);
    this.retire();
  }

  /** Not at once: who was just answered may have the next question ready. */
  #endSoon(): void {
    setImmediate(() => {
      if (this.#isGone || this.#waiting.size > 0 || this.#fileKeys.size > 0) return;
      this.#gone();
      this.#channel.kill();
    });
  }

  #ask(order: (id: number) => Order): Promise<Result<never> | Report> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      if (this.#isGone) resolve(fail('decrypt.engine-died'));
      else {
        this.#waiting.set(id, resolve);
        this.#channel.send(order(id));
      }
    });
  }

  #take(report: Report): void {
    if (report.kind === 'ready') return;
    if (report.kind === 'token-ask') {
      void this.#askToken(report);
      return;
    }
    if (report.kind === 'progress') {
      this.#progress.get(report.id)?.(report.done, report.total);
      return;
    }
    this.#waiting.get(report.id)?.(report);
    this.#waiting.delete(report.id);
    if (this.#isRetired) this.#endSoon();
  }

  async #askToken({ id, key, job, ask }: Extract<Report, { kind: 'token-ask' }>): Promise<void> {
    const errand = job === undefined ? undefined : this.#errands.get(job);
    const result = (await this.#tokens.get(key)?.(ask, errand)) ?? fail('token.process-ended');
    if (!this.#isGone) this.#channel.send({ kind: 'token-answer', id, result });
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    for (const timer of this.#fileKeys.values()) clearTimeout(timer);
    this.#fileKeys.clear();
    for (const settle of this.#waiting.values()) settle(fail('decrypt.engine-died'));
    this.#waiting.clear();
    for (const listener of this.#whenGone.splice(0)) listener();
  }
}
