import type { FormatId } from '../../../../app/formats/formats.ts';
import type { Open } from '../opening.ts';
import { openCosmianChacha, openCosmianGcm, openCosmianXts } from './cosmian.ts';
import { openEsdk } from './esdk.ts';
import { openCompactJwe, openJsonJwe } from './jwe.ts';
import { openOpenssl, openOpensslBase64 } from './openssl.ts';
import { openPlatformCbc, openPlatformGcm, openSealedCbc, openSealedGcm } from './platform.ts';

/** How each row of the table of formats is opened. */
export const openings: Readonly<Record<FormatId, Open>> = {
  'openssl-salted': openOpenssl,
  'openssl-salted-base64': openOpensslBase64,
  'jwe-compact': openCompactJwe,
  'jwe-json': openJsonJwe,
  'aws-esdk': openEsdk,
  'cosmian-aes-gcm': openCosmianGcm,
  'cosmian-chacha20': openCosmianChacha,
  'cosmian-aes-xts': openCosmianXts,
  'platform-gcm': openPlatformGcm,
  'platform-cbc': openPlatformCbc,
  'platform-gcm-pskek': openSealedGcm,
  'platform-cbc-pskek': openSealedCbc,
};
