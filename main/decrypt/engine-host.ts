import fs from 'node:fs';
import { DecryptEngine, type EngineChannel } from './engine.ts';

/** Starts the decryption process when it is first needed, and again after it has died. */
export class EngineHost {
  readonly #launch: () => Promise<EngineChannel>;
  readonly #addon: string;
  readonly #stateFolder: string;
  readonly #onGone: () => void;
  #engine: Promise<DecryptEngine> | undefined;
  #isClosed = false;

  /**
   * @param world.addon the native addon's path, whether it was built or not
   * @param world.stateFolder where the engine writes down files it has begun
   * @param world.onGone told when a process has died by itself: the keys it held are gone with it
   */
  constructor(world: {
    readonly launch: () => Promise<EngineChannel>;
    readonly addon: string;
    readonly stateFolder: string;
    readonly onGone: () => void;
  }) {
    this.#launch = world.launch;
    this.#addon = world.addon;
    this.#stateFolder = world.stateFolder;
    this.#onGone = world.onGone;
  }

  /** The engine of now. Keys that were opened in an earlier one are gone. */
  engine(): Promise<DecryptEngine> {
    this.#engine ??= this.#start();
    return this.#engine;
  }

  /** Ends the process for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#engine)?.close();
  }

  async #start(): Promise<DecryptEngine> {
    const addon = fs.existsSync(this.#addon) ? { addon: this.#addon } : {};
    const engine = new DecryptEngine(await this.#launch(), { stateFolder: this.#stateFolder, ...addon });
    engine.onGone(() => {
      this.#engine = undefined;
      if (!this.#isClosed) this.#onGone();
    });
    return engine;
  }
}
