import type { Grade } from '../../../app/exposure.ts';
import type { Evidence } from '../../../app/formats/evidence.ts';
import type { NamedFormat } from '../../../app/formats/formats.ts';
import type { KdfWish } from '../../../app/formats/openssl-enc.ts';
import type { RequestRecord } from '../../../app/formats/sidecar.ts';
import type { StreamCipher } from './ciphers/stream-cipher.ts';
import type { KeyHolder } from './key-holder.ts';
import type { Source } from './source.ts';

/** All that a format may use to find its way to the plaintext. */
export interface OpeningContext {
  readonly source: Source;
  readonly evidence: Evidence;
  readonly holder: KeyHolder;
  readonly aad: Uint8Array;
  /** 16 bytes, where the user or the record gave them. */
  readonly iv: Uint8Array | undefined;
  readonly kdf: KdfWish;
  readonly record: RequestRecord | undefined;
  /** Bytes of the key, where the format's name said so. */
  readonly named: NamedFormat | undefined;
  /** The weakest grade that is allowed; each format judges its own way by `allow` before it opens anything. */
  readonly floor: Grade;
}

/** How the bytes of the file spell the ciphertext. */
export type Spelling = 'raw' | 'base64-lines' | 'base64url';

/** A file ready to be decrypted. */
export interface Opening {
  /** The stretch of the file that goes through the cipher. */
  readonly offset: number;
  readonly length: number;
  readonly spelling: Spelling;
  /** Decoded bytes to leave out at the front. */
  readonly skip: number;
  readonly cipher: StreamCipher;
  readonly grade: Grade;
  /** The way from the key to the data, in words, one step each. */
  readonly chain: readonly string[];
  /** A word of caution that belongs to the result, e.g. that padding is no proof. */
  readonly caution: string | undefined;
}

/** How one format finds its key. It throws `Stopped` or `Malformed` for what is expected to go wrong. */
export type Open = (context: OpeningContext) => Promise<Opening>;
