import type { FormatId } from '../../../../app/formats/formats.ts';
import { paddingOf } from '../../../../app/formats/openssl-enc.ts';
import { aeadStretch, cbcLength } from '../../../../app/formats/platform-file.ts';
import { cbcCipher, gcmCipher } from '../ciphers/aes.ts';
import { cbcOnToken, gcmOnToken } from '../ciphers/on-token.ts';
import type { StreamCipher } from '../ciphers/stream-cipher.ts';
import type { KeyHolder } from '../key-holder.ts';
import type { Open, Opening, OpeningContext } from '../opening.ts';
import { Stopped } from '../stopped.ts';
import { allow, octetsOf, openCbc, symmetricKey, wrongKind } from './common.ts';

const unproven = 'The padding fits; the format cannot show more.';

function keyLengths({ named }: OpeningContext): readonly number[] {
  return named?.keyLength === undefined ? [16, 24, 32] : [named.keyLength];
}

function ivOf({ iv }: OpeningContext): Uint8Array {
  if (iv === undefined) throw new Stopped('decrypt.iv-needed');
  return iv;
}

type DataPart = Pick<Opening, 'offset' | 'length' | 'cipher'>;

function gcmFile(
  { source }: OpeningContext,
  format: FormatId,
  make: (nonce: Uint8Array, tag: Uint8Array, length: number) => StreamCipher,
): DataPart {
  const { nonceAt, ciphertextAt, ciphertextLength, tagAt } = aeadStretch(format, 0, source.size);
  const cipher = make(source.read(nonceAt, 12), source.read(tagAt, 16), ciphertextLength);
  return { offset: ciphertextAt, length: ciphertextLength, cipher };
}

function cbcFile({ source }: OpeningContext, format: FormatId, make: () => StreamCipher): DataPart {
  const length = cbcLength(format, source.size);
  return { offset: 0, length, cipher: make() };
}

const raw = { spelling: 'raw', skip: 0 } as const;

/** @see platform-api.md section 5 */
export const openPlatformGcm: Open = async (context) => {
  const { aad, holder } = context;
  const { token, where } = holder;
  if (token !== undefined) {
    needAes('platform-gcm', holder);
    const grade = allow(context, 'T');
    const part = gcmFile(context, 'platform-gcm', (nonce, tag, length) => gcmOnToken(token, nonce, aad, tag, length));
    return { ...part, ...raw, grade, chain: [where, 'AES-GCM on the token'], caution: undefined };
  }
  const grade = allow(context, holder.grade);
  const key = symmetricKey('platform-gcm', holder, keyLengths(context));
  const part = gcmFile(context, 'platform-gcm', (nonce, tag) => gcmCipher(key, nonce, aad, tag));
  return { ...part, ...raw, grade, chain: [where, 'AES-GCM'], caution: undefined };
};

export const openPlatformCbc: Open = async (context) => {
  const iv = ivOf(context);
  const { holder } = context;
  const { token, where } = holder;
  if (token !== undefined) {
    needAes('platform-cbc', holder);
    const grade = allow(context, 'T');
    const part = cbcFile(context, 'platform-cbc', () => cbcOnToken(token, iv));
    return { ...part, ...raw, grade, chain: [where, 'AES-CBC on the token'], caution: unproven };
  }
  const grade = allow(context, holder.grade);
  const key = symmetricKey('platform-cbc', holder, keyLengths(context));
  const part = cbcFile(context, 'platform-cbc', () => cbcCipher(key, iv));
  return { ...part, ...raw, grade, chain: [where, 'AES-CBC'], caution: unproven };
};

function needAes(format: FormatId, holder: KeyHolder): void {
  if (!holder.kinds.has('aes')) wrongKind(format, holder, 'an AES key');
}

/** A secret sealed by AES-CBC with PKCS#7 under the product key, wherever that is. */
async function unseal(
  context: OpeningContext,
  format: FormatId,
  iv: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const { holder } = context;
  const { token } = holder;
  if (token === undefined) {
    const productKey = symmetricKey(format, holder, keyLengths(context));
    const secret = openCbc(productKey, iv, sealed);
    productKey.fill(0);
    return secret ?? refuse();
  }
  needAes(format, holder);
  const padded = await token.cbc(iv, sealed);
  const padding = paddingOf(padded.subarray(-16)) ?? refuse();
  const secret = Uint8Array.from(padded.subarray(0, padded.length - padding));
  padded.fill(0);
  return secret;
}

function refuse(): never {
  throw new Stopped('decrypt.key-check');
}

/** The one-time key out of the record. The layout is assumed: see assumptions.pskekLayout. */
async function oneTimeKey(context: OpeningContext, format: FormatId, iv: Uint8Array): Promise<Uint8Array> {
  const sealed = context.record?.sealedKey;
  if (sealed === undefined) throw new Stopped('decrypt.record-needed');
  const key = await unseal(context, format, iv, octetsOf(sealed));
  const length = context.named?.keyLength ?? context.holder.symmetric?.length ?? key.length;
  return key.length === length && [16, 24, 32].includes(key.length) ? key : refuse();
}

export const openSealedGcm: Open = async (context) => {
  const grade = allow(context, context.holder.grade);
  const key = await oneTimeKey(context, 'platform-gcm-pskek', ivOf(context));
  const chain = [context.holder.where, 'one-time key sealed in the record', 'AES-GCM'];
  const part = gcmFile(context, 'platform-gcm-pskek', (nonce, tag) => gcmCipher(key, nonce, context.aad, tag));
  return { ...part, ...raw, grade, chain, caution: 'Assumed layout.' };
};

export const openSealedCbc: Open = async (context) => {
  const grade = allow(context, context.holder.grade);
  const iv = ivOf(context);
  const sealedIv = context.record?.sealedKeyIV;
  if (sealedIv === undefined) throw new Stopped('decrypt.record-needed');
  const key = await oneTimeKey(context, 'platform-cbc-pskek', iv);
  const dataIv = await unseal(context, 'platform-cbc-pskek', iv, octetsOf(sealedIv));
  if (dataIv.length !== 16) refuse();
  const chain = [context.holder.where, 'one-time key and IV sealed in the record', 'AES-CBC'];
  const part = cbcFile(context, 'platform-cbc-pskek', () => cbcCipher(key, dataIv));
  return { ...part, ...raw, grade, chain, caution: `Assumed layout. ${unproven}` };
};
