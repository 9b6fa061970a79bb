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
import type { KeyHolder } from '../key-holder.ts';
import type { Open, OpeningContext } from '../opening.ts';
import { Stopped } from '../stopped.ts';
import { allow, openGcm, wrongKind } from './common.ts';

const none = new Uint8Array(0);

interface Unwrapping {
  /** Bytes of a KEK in a file. */
  readonly kekLengths: readonly number[];
  /** Whether a KEK that stays on a token can do it. */
  readonly onToken: boolean;
  /** @returns the DEK, or undefined when its integrity check fails */
  open(holder: KeyHolder, encapsulated: Uint8Array): Promise<Uint8Array | undefined>;
}

/** A library that throws on a bad tag. */
function orUndefined(open: () => Uint8Array): Uint8Array | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}

/** By the KEK's own bytes, for what no token does. */
const byBytes =
  (open: (kek: Uint8Array, octets: Uint8Array) => Uint8Array | undefined): Unwrapping['open'] =>
  async ({ symmetric }, octets) =>
    symmetric === undefined ? undefined : open(symmetric, octets);

/** How each cipher protects the DEK; none of them has AAD. @see key-systems.md section 3.4 */
const unwrappings: Readonly<Record<CosmianKeyCipher, Unwrapping>> = {
  rfc5649: { kekLengths: [16, 24, 32], onToken: true, open: (holder, octets) => holder.unwrap('kwp', octets) },
  rfc3394: { kekLengths: [16, 24, 32], onToken: true, open: (holder, octets) => holder.unwrap('kw', octets) },
  'aes-gcm': { kekLengths: [16, 24, 32], onToken: true, open: openDekByGcm },
  'chacha20-poly1305': {
    kekLengths: [32],
    onToken: false,
    open: byBytes((kek, octets) =>
      orUndefined(() => chacha20poly1305(kek, octets.subarray(0, 12)).decrypt(octets.subarray(12))),
    ),
  },
  'aes-gcm-siv': {
    kekLengths: [16, 32],
    onToken: false,
    open: byBytes((kek, octets) => orUndefined(() => gcmsiv(kek, octets.subarray(0, 12)).decrypt(octets.subarray(12)))),
  },
  // No integrity: a wrong KEK gives a wrong DEK, and the data's tag has to notice.
  'aes-xts': {
    kekLengths: [32, 64],
    onToken: false,
    open: byBytes((kek, octets) => decryptXtsUnit(kek, octets.subarray(0, 16), octets.subarray(16))),
  },
};

async function openDekByGcm({ symmetric, token }: KeyHolder, octets: Uint8Array): Promise<Uint8Array | undefined> {
  const nonce = octets.subarray(0, 12);
  if (token === undefined) {
    return symmetric && openGcm(symmetric, nonce, none, octets.subarray(12, -16), octets.subarray(-16));
  }
  try {
    return await token.gcm(nonce, none, octets.subarray(12));
  } catch (error) {
    if (error instanceof Stopped && error.failure.code === 'decrypt.not-authentic') return undefined;
    throw error;
  }
}

async function dekOf(
  { holder }: OpeningContext,
  format: FormatId,
  header: CosmianHeader,
): Promise<{ readonly dek: Uint8Array; readonly by: CosmianKeyCipher }> {
  const fits = (cipher: CosmianKeyCipher) =>
    holder.token === undefined
      ? unwrappings[cipher].kekLengths.includes(holder.symmetric?.length ?? 0)
      : unwrappings[cipher].onToken && holder.kinds.has('aes');
  const fitting = header.keyCiphers.filter(fits);
  if (fitting.length === 0) {
    wrongKind(format, holder, header.keyCiphers.includes('aes-xts') ? 'a key of 32 or 64 bytes' : 'an AES key');
  }
  for (const by of fitting) {
    const dek = await unwrappings[by].open(holder, header.encapsulatedDek);
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
    const grade = allow(context, holder.grade);
    const { dek, by } = await dekOf(context, format, header);
    const cipher = make(dek, source.read(nonceAt, 12), aad, source.read(tagAt, 16));
    return {
      offset: ciphertextAt,
      length: ciphertextLength,
      ...raw,
      cipher,
      grade,
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
  const grade = allow(context, holder.grade);
  const { dek, by } = await dekOf(context, 'cosmian-aes-xts', header);
  return {
    offset,
    length: source.size - offset,
    ...raw,
    cipher: cosmianXtsCipher(dek, source.read(header.dataAt, xtsTweakLength)),
    grade,
    chain: [holder.where, `DEK by ${by}`, 'AES-256-XTS in pieces of 32 bytes'],
    caution: 'Nothing in the data would show a change. Only the data key in front was checked.',
  };
};
