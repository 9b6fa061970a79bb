import { fromUtf8 } from '../crypto/octets.ts';
import { malformed } from './malformed.ts';

/** A JSON text with the value of one member cut out, and where that value lies in the file. */
export interface JsonSkeleton {
  /** The JSON text with an empty string in place of the value. */
  readonly text: string;
  /** The characters between the quotes of the value, in bytes of the file; undefined when there is no such member. */
  readonly cut: { readonly offset: number; readonly length: number } | undefined;
}

/** What is left of a JWE without its ciphertext: header fields and keys for some recipients. Bytes. */
export const longestSkeleton = 256 * 1024;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads a JSON object of any size chunk by chunk and keeps all of it but the string value of one top-level member, so
 * that a file of gigabytes costs no memory. It does not judge the JSON: the skeleton is parsed afterwards. A member
 * spelled with escapes is not recognised and stays in the skeleton.
 */
export class JsonSkeletonReader {
  readonly #member: string;
  readonly #format: string;
  #kept: number[] = [];
  #offset = 0;
  #depth = 0;
  #state: 'between' | 'string' | 'escape' | 'cutting' = 'between';
  #stringAt = 0;
  #lastString = '';
  /** True after `"member":` at the top level. */
  #cutNext = false;
  #cut: { offset: number; length: number } | undefined;

  /** @param member name of the top-level member to cut @param format named in the failure */
  constructor(member: string, format: string) {
    this.#member = member;
    this.#format = format;
  }

  /** @throws Malformed when the skeleton grows over its limit or the member comes twice */
  push(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) {
      if (this.#state === 'cutting') {
        const end = chunk.indexOf(quote, i);
        i = end < 0 ? chunk.length : end;
        if (end < 0) break;
        this.#cut = { offset: this.#stringAt, length: this.#offset + end - this.#stringAt };
        this.#state = 'between';
        this.#keep(quote);
      } else this.#step(chunk[i] ?? 0, this.#offset + i);
      i++;
    }
    this.#offset += chunk.length;
  }

  /** @throws Malformed when the text is not UTF-8 or ends inside the value */
  end(): JsonSkeleton {
    const text = fromUtf8(Uint8Array.from(this.#kept));
    if (text === undefined || this.#state !== 'between') malformed(this.#format, 'it is not a whole JSON text');
    return { text, cut: this.#cut };
  }

  #step(octet: number, at: number): void {
    this.#keep(octet);
    switch (this.#state) {
      case 'escape':
        this.#state = 'string';
        return;
      case 'string':
        if (octet === backslash) this.#state = 'escape';
        else if (octet === quote) {
          this.#state = 'between';
          const text = this.#kept.slice(this.#stringAt, -1);
          this.#lastString = text.length === this.#member.length ? String.fromCharCode(...text) : '';
        }
        return;
      default:
        this.#between(octet, at);
    }
  }

  #between(octet: number, at: number): void {
    const character = String.fromCharCode(octet);
    if (octet === quote) {
      if (this.#cutNext) {
        if (this.#cut !== undefined) malformed(this.#format, `it has two members named ${this.#member}`);
        this.#state = 'cutting';
        this.#stringAt = at + 1;
      } else {
        this.#state = 'string';
        this.#stringAt = this.#kept.length;
      }
      this.#cutNext = false;
      return;
    }
    if (character === ':') this.#cutNext = this.#depth === 1 && this.#lastString === this.#member;
    else if (!/\s/.test(character)) this.#cutNext = false;
    if (character === '{' || character === '[') this.#depth++;
    if (character === '}' || character === ']') this.#depth--;
    if (character === ',' || character === '{') this.#lastString = '';
  }

  #keep(octet: number): void {
    if (this.#kept.length >= longestSkeleton) malformed(this.#format, 'its header is longer than 256 KiB');
    this.#kept.push(octet);
  }
}
