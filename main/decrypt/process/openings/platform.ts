import type { FormatId } from '../../../../app/formats/formats.ts';
import { aeadStretch, cbcLength } from '../../../../app/formats/platform-file.ts';
import { cbcCipher, gcmCipher } from '../ciphers/aes.ts';
import type { Open, Opening, OpeningContext } from '../opening.ts';
import { Stopped } from '../stopped.ts';
import { octetsOf, openCbc, symmetricKey } from './common.ts';

const unproven = 'The padding fits; the format cannot show more.';

function keyLengths({ named }: OpeningContext): readonly number[] {
  return named?.keyLength === undefined ? [16, 24, 32] : [named.keyLength];
}

function ivOf({ iv }: OpeningContext): Uint8Array {
  if (iv === undefined) throw new Stopped('decrypt.iv-needed');
  return iv;
}

function gcmFile(
  { source, aad }: OpeningContext,
  format: FormatId,
  key: Uint8Array,
): Pick<Opening, 'offset' | 'length' | 'cipher'> {
  const { nonceAt, ciphertextAt, ciphertextLength, tagAt } = aeadStretch(format, 0, source.size);
  const cipher = gcmCipher(key, source.read(nonceAt, 12), aad, source.read(tagAt, 16));
  return { offset: ciphertextAt, length: ciphertextLength, cipher };
}

function cbcFile(
  { source }: OpeningContext,
  format: FormatId,
  key: Uint8Array,
  iv: Uint8Array,
): Pick<Opening, 'offset' | 'length' | 'cipher'> {
  return { offset: 0, length: cbcLength(format, source.size), cipher: cbcCipher(key, iv) };
}

const raw = { spelling: 'raw', skip: 0 } as const;

/** @see platform-api.md section 5 */
export const openPlatformGcm: Open = async (context) => {
  const key = symmetricKey('platform-gcm', context.holder, keyLengths(context));
  const { grade, where } = context.holder;
  return { ...gcmFile(context, 'platform-gcm', key), ...raw, grade, chain: [where, 'AES-GCM'], caution: undefined };
};

export const openPlatformCbc: Open = async (context) => {
  const iv = ivOf(context);
  const key = symmetricKey('platform-cbc', context.holder, keyLengths(context));
  const { grade, where } = context.holder;
  return { ...cbcFile(context, 'platform-cbc', key, iv), ...raw, grade, chain: [where, 'AES-CBC'], caution: unproven };
};

/** The one-time key out of the record. The layout is assumed: see assumptions.pskekLayout. */
function oneTimeKey(
  context: OpeningContext,
  format: FormatId,
): { readonly key: Uint8Array; readonly productKey: Uint8Array; readonly iv: Uint8Array } {
  const sealed = context.record?.sealedKey;
  if (sealed === undefined) throw new Stopped('decrypt.record-needed');
  const iv = ivOf(context);
  const productKey = symmetricKey(format, context.holder, keyLengths(context));
  const key = openCbc(productKey, iv, octetsOf(sealed));
  if (key === undefined || key.length !== productKey.length) throw new Stopped('decrypt.key-check');
  return { key, productKey, iv };
}

export const openSealedGcm: Open = async (context) => {
  const { key, productKey } = oneTimeKey(context, 'platform-gcm-pskek');
  productKey.fill(0);
  const { grade, where } = context.holder;
  const chain = [where, 'one-time key sealed in the record', 'AES-GCM'];
  return { ...gcmFile(context, 'platform-gcm-pskek', key), ...raw, grade, chain, caution: 'Assumed layout.' };
};

export const openSealedCbc: Open = async (context) => {
  const { key, productKey, iv } = oneTimeKey(context, 'platform-cbc-pskek');
  const sealedIv = context.record?.sealedKeyIV;
  if (sealedIv === undefined) throw new Stopped('decrypt.record-needed');
  const dataIv = openCbc(productKey, iv, octetsOf(sealedIv));
  productKey.fill(0);
  if (dataIv?.length !== 16) throw new Stopped('decrypt.key-check');
  const { grade, where } = context.holder;
  const chain = [where, 'one-time key and IV sealed in the record', 'AES-CBC'];
  return {
    ...cbcFile(context, 'platform-cbc-pskek', key, dataIv),
    ...raw,
    grade,
    chain,
    caution: `Assumed layout. ${unproven}`,
  };
};
