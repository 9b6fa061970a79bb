/**
 * Holds the tokens (see Tokens.hold) exactly while a key on one of them is at work for a file: not while the file is
 * paused, since one that is paused for ever must not keep a login alive for ever, and not while a person is asked for a
 * PIN, who may be away. Whatever comes in whatever order, it holds once and lets go.
 */
export class TokenHold {
  readonly #hold: () => () => void;
  #isAtWork = false;
  #isPaused = false;
  #asking = 0;
  #letGo: (() => void) | undefined;

  constructor(hold: () => () => void) {
    this.#hold = hold;
  }

  /** The key begins to work, or has ended. */
  atWork(isAtWork: boolean): void {
    this.#isAtWork = isAtWork;
    this.#settle();
  }

  paused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#settle();
  }

  /** A person is asked. @returns to be called once, when that is over */
  asking(): () => void {
    this.#asking += 1;
    this.#settle();
    return () => {
      this.#asking -= 1;
      this.#settle();
    };
  }

  #settle(): void {
    if (this.#isAtWork && !this.#isPaused && this.#asking === 0) this.#letGo ??= this.#hold();
    else {
      this.#letGo?.();
      this.#letGo = undefined;
    }
  }
}
