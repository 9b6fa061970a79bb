import { type Failure, fail, type Result } from '../../app/result.ts';
import type { KeyUse, WithPin } from '../tokens/key-use.ts';
import type { ModuleSupervisor } from '../tokens/supervisor.ts';
import type { TokenDescription } from '../tokens/token-shapes.ts';
import { printable } from './progress.ts';
import { askSecret, readSecret } from './secret-input.ts';
import type { TokenWorld } from './token-world.ts';

type Reached = Pick<ModuleSupervisor, 'run' | 'givePort' | 'secretArrived'>;

/**
 * The PINs of one token on the command line: typed on its reader or on the terminal, or read from a descriptor. The last
 * is kept for keys that want it at every use, and wiped at the end; the others are asked for each time.
 */
export class CommandPins {
  readonly #token: TokenDescription;
  readonly #fd: number | undefined;
  readonly #reached: Reached;
  readonly #world: Pick<TokenWorld, 'channel'>;
  #given: Uint8Array | undefined;
  /** What came of the one from the descriptor when the token did not take it: it is not tried again. */
  #refused: Failure | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param fd where the PIN comes from; without it the terminal is asked */
  constructor(token: TokenDescription, fd: number | undefined, reached: Reached, world: Pick<TokenWorld, 'channel'>) {
    this.#token = token;
    this.#fd = fd;
    this.#reached = reached;
    this.#world = world;
  }

  /**
   * Runs a job that takes the PIN.
   * @param why after "PIN of Line 3": nothing, or what it is for
   * @param job gets the number of the PIN's port, or null for a reader with a PIN pad
   * @returns 'token.pin-missing' when nothing was typed
   */
  async once<T>(why: string, job: (pin: number | null) => Promise<Result<T>>): Promise<Result<T>> {
    const label = printable(this.#token.label);
    if (this.#token.pin.hasPad) {
      process.stderr.write(`Type the PIN of ${label}${why} on its reader.\n`);
      return job(null);
    }
    if (this.#refused !== undefined) return { ok: false, error: this.#refused };
    const pin = this.#fd === undefined ? await askSecret(`PIN of ${label}${why}`) : this.#fromDescriptor(this.#fd);
    if (pin === undefined) return fail('token.pin-stopped');
    if (pin.length === 0) return fail('token.pin-missing');
    const done = await this.#send(pin, job);
    if (!done.ok && this.#fd !== undefined && done.error.code.startsWith('token.pin-')) this.#refused = done.error;
    return done;
  }

  /** For keys that want their PIN at every use: one question after the other. */
  readonly forUse: WithPin = <T>(use: KeyUse, job: (pin: number | null) => Promise<Result<T>>): Promise<Result<T>> => {
    const done = this.#last.then(() => this.#use(use, job));
    this.#last = done.catch(() => undefined);
    return done;
  };

  async #use<T>(use: KeyUse, job: (pin: number | null) => Promise<Result<T>>): Promise<Result<T>> {
    if (use.signal.aborted) return fail('app.cancelled');
    if (use.rest.isStopped) return fail('token.pin-stopped');
    const goOn = use.whileAsking();
    try {
      const done = await this.once(whyAsked(use), (pin) =>
        // Called off while it was typed: it goes to no token.
        use.signal.aborted ? Promise.resolve(fail('app.cancelled')) : job(pin),
      );
      if (!done.ok && done.error.code === 'token.pin-stopped') use.rest.isStopped = true;
      return done;
    } finally {
      goOn();
    }
  }

  /** Wipes what was kept. */
  forget(): void {
    this.#given?.fill(0);
    this.#given = undefined;
  }

  #fromDescriptor(fd: number): Uint8Array {
    this.#given ??= readSecret(fd);
    return Uint8Array.from(this.#given); // what is sent is wiped
  }

  /** To the token process on a port of its own, as from the PIN window. */
  async #send<T>(pin: Uint8Array, job: (pin: number) => Promise<Result<T>>): Promise<Result<T>> {
    const { near, far } = await this.#world.channel();
    try {
      const port = await this.#reached.givePort(far);
      if (!port.ok) return port;
      const arrived = this.#reached.secretArrived(port.value);
      near.send(pin);
      if (!(await arrived)) return fail('token.process-ended');
      return await job(port.value);
    } finally {
      near.close();
    }
  }
}

/** `, key “signing”, to decrypt firmware.bin.enc (file 2 of 5)` */
function whyAsked({ key, file, fileTurn, useTurn }: KeyUse): string {
  const turns = [
    ...(fileTurn.of === 1 ? [] : [`file ${fileTurn.which} of ${fileTurn.of}`]),
    ...(useTurn.of === 1 ? [] : [`use ${useTurn.which} of at most ${useTurn.of}`]),
  ];
  const counted = turns.length === 0 ? '' : ` (${turns.join(', ')})`;
  return `, key “${printable(key.label || key.id)}”, to decrypt ${printable(file)}${counted}`;
}
