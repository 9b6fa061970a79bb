import { createHash, type Hash } from 'node:crypto';

/** 1 for every octet of the standard alphabet. */
const inAlphabet = Uint8Array.from({ length: 256 }, (_, octet) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(octet)) ? 1 : 0,
);
const equals = 0x3d;

/**
 * Decodes base64 as it streams by, strictly: the standard alphabet, no line breaks, padding at the very end and only
 * there, no bits left over (RFC 4648 sections 3.2 and 3.5). So two readers cannot find two files in one text.
 */
export class Base64Stream {
  #held = Buffer.alloc(0);
  #isEnded = false;
  #isBroken = false;

  /** @returns what this piece decodes to, with what was held of the one before; null once the text is none */
  push(piece: Uint8Array): Buffer | null {
    if (this.#isBroken) return null;
    if (this.#isEnded && piece.length > 0) return this.#broken();
    const text = this.#held.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#held, piece]);
    const whole = text.length - (text.length % 4);
    this.#held = Buffer.from(text.subarray(whole));
    const quads = text.subarray(0, whole);
    const padding = paddingOf(quads);
    for (let at = 0; at < quads.length - padding; at += 1) {
      if (inAlphabet[quads[at] ?? 0] !== 1) return this.#broken();
    }
    const decoded = Buffer.from(quads.toString('latin1'), 'base64');
    if (padding > 0) {
      this.#isEnded = true;
      if (this.#held.length > 0 || decoded.toString('base64').slice(-4) !== quads.toString('latin1').slice(-4))
        return this.#broken();
    }
    return decoded;
  }

  /** @returns whether what came was base64 to its end */
  end(): boolean {
    return !this.#isBroken && this.#held.length === 0;
  }

  #broken(): null {
    this.#isBroken = true;
    return null;
  }
}

function paddingOf(quads: Uint8Array): number {
  if (quads.at(-1) !== equals) return 0;
  return quads.at(-2) === equals ? 2 : 1;
}

/** What a stretch of bytes is: raw, and as the base64 text of something else. */
export interface Digests {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The SHA-256 of what they decode to; null where they are no base64. */
  readonly decodedSha256: string | null;
}

/** Both digests of a stream in one pass: the object store may hold a file raw or as its base64 text (platform-api.md section 5). */
export class TwoDigests {
  readonly #raw: Hash = createHash('sha256');
  readonly #decoded: Hash = createHash('sha256');
  readonly #base64 = new Base64Stream();
  #bytes = 0;

  push(piece: Uint8Array): void {
    this.#bytes += piece.length;
    this.#raw.update(piece);
    const decoded = this.#base64.push(piece);
    if (decoded !== null) this.#decoded.update(decoded);
  }

  end(): Digests {
    return {
      bytes: this.#bytes,
      sha256: this.#raw.digest('hex'),
      decodedSha256: this.#base64.end() ? this.#decoded.digest('hex') : null,
    };
  }
}
