/** How long speed is measured over, in ms. */
const stretch = 3_000;

/** How fast a file is read, of the last seconds, so that a pause or a slow disk shows at once. */
export class Pace {
  readonly #seen: { readonly at: number; readonly done: number }[] = [];

  /** @param done bytes @param at ms */
  saw(done: number, at: number): void {
    this.#seen.push({ at, done });
    while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > stretch) this.#seen.shift();
    // A thousand reports a second would make a long list: every other one says the same.
    if (this.#seen.length > 512) for (let i = this.#seen.length - 2; i > 0; i -= 2) this.#seen.splice(i, 1);
  }

  /** After a pause the time that it took does not count. */
  forget(): void {
    this.#seen.length = 0;
  }

  /** Bytes a second; 0 while nothing is known. */
  get speed(): number {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return Math.max(0, ((last.done - first.done) * 1_000) / (last.at - first.at));
  }

  /** Seconds; null while the speed is not known. */
  left(total: number): number | null {
    const last = this.#seen.at(-1);
    return last === undefined || this.speed === 0 ? null : Math.max(0, (total - last.done) / this.speed);
  }
}
