/**
 * One decryption of a stream. Pieces come in any size; what comes out is fresh memory that the receiver may keep.
 * Nothing that came out may be believed before `final` returned.
 */
export interface StreamCipher {
  update(piece: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** @throws Stopped when the tag or the padding does not fit */
  final(): Uint8Array | Promise<Uint8Array>;
  /** Zeroes what it holds of keys, as far as JavaScript lets it. */
  dispose(): void;
  /** The largest piece it should be given, where that bounds its memory. Bytes. */
  readonly pieceLength?: number;
}

export const nothing: Uint8Array = new Uint8Array(0);
