import { malformed } from './malformed.ts';

/** Reads fields from the front of a header; running past its end is "the header ends early", never a shorter field. */
export class OctetReader {
  readonly #octets: Uint8Array;
  readonly #format: string;
  #offset = 0;

  /** @param format named in the failure */
  constructor(octets: Uint8Array, format: string) {
    this.#octets = octets;
    this.#format = format;
  }

  /** Octets read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** The next octets, as a view. @param what names the field in the failure */
  take(length: number, what: string): Uint8Array {
    if (length > this.#octets.length - this.#offset) malformed(this.#format, `it ends inside ${what}`);
    const field = this.#octets.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    return field;
  }

  /** An unsigned number of 1, 2 or 4 octets, most significant first. */
  uint(width: 1 | 2 | 4, what: string): number {
    return this.take(width, what).reduce((value, octet) => value * 256 + octet, 0);
  }

  /** A field with its length in the two octets before it. */
  field16(what: string): Uint8Array {
    return this.take(this.uint(2, what), what);
  }
}
