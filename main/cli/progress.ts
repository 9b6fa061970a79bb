/** A line on standard error that says how far a file is; only on a terminal. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #shownAt = 0;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** @param done,total bytes @param since when the file was begun, ms */
  show(name: string, done: number, total: number, since: number): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#shownAt < 100) return;
    this.#shownAt = now;
    this.#isShown = true;
    const speed = done / Math.max((now - since) / 1000, 0.001);
    const left = Math.ceil((total - done) / Math.max(speed, 1));
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    const line = `${name.slice(0, 40)}  ${percent} %  ${(speed / 1e6).toFixed(0)} MB/s  ${left} s left`;
    // A terminal that does not know its width, a serial line for one, says 0.
    const width = this.#stream.columns > 1 ? this.#stream.columns - 1 : 79;
    this.#stream.write(`\r\x1b[2K${line.slice(0, width)}`);
  }

  /** Takes the line away, before something lasting is written. */
  clear(): void {
    if (this.#isShown) this.#stream.write('\r\x1b[2K');
    this.#isShown = false;
  }
}

/** Control characters of a file name would steer the terminal: they are shown as escapes. */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
