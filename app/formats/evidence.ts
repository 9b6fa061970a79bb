/** What is known of a file before any key is tried. */
export interface Evidence {
  /** The file's own name, without folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The first bytes, up to `headLength`. */
  readonly head: Uint8Array;
  /** The last bytes, up to `tailLength`. */
  readonly tail: Uint8Array;
}

/** Enough for every header that is accepted: compact JWE, AWS encryption contexts, JSON before a ciphertext. Bytes. */
export const headLength = 256 * 1024;
/** Enough for the tag of a compact JWE. Bytes. */
export const tailLength = 256;
