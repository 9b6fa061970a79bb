import { at, concat } from './octets.ts';

/** Thrown for anything that is not the strict DER, of the shape and size, that the caller asked for. */
export class DerError extends Error {
  constructor(what: string) {
    super(`not the expected DER: ${what}`);
    this.name = 'DerError';
  }
}

/** Universal tags, and the context tags of PKCS#8 and SEC 1. @see ITU-T X.690 section 8 */
export const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  context0: 0xa0,
  context1: 0xa1,
  implicit1: 0x81,
} as const;

/** The longest structure that is read, in octets: a private key of RSA-4096 is about 2,400. */
export const longestDer = 8192;

/**
 * A cursor over the elements of one DER structure. Only what private and public keys need: tags of one octet, definite
 * lengths in their shortest form, nothing left over.
 */
export class DerReader {
  readonly #octets: Uint8Array;
  #offset = 0;

  constructor(octets: Uint8Array) {
    if (octets.length > longestDer) throw new DerError('longer than any key');
    this.#octets = octets;
  }

  /** The tag of the next element, or undefined at the end. */
  peek(): number | undefined {
    return this.#octets[this.#offset];
  }

  /** The content of the next element, which must have this tag. It is a view, not a copy. */
  take(tag: number, what: string): Uint8Array {
    if (this.peek() !== tag) throw new DerError(`${what} missing`);
    this.#offset += 1;
    const length = this.#length(what);
    const end = this.#offset + length;
    if (end > this.#octets.length) throw new DerError(`${what} cut short`);
    const content = this.#octets.subarray(this.#offset, end);
    this.#offset = end;
    return content;
  }

  /** The next element, tag and length included. */
  takeWhole(tag: number, what: string): Uint8Array {
    const start = this.#offset;
    this.take(tag, what);
    return this.#octets.subarray(start, this.#offset);
  }

  /** A reader over the content of the next element. */
  enter(tag: number, what: string): DerReader {
    return new DerReader(this.take(tag, what));
  }

  /** A non-negative INTEGER without its sign octet. @param limit octets */
  unsigned(what: string, limit: number): Uint8Array {
    const content = this.take(tags.integer, what);
    const first = content[0];
    if (first === undefined || first >= 0x80) throw new DerError(`${what} is not a positive integer`);
    if (first !== 0) return this.#limited(content, what, limit);
    if (content.length > 1 && at(content, 1) < 0x80) throw new DerError(`${what} has needless zeros`);
    return this.#limited(content.length === 1 ? content : content.subarray(1), what, limit);
  }

  /** A version number of one octet. */
  version(what: string): number {
    return at(this.unsigned(what, 1), 0);
  }

  /** The end of the structure; anything more is refused. */
  end(what: string): void {
    if (this.#offset !== this.#octets.length) throw new DerError(`something follows ${what}`);
  }

  #limited(content: Uint8Array, what: string, limit: number): Uint8Array {
    if (content.length > limit) throw new DerError(`${what} is too long`);
    return content;
  }

  #length(what: string): number {
    const first = this.#octets[this.#offset++];
    if (first === undefined || first === 0x80 || first > 0x82) throw new DerError(`length of ${what}`);
    if (first < 0x80) return first;
    let length = 0;
    for (let i = 0; i < first - 0x80; i++) length = (length << 8) | (this.#octets[this.#offset++] ?? 0);
    if (length < 0x80 || (first === 0x82 && length < 0x100)) throw new DerError(`length of ${what} is not minimal`);
    return length;
  }
}

/** One DER element. */
export function der(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  const { length } = content;
  const header =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 0xff]
          : undefined;
  if (header === undefined) throw new RangeError('longer than any key');
  return concat(Uint8Array.of(tag, ...header), content);
}

/** A positive INTEGER of these octets. */
export function derUnsigned(octets: Uint8Array): Uint8Array {
  let start = 0;
  while (start < octets.length - 1 && at(octets, start) === 0) start += 1;
  const value = octets.subarray(start);
  return der(tags.integer, at(value, 0) >= 0x80 ? concat(Uint8Array.of(0), value) : value);
}
