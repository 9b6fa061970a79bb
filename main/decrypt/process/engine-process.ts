import { createHash } from 'node:crypto';
import { ascii, fromUtf8 } from '../../../app/crypto/octets.ts';
import { longestKeyFile, readKeyFile } from '../../../app/formats/key-file.ts';
import { fail, ok, type Result } from '../../../app/result.ts';
import { loadNativeAddon } from '../../tokens/native-addon.ts';
import { type DecryptResult, type OpenedKey, Order, type Report, type WrappedKey } from '../protocol.ts';
import type { TokenAsk } from '../token-ask.ts';
import { loadSystemCipher } from './ciphers/system-cipher.ts';
import { openWrappedKeys, sendKekOf } from './client-key.ts';
import { type DataPort, dataPortOf } from './data-port.ts';
import { fromJwe } from './envelope.ts';
import { inspectFile } from './inspect.ts';
import { decryptFile, type JobWorld } from './job.ts';
import { holderOf, type KeyHolder } from './key-holder.ts';
import { openLeftovers } from './leftovers.ts';
import type { JobControl } from './pipeline.ts';
import { readSmallFile } from './small-file.ts';
import { expectedFailure } from './stopped.ts';
import { ThreadedSink } from './threaded-sink.ts';
import { tokenHolder } from './token-holder.ts';
import { mayMove, wrapForToken } from './wrap-for-token.ts';

/** From this size on a file is worth the second thread. Bytes. */
const worthAThread = 4 * 1024 * 1024;

/**
 * The decryption process: takes orders, answers reports. One second thread serves the first large file; others that run
 * at the same time do without.
 */
export class EngineProcess {
  readonly #report: (report: Report) => void;
  readonly #entry: URL;
  readonly #keys = new Map<number, KeyHolder>();
  /** Keys, with how many files are being read with each. */
  readonly #inUse = new Map<KeyHolder, number>();
  readonly #ports = new Map<number, DataPort>();
  readonly #controls = new Map<number, JobControl & { resume?: () => void }>();
  #world: JobWorld | undefined;
  #thread: ThreadedSink | undefined;
  readonly #asked = new Map<number, (result: Result<null>) => void>();
  #lastAsk = 0;

  /** @param entry the module that becomes the second thread when it is started as a worker */
  constructor(entry: URL, report: (report: Report) => void) {
    this.#entry = entry;
    this.#report = report;
  }

  /** @param message one order, not yet parsed @param handle the port that came with it. @throws for what no parent of ours would send */
  async take(message: unknown, handle?: unknown): Promise<void> {
    const order = Order.parse(message);
    switch (order.kind) {
      case 'start':
        this.#start(order.addon, order.stateFolder);
        return;
      case 'open-key': {
        const typed =
          order.passPhrasePort === undefined ? undefined : await this.#ports.get(order.passPhrasePort)?.next();
        const isClosed = order.passPhrasePort !== undefined && typed === undefined;
        const passPhrase = order.passPhrase ?? typed;
        const result = isClosed ? fail('app.cancelled') : this.#openKey(order.key, order.file, passPhrase);
        passPhrase?.fill(0);
        this.#report({ kind: 'key-opened', id: order.id, result });
        return;
      }
      case 'open-token-key':
        this.#openTokenKey(order, dataPortOf(handle));
        return;
      case 'token-answer':
        this.#asked.get(order.id)?.(order.result);
        this.#asked.delete(order.id);
        return;
      case 'port':
        this.#ports.set(order.port, dataPortOf(handle));
        return;
      case 'close-port':
        this.#ports.get(order.port)?.close();
        this.#ports.delete(order.port);
        return;
      case 'wrap-key':
        this.#report({ kind: 'key-wrapped', id: order.id, result: this.#wrapKey(order.key, order.port) });
        return;
      case 'open-envelope': {
        const holder = this.#keys.get(order.key);
        const result = holder === undefined ? fail('client.key-gone') : await openWrappedKeys(holder, order.jwe);
        this.#report({ kind: 'envelope-opened', id: order.id, result });
        return;
      }
      case 'send-kek':
        this.#report({ kind: 'kek-sent', id: order.id, result: await this.#sendKek(order) });
        return;
      case 'open-jwe':
        this.#report({ kind: 'jwe-opened', id: order.id, result: await this.#openJwe(order.key, order.jwe) });
        return;
      case 'close-key':
        this.#closeKey(order.key);
        return;
      case 'inspect':
        this.#report({
          kind: 'inspected',
          id: order.id,
          result: await inspectFile(order.source, order.format, order.record),
        });
        return;
      case 'decrypt':
        this.#report({ kind: 'decrypted', id: order.id, result: await this.#decrypt(order.id, order.job) });
        return;
      case 'pause':
      case 'resume':
      case 'cancel':
        this.#control(order.kind, order.id);
        return;
      default:
        throw order satisfies never;
    }
  }

  #start(addon: string | undefined, stateFolder: string): void {
    const native = addon === undefined ? undefined : loadNativeAddon(addon);
    if (addon !== undefined) loadSystemCipher(addon);
    native?.forbidCoreDumps();
    this.#thread = new ThreadedSink(this.#entry);
    this.#world = {
      linkDescriptor: native?.linkDescriptor,
      leftovers: openLeftovers(stateFolder),
      borrowThread: (size) => {
        const thread = size >= worthAThread ? this.#thread : undefined;
        if (thread !== undefined) this.#thread = undefined;
        return thread;
      },
      returnThread: (thread) => {
        this.#thread = thread;
      },
    };
    this.#report({ kind: 'ready' });
  }

  #openKey(id: number, file: string, passPhrase: Uint8Array | undefined): Result<OpenedKey> {
    try {
      const octets = readSmallFile(file, longestKeyFile, 'the key file');
      const read = readKeyFile(octets);
      const sha256 = createHash('sha256').update(octets).digest('hex');
      octets.fill(0);
      if (!read.ok) return read;
      const holder = holderOf(read.value, 'C', 'key file', passPhrase);
      if (!holder.ok) return holder;
      this.#keys.set(id, holder.value);
      const { kinds, type, grade, where, publicKey } = holder.value;
      return ok({
        kinds: [...kinds],
        type,
        grade,
        where,
        ...(publicKey === undefined ? {} : { publicKey }),
        ...(mayMove(holder.value) ? { fileSHA256: sha256 } : {}),
      });
    } catch (error) {
      const failure = expectedFailure(error);
      if (failure === undefined) throw error;
      return fail(failure.code, failure.facts);
    }
  }

  #wrapKey(key: number, port: number): Result<WrappedKey> {
    const holder = this.#keys.get(key);
    const way = this.#ports.get(port);
    if (holder === undefined || way === undefined) return fail('decrypt.engine-died');
    return wrapForToken(holder, (kek) => way.sendSecret(kek));
  }

  async #sendKek({ key, peerPoint, port }: Extract<Order, { kind: 'send-kek' }>): Promise<Result<null>> {
    const holder = this.#keys.get(key);
    const way = this.#ports.get(port);
    if (holder === undefined || way === undefined) return fail('client.key-gone');
    return sendKekOf(holder, peerPoint, (kek) => way.sendSecret(kek));
  }

  /** What is inside is to be shown, or holds only ciphertext: it goes to the parent as text. */
  async #openJwe(key: number, jwe: string): Promise<Result<string>> {
    const holder = this.#keys.get(key);
    if (holder === undefined) return fail('decrypt.engine-died');
    try {
      const text = fromUtf8(await fromJwe(holder, ascii(jwe)));
      return text === undefined
        ? fail('decrypt.malformed', { format: 'jwe', problem: 'its content is no text' })
        : ok(text);
    } catch (error) {
      const failure = expectedFailure(error);
      if (failure === undefined) throw error;
      return fail(failure.code, failure.facts);
    }
  }

  #openTokenKey({ key, kinds, where, publicPoint }: Extract<Order, { kind: 'open-token-key' }>, port: DataPort): void {
    const ask = (question: TokenAsk, job: number | undefined) =>
      new Promise<Result<null>>((resolve) => {
        const id = ++this.#lastAsk;
        this.#asked.set(id, resolve);
        this.#report({ kind: 'token-ask', id, key, ask: question, ...(job === undefined ? {} : { job }) });
      });
    this.#keys.set(key, tokenHolder({ kinds, where, publicPoint }, port, ask));
  }

  async #decrypt(id: number, job: Extract<Order, { kind: 'decrypt' }>['job']): Promise<Result<DecryptResult>> {
    const holder = this.#keys.get(job.key);
    if (this.#world === undefined || holder === undefined)
      return fail('decrypt.key-needed', { format: 'file', needs: 'a key' });
    const control: JobControl = {
      isCancelled: false,
      paused: undefined,
      onProgress: (done, total) => this.#report({ kind: 'progress', id, done, total }),
    };
    this.#controls.set(id, control);
    this.#inUse.set(holder, (this.#inUse.get(holder) ?? 0) + 1);
    try {
      return await decryptFile(job, holder.forJob?.(id) ?? holder, this.#world, control);
    } finally {
      this.#controls.delete(id);
      this.#giveBack(holder);
    }
  }

  /** A key that a file is being read with is wiped when that file is done. */
  #closeKey(key: number): void {
    const holder = this.#keys.get(key);
    this.#keys.delete(key);
    if (holder !== undefined && !this.#inUse.has(holder)) holder.dispose();
  }

  #giveBack(holder: KeyHolder): void {
    const others = (this.#inUse.get(holder) ?? 1) - 1;
    if (others > 0) this.#inUse.set(holder, others);
    else {
      this.#inUse.delete(holder);
      if (![...this.#keys.values()].includes(holder)) holder.dispose();
    }
  }

  #control(kind: 'pause' | 'resume' | 'cancel', id: number): void {
    const control = this.#controls.get(id);
    if (control === undefined) return;
    if (kind === 'cancel') control.isCancelled = true;
    if (kind === 'pause' && control.paused === undefined) {
      control.paused = new Promise((resolve) => {
        control.resume = resolve;
      });
    }
    if (kind !== 'pause') {
      control.paused = undefined;
      control.resume?.();
    }
  }
}
