import { RequestRecord } from '../../app/formats/sidecar.ts';
import { operationOfProduct } from '../../app/platform/facts/operation-facts.ts';
import { type Reading, valueIn } from '../../app/platform/facts/reading.ts';
import { modeOf } from '../../app/platform/modes.ts';
import { Base64 } from '../../app/platform/wire/fields.ts';
import { type ImageSigning, type Payload, parameterOf } from '../../app/platform/wire/image-signings.ts';
import type { Product } from '../../app/platform/wire/products.ts';
import { hexOf } from './digest-text.ts';

/** The one operation whose result is an encrypted file. */
export const encryptOperation = 'EncryptImageWithAES';

/** The product's configuration item with its IV. @see platform-api.md section 4 */
const kekIvItem = 'KEK-IVCustomEncryption';

/** What is known of a request besides itself, as far as it could be read. */
export interface Beside {
  readonly product: Reading<Product>;
  /** As the lists name them. */
  readonly productName: string | undefined;
  readonly operationName: string | undefined;
}

/**
 * What is kept beside a download, so that it can be opened years later without the platform.
 * @returns undefined for a request that encrypted nothing, or in a mode that is not told
 */
export function recordOf(item: ImageSigning, payload: Payload, beside: Beside): RequestRecord | undefined {
  const told = (name: string, limit: number): string | undefined => {
    const text =
      parameterOf(payload.serviceProvidedParameters, name) ??
      [...payload.storedOptionalParameters, ...item.storedOptionalParameters].find(
        ({ type }) => type.toLowerCase() === name.toLowerCase(),
      )?.value;
    return text !== undefined && text.length <= limit ? text : undefined;
  };
  const octets = (name: string, most: number): string | undefined => {
    const text = told(name, 4 * Math.ceil(most / 3));
    return text !== undefined && Base64(1, most).safeParse(text).success ? text : undefined;
  };
  const aesMode = told('aesMode', 64);
  if (aesMode === undefined) return undefined;
  const product = valueIn(beside.product);
  const operation = operationOfProduct(beside.product, item.idProductOperation);
  const kekIv = product?.productConfigItems.find(({ name }) => name === kekIvItem)?.value;
  const mode = modeOf(aesMode);
  const needsKekIv = mode === undefined || mode.cipher === 'cbc' || mode.pskek;
  const known = {
    fileName: textIn(payload.name, 1_024),
    requestId: item.id,
    productName: textIn(product?.name ?? beside.productName, 300),
    operationName: textIn(operation?.name ?? beside.operationName, 300),
    keyName: textIn(operation?.token?.name, 300),
    aad: octets('aad', 65_536),
    kekIv: needsKekIv && kekIv !== undefined && Base64(16, 16).safeParse(kekIv).success ? kekIv : undefined,
    sealedKey: octets('sealedKey', 1_024),
    sealedKeyIV: octets('sealedKeyIV', 1_024),
    originalSHA256: hexOf(payload.originalSHA256),
    modifiedSHA256: hexOf(payload.modifiedSHA256),
  };
  return RequestRecord.parse({
    keydock: 'request-record',
    version: 1,
    aesMode,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
  });
}

function textIn(text: string | undefined, limit: number): string | undefined {
  return text === undefined || text === '' ? undefined : text.slice(0, limit);
}
