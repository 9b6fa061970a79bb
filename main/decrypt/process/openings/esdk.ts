import { ECDH, timingSafeEqual } from 'node:crypto';
import { hkdf } from '../../../../app/crypto/hkdf.ts';
import { ascii, concat, toBase64Url, uint32 } from '../../../../app/crypto/octets.ts';
import {
  type EcdhDataKey,
  type EsdkHeader,
  ecdhFixedInfo,
  parseEcdhDataKey,
  parseEsdkHeader,
} from '../../../../app/formats/esdk.ts';
import { unsupported } from '../../../../app/formats/malformed.ts';
import { nodePrimitives } from '../../../tokens/node-primitives.ts';
import { EsdkCipher } from '../ciphers/esdk-cipher.ts';
import type { KeyHolder, PublicPoint } from '../key-holder.ts';
import type { Open } from '../opening.ts';
import { Stopped } from '../stopped.ts';
import { allow, openGcm, wrongKind } from './common.ts';

const curves = {
  p256: { jwk: 'P-256', node: 'prime256v1', coordinate: 32 },
  p384: { jwk: 'P-384', node: 'secp384r1', coordinate: 48 },
  p521: { jwk: 'P-521', node: 'secp521r1', coordinate: 66 },
} as const;

const zeroIv = new Uint8Array(12);
const none = new Uint8Array(0);

/** A compressed point as a JWK; undefined when it is not on the curve. */
function decompress(curve: EcdhDataKey['curve'], point: Uint8Array): PublicPoint | undefined {
  const { jwk, node, coordinate } = curves[curve];
  try {
    const whole = Uint8Array.from(Buffer.from(ECDH.convertKey(point, node, undefined, undefined, 'uncompressed')));
    return {
      kty: 'EC',
      crv: jwk,
      x: toBase64Url(whole.subarray(1, 1 + coordinate)),
      y: toBase64Url(whole.subarray(1 + coordinate)),
    };
  } catch {
    return undefined;
  }
}

/** The other side's point, when the holder is one of the two sides. A static keyring can be opened by its sender too. */
function peerOf(key: EcdhDataKey, own: PublicPoint): PublicPoint | undefined {
  const recipient = decompress(key.curve, key.recipient);
  const sender = decompress(key.curve, key.sender);
  const isOwn = (point: PublicPoint | undefined) => point?.crv === own.crv && point.x === own.x && point.y === own.y;
  if (isOwn(recipient)) return sender;
  return isOwn(sender) ? recipient : undefined;
}

/**
 * The data key by the ECDH keyring: SP 800-108 in counter mode with HMAC-SHA-384, keyed with the shared secret, gives a
 * commitment and a wrapping key.
 * @see key-systems.md section 1.3
 */
async function dataKeyOf(
  key: EcdhDataKey,
  header: EsdkHeader,
  holder: KeyHolder,
  peer: PublicPoint,
): Promise<Uint8Array | undefined> {
  const secret = await holder.agree(peer);
  if (secret === undefined) return undefined;
  const fixedInfo = ecdhFixedInfo(key, header.contextOctets);
  const blocks = [1, 2].map((i) =>
    nodePrimitives.hmac('SHA-384', secret, uint32(i), fixedInfo, Uint8Array.of(0), key.salt, uint32(512)),
  );
  const derived = concat(...blocks);
  const isCommitted = timingSafeEqual(derived.subarray(0, 32), key.commitment);
  const dataKey = isCommitted ? openGcm(derived.subarray(32, 64), zeroIv, fixedInfo, key.wrapped, key.tag) : undefined;
  for (const used of [secret, derived, ...blocks]) used.fill(0);
  return dataKey;
}

export const openEsdk: Open = async (context) => {
  const { source, evidence, holder } = context;
  const header = parseEsdkHeader(evidence.head);
  if (holder.publicPoint === undefined) wrongKind('aws-esdk', holder, 'an EC private key');
  const keys = header.dataKeys.flatMap((encrypted) => parseEcdhDataKey(encrypted) ?? []);
  if (keys.length === 0)
    unsupported('aws-esdk', `a keyring other than ECDH (${header.dataKeys[0]?.provider.slice(0, 40) ?? ''})`);
  const grade = allow(context, holder.grade);
  let named = false;
  for (const key of keys) {
    const peer = peerOf(key, holder.publicPoint);
    if (peer === undefined) continue;
    named = true;
    const dataKey = await dataKeyOf(key, header, holder, peer);
    if (dataKey === undefined) continue;
    const derive = (info: Uint8Array) => hkdf(nodePrimitives, 'SHA-512', dataKey, header.messageId, info, 32);
    const commitment = derive(ascii('COMMITKEY'));
    const contentKey = derive(concat(Uint8Array.of(header.suite >> 8, header.suite & 0xff), ascii('DERIVEKEY')));
    dataKey.fill(0);
    const isWhole =
      timingSafeEqual(commitment, header.commitment) &&
      openGcm(contentKey, zeroIv, header.authenticated, none, header.tag) !== undefined;
    if (!isWhole) throw new Stopped('decrypt.not-authentic', { aadLength: header.contextOctets.length });
    return {
      offset: header.bodyAt,
      length: source.size - header.bodyAt,
      spelling: 'raw',
      skip: 0,
      cipher: new EsdkCipher(header, contentKey),
      grade,
      chain: [holder.where, `ECDH ${curves[key.curve].jwk}`, header.suiteName],
      caution: undefined,
    };
  }
  throw named
    ? new Stopped('decrypt.key-check')
    : new Stopped('decrypt.key-not-recipient', { recipients: keys.length });
};
