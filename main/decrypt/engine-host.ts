import fs from 'node:fs';
import { DecryptEngine, type EngineChannel } from './engine.ts';

/** A key out of a file is wiped when it was not used for so long, in ms: as with tokens, nobody may be there any more. */
const keyFileIdleMs = 10 * 60_000;

/** Starts the decryption process when it is first needed, and again after it has died. */
export class EngineHost {
  readonly #launch: () => Promise<EngineChannel>;
  readonly #addon: string;
  readonly #stateFolder: string;
  readonly #keyFileIdleMs: number;
  readonly #onGone: () => void;
  #engine: Promise<DecryptEngine> | undefined;
  #isClosed = false;

  /**
   * @param world.addon the native addon's path, whether it was built or not
   * @param world.stateFolder where the engine writes down files it has begun
   * @param world.keyFileIdleMs how long a key out of a file stays when it is not used; ten minutes unless told
   * @param world.onGone told when a process has died by itself: the keys it held are gone with it
   */
  constructor(world: {
    readonly launch: () => Promise<EngineChannel>;
    readonly addon: string;
    readonly stateFolder: string;
    readonly keyFileIdleMs?: number | undefined;
    readonly onGone: () => void;
  }) {
    this.#launch = world.launch;
    this.#addon = world.addon;
    this.#stateFolder = world.stateFolder;
    this.#keyFileIdleMs = world.keyFileIdleMs ?? keyFileIdleMs;
    this.#onGone = world.onGone;
  }

  /** The engine of now. Keys that were opened in an earlier one are gone. */
  engine(): Promise<DecryptEngine> {
    this.#engine ??= this.#start();
    return this.#engine;
  }

  /** Zeroes every key out of a file, and ends the process that had them; tokens have an end of their own. */
  async wipeFileKeys(): Promise<void> {
    const engine = await this.#engine;
    engine?.wipeFileKeys();
    engine?.retire();
  }

  /** Ends the process for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#engine)?.close();
  }

  async #start(): Promise<DecryptEngine> {
    const addon = fs.existsSync(this.#addon) ? { addon: this.#addon } : {};
    const engine = new DecryptEngine(await this.#launch(), {
      stateFolder: this.#stateFolder,
      keyFileIdleMs: this.#keyFileIdleMs,
      ...addon,
    });
    engine.onGone(() => {
      this.#engine = undefined;
      if (!this.#isClosed && !engine.isRetired) this.#onGone();
    });
    return engine;
  }
}
