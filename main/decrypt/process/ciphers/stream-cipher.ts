/**
 * One decryption of a stream. Pieces come in any size. Nothing that came out may be believed before `final` returned.
 */
export interface StreamCipher {
  /** @returns fresh memory that the receiver may keep */
  update(piece: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /**
   * The same into memory of the caller, where the cipher can: making new memory for every piece costs as much as
   * decrypting it.
   * @param into `roomBeyond` longer than the piece. @returns bytes written
   */
  updateInto?(piece: Uint8Array, into: Uint8Array): number;
  /** @throws Stopped when the tag or the padding does not fit */
  final(): Uint8Array | Promise<Uint8Array>;
  /** Zeroes what it holds of keys, as far as JavaScript lets it. */
  dispose(): void;
  /** The largest piece it should be given, where that bounds its memory. Bytes. */
  readonly pieceLength?: number;
}

export const nothing: Uint8Array = new Uint8Array(0);
