import { gcmsiv } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import {
  type CosmianHeader,
  type CosmianKeyCipher,
  parseCosmian,
  xtsTweakLength,
} from '../../../../app/formats/cosmian.ts';
import type { FormatId } from '../../../../app/formats/formats.ts';
import { malformed } from '../../../../app/formats/malformed.ts';
import { aeadStretch } from '../../../../app/formats/platform-file.ts';
import { gcmCipher } from '../ciphers/aes.ts';
import { chacha20Poly1305Cipher } from '../ciphers/chacha20-poly1305.ts';
import { cosmianXtsCipher, decryptXtsUnit } from '../ciphers/xts.ts';
import type { Open, OpeningContext } from '../opening.ts';
import { Stopped } from '../stopped.ts';
import { openGcm, unwrapAes, wrongKind } from './common.ts';

const none = new Uint8Array(0);

interface Unwrapping {
  /** Bytes of the KEK. */
  readonly kekLengths: readonly number[];
  /** @returns the DEK, or undefined when its integrity check fails */
  open(kek: Uint8Array, encapsulated: Uint8Array): Uint8Array | undefined;
}

/** A library that throws on a bad tag. */
function orUndefined(open: () => Uint8Array): Uint8Array | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}

/** How each cipher protects the DEK; none of them has AAD. @see key-systems.md section 3.4 */
const unwrappings: Readonly<Record<CosmianKeyCipher, Unwrapping>> = {
  rfc5649: { kekLengths: [16, 24, 32], open: (kek, octets) => unwrapAes('kwp', kek, octets) },
  rfc3394: { kekLengths: [16, 24, 32], open: (kek, octets) => unwrapAes('kw', kek, octets) },
  'aes-gcm': {
    kekLengths: [16, 24, 32],
    open: (kek, octets) => openGcm(kek, octets.subarray(0, 12), none, octets.subarray(12, -16), octets.subarray(-16)),
  },
  'chacha20-poly1305': {
    kekLengths: [32],
    open: (kek, octets) =>
      orUndefined(() => chacha20poly1305(kek, octets.subarray(0, 12)).decrypt(octets.subarray(12))),
  },
  'aes-gcm-siv': {
    kekLengths: [16, 32],
    open: (kek, octets) => orUndefined(() => gcmsiv(kek, octets.subarray(0, 12)).decrypt(octets.subarray(12))),
  },
  // No integrity: a wrong KEK gives a wrong DEK, and the data's tag has to notice.
  'aes-xts': {
    kekLengths: [32, 64],
    open: (kek, octets) => decryptXtsUnit(kek, octets.subarray(0, 16), octets.subarray(16)),
  },
};

function dekOf(
  { holder }: OpeningContext,
  format: FormatId,
  header: CosmianHeader,
): { readonly dek: Uint8Array; readonly by: CosmianKeyCipher } {
  const kek = holder.symmetric;
  const fitting = header.keyCiphers.filter((cipher) => unwrappings[cipher].kekLengths.includes(kek?.length ?? 0));
  if (kek === undefined || fitting.length === 0) {
    wrongKind(format, holder, header.keyCiphers.includes('aes-xts') ? 'a key of 32 or 64 bytes' : 'an AES key');
  }
  for (const by of fitting) {
    const dek = unwrappings[by].open(kek, header.encapsulatedDek);
    if (dek?.length === header.dekLength) return { dek: Uint8Array.from(dek), by };
    dek?.fill(0);
  }
  throw new Stopped('decrypt.key-check');
}

const raw = { spelling: 'raw', skip: 0 } as const;

/** Both AEADs have the same layout; only a try can tell them apart. */
function openAead(format: 'cosmian-aes-gcm' | 'cosmian-chacha20', name: string, make: typeof gcmCipher): Open {
  return async (context) => {
    const { source, evidence, holder, aad } = context;
    const header = parseCosmian(evidence.head);
    if (header.dekLength !== 32) malformed(format, 'its data key is one for AES-XTS');
    const { nonceAt, ciphertextAt, ciphertextLength, tagAt } = aeadStretch(format, header.dataAt, source.size);
    const { dek, by } = dekOf(context, format, header);
    const cipher = make(dek, source.read(nonceAt, 12), aad, source.read(tagAt, 16));
    return {
      offset: ciphertextAt,
      length: ciphertextLength,
      ...raw,
      cipher,
      grade: holder.grade,
      chain: [holder.where, `DEK by ${by}`, name],
      caution: undefined,
    };
  };
}

export const openCosmianGcm = openAead('cosmian-aes-gcm', 'AES-256-GCM', gcmCipher);
export const openCosmianChacha = openAead('cosmian-chacha20', 'ChaCha20-Poly1305', chacha20Poly1305Cipher);

export const openCosmianXts: Open = async (context) => {
  const { source, evidence, holder } = context;
  const header = parseCosmian(evidence.head);
  if (header.dekLength !== 64) malformed('cosmian-aes-xts', 'its data key is not one for AES-XTS');
  const offset = header.dataAt + xtsTweakLength;
  if (source.size < offset + 16) malformed('cosmian-aes-xts', 'its ciphertext is shorter than one block');
  const { dek, by } = dekOf(context, 'cosmian-aes-xts', header);
  return {
    offset,
    length: source.size - offset,
    ...raw,
    cipher: cosmianXtsCipher(dek, source.read(header.dataAt, xtsTweakLength)),
    grade: holder.grade,
    chain: [holder.where, `DEK by ${by}`, 'AES-256-XTS in pieces of 32 bytes'],
    caution: 'Nothing in the data would show a change. Only the data key in front was checked.',
  };
};
