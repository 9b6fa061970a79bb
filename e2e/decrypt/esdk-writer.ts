import { createCipheriv, createHmac, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';

/** What an AWS Encryption SDK message is made of; esdk-writer.test.ts compares one with what the SDK itself wrote of it. */
export interface EsdkParts {
  /** 32 bytes each. */
  readonly messageId: Buffer;
  readonly salt: Buffer;
  readonly dataKey: Buffer;
  /** The encryption context as it is serialised, without its length. */
  readonly context: Buffer;
  readonly sender: KeyObject;
  readonly recipient: KeyObject;
  /** Bytes. */
  readonly frameLength: number;
}

const suite = Buffer.from([0x04, 0x78]);
const zeroIv = Buffer.alloc(12);
const curves = { 'P-256': 'p256', 'P-384': 'p384', 'P-521': 'p521' } as const;

const uint16 = (number: number) => Buffer.from([number >> 8, number & 0xff]);
function uint32(number: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(number);
  return octets;
}

function compressed(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) & 1;
  return Buffer.concat([Buffer.from([2 + odd]), Buffer.from(x, 'base64url')]);
}

function gcm(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * The key that wraps the data key, its commitment, and what both are bound to.
 * @see key-systems.md section 1.3
 */
export function keyAgreement({
  sender,
  recipient,
  salt,
  context,
}: Omit<EsdkParts, 'dataKey' | 'messageId' | 'frameLength'>) {
  const { crv = '' } = sender.export({ format: 'jwk' });
  const curve = curves[crv as keyof typeof curves];
  const zero = Buffer.alloc(1);
  const points = [compressed(sender), compressed(recipient)];
  const words = ['ecdh-key-derivation', curve, 'HMAC_SHA384'].flatMap((word) => [Buffer.from(word), zero]);
  const fixedInfo = Buffer.concat([...words, ...points, zero, Buffer.from([1]), zero, context]);
  const secret = diffieHellman({ privateKey: sender, publicKey: recipient });
  const blocks = [1, 2].map((i) =>
    createHmac('sha384', secret)
      .update(Buffer.concat([uint32(i), fixedInfo, zero, salt, uint32(512)]))
      .digest(),
  );
  const derived = Buffer.concat(blocks);
  return { commitment: derived.subarray(0, 32), wrappingKey: derived.subarray(32, 64), fixedInfo };
}

/** The header of a message with one raw ECDH keyring, unsigned, and the key of its frames. */
export function esdkFront(parts: EsdkParts): { readonly header: Buffer; readonly contentKey: Buffer } {
  const { messageId, salt, dataKey, context, sender, recipient, frameLength } = parts;
  const { commitment, wrappingKey, fixedInfo } = keyAgreement(parts);
  const points = [compressed(recipient), compressed(sender)].flatMap((point) => [uint32(point.length), point]);
  const fields = [
    Buffer.from('raw-ecdh'),
    Buffer.concat([Buffer.from([1]), ...points]),
    Buffer.concat([salt, commitment, gcm(wrappingKey, zeroIv, fixedInfo, dataKey)]),
  ];
  const derive = (info: Uint8Array) => Buffer.from(hkdfSync('sha512', dataKey, messageId, info, 32));
  const contentKey = derive(Buffer.concat([suite, Buffer.from('DERIVEKEY')]));
  const authenticated = Buffer.concat([
    Buffer.from([2]),
    suite,
    messageId,
    uint16(context.length),
    context,
    uint16(1),
    ...fields.flatMap((field) => [uint16(field.length), field]),
    Buffer.from([2]),
    uint32(frameLength),
    derive(Buffer.from('COMMITKEY')),
  ]);
  return {
    header: Buffer.concat([authenticated, gcm(contentKey, zeroIv, authenticated, Buffer.alloc(0))]),
    contentKey,
  };
}

/** What stands before a frame's ciphertext, and what its tag is bound to. @param length bytes of its plaintext */
export function frameFront(
  { messageId }: Pick<EsdkParts, 'messageId'>,
  sequence: number,
  length: number,
  isLast: boolean,
) {
  const iv = Buffer.concat([Buffer.alloc(8), uint32(sequence)]);
  const name = `AWSKMSEncryptionClient ${isLast ? 'Final ' : ''}Frame`;
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(BigInt(length));
  return {
    iv,
    front: isLast
      ? Buffer.concat([uint32(0xffffffff), uint32(sequence), iv, uint32(length)])
      : Buffer.concat([uint32(sequence), iv]),
    aad: Buffer.concat([messageId, Buffer.from(name), uint32(sequence), long]),
  };
}

/** A whole message. */
export function esdkMessage(parts: EsdkParts, plaintext: Uint8Array): Buffer {
  const { header, contentKey } = esdkFront(parts);
  const pieces = [header];
  const { frameLength } = parts;
  let sequence = 1;
  for (let at = 0; ; at += frameLength, sequence++) {
    const isLast = plaintext.length - at <= frameLength;
    const content = plaintext.subarray(at, isLast ? plaintext.length : at + frameLength);
    const { iv, front, aad } = frameFront(parts, sequence, content.length, isLast);
    pieces.push(front, gcm(contentKey, iv, aad, content));
    if (isLast) return Buffer.concat(pieces);
  }
}
