import { gcmNonceLength, gcmTagLength } from '../platform/modes.ts';
import { malformed } from './malformed.ts';
import { aeadStretch } from './platform-file.ts';
import { inARow, type Region } from './regions.ts';

/** How the DEK in front may be protected. The file names neither this nor the data's cipher. */
export type CosmianKeyCipher = 'rfc5649' | 'rfc3394' | 'aes-gcm' | 'aes-gcm-siv' | 'chacha20-poly1305' | 'aes-xts';

interface Encapsulation {
  /** Bytes of the DEK inside. 64 is a pair of XTS keys. */
  readonly dekLength: 32 | 64;
  /** What may have made it, the integrity-checked ones first. */
  readonly keyCiphers: readonly CosmianKeyCipher[];
}

/**
 * The one hint the format gives: the length byte in front. Key wrap adds 8 bytes, an AEAD 28 (nonce and tag), XTS a
 * tweak of 16 and no integrity.
 * @see key-systems.md section 3.4
 */
export const encapsulations: Readonly<Record<number, Encapsulation>> = {
  40: { dekLength: 32, keyCiphers: ['rfc5649', 'rfc3394'] },
  60: { dekLength: 32, keyCiphers: ['aes-gcm', 'chacha20-poly1305', 'aes-gcm-siv'] },
  48: { dekLength: 32, keyCiphers: ['aes-xts'] },
  72: { dekLength: 64, keyCiphers: ['rfc5649', 'rfc3394'] },
  92: { dekLength: 64, keyCiphers: ['aes-gcm', 'chacha20-poly1305', 'aes-gcm-siv'] },
  80: { dekLength: 64, keyCiphers: ['aes-xts'] },
};

/** Bytes of tweak before XTS data, and the size of the pieces that each restart with it. */
export const xtsTweakLength = 16;
export const xtsPieceLength = 32;

export interface CosmianHeader extends Encapsulation {
  readonly encapsulatedDek: Uint8Array;
  /** Where nonce or tweak begins. */
  readonly dataAt: number;
}

/**
 * The encapsulated DEK of a file made by `ckms sym encrypt -e`.
 * @param head the first 93 bytes at least, or the whole file
 * @throws Malformed when the first byte is no known length, or the file ends early
 */
export function parseCosmian(head: Uint8Array): CosmianHeader {
  // LEB128 below 128 is the byte itself, and no known length is longer.
  const length = head[0] ?? 0;
  const encapsulation = encapsulations[length];
  if (encapsulation === undefined) malformed('cosmian', 'its first byte is not the length of an encapsulated key');
  if (head.length < 1 + length) malformed('cosmian', 'it ends inside the encapsulated key');
  return { ...encapsulation, encapsulatedDek: head.slice(1, 1 + length), dataAt: 1 + length };
}

export function cosmianRegions(head: Uint8Array, size: number): readonly Region[] {
  const { dekLength, dataAt } = parseCosmian(head);
  const front = [
    ['header', 'length', 1],
    ['wrapped-key', 'encapsulated DEK', dataAt - 1],
  ] as const;
  if (dekLength === 64) {
    if (size < dataAt + xtsTweakLength) malformed('cosmian', 'it ends inside the tweak');
    return inARow([
      ...front,
      ['nonce', 'tweak', xtsTweakLength],
      ['ciphertext', 'ciphertext', size - dataAt - xtsTweakLength],
    ]);
  }
  const { ciphertextLength } = aeadStretch('cosmian', dataAt, size);
  return inARow([
    ...front,
    ['nonce', 'nonce', gcmNonceLength],
    ['ciphertext', 'ciphertext', ciphertextLength],
    ['tag', 'tag', gcmTagLength],
  ]);
}
