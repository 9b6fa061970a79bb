import { ascii, concat, fromUtf8, uint32 } from '../crypto/octets.ts';
import { malformed, unsupported } from './malformed.ts';
import { OctetReader } from './octet-reader.ts';
import { inARow, type Region } from './regions.ts';

const format = 'aws-esdk';

/** The two suites with key commitment; both are AES-256-GCM with HKDF-SHA-512. */
const suites: Readonly<Record<number, { readonly name: string; readonly signed: boolean }>> = {
  1144: { name: 'AES-256-GCM, HKDF-SHA-512, key commitment', signed: false },
  1400: { name: 'AES-256-GCM, HKDF-SHA-512, key commitment, ECDSA P-384', signed: true },
};

/** One encrypted data key. */
export interface EncryptedDataKey {
  readonly provider: string;
  readonly providerInfo: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** The header of an AWS Encryption SDK message, version 2. @see key-systems.md section 1.3 */
export interface EsdkHeader {
  readonly suite: number;
  readonly suiteName: string;
  readonly signed: boolean;
  readonly messageId: Uint8Array;
  /** The encryption context as it was serialised, without the length before it: what the keyring and frames bind to. */
  readonly contextOctets: Uint8Array;
  readonly context: Readonly<Record<string, string>>;
  readonly dataKeys: readonly EncryptedDataKey[];
  readonly framed: boolean;
  readonly frameLength: number;
  readonly commitment: Uint8Array;
  /** Everything up to and including the commitment: what the header's tag covers. */
  readonly authenticated: Uint8Array;
  readonly tag: Uint8Array;
  readonly bodyAt: number;
}

/** Whether a file begins as a message of this SDK, of any version and suite that ever was. */
export function looksLikeEsdk(head: Uint8Array): boolean {
  const [version = 0, high = 0, low = 0] = head;
  const v2 = version === 2 && (high === 4 || high === 5) && low === 0x78;
  // Version 1 says its type next: 0x80, "customer authenticated encrypted data".
  return v2 || (version === 1 && high === 0x80 && low <= 3);
}

/**
 * @param head the first bytes of the file, with the whole header
 * @throws Malformed
 */
export function parseEsdkHeader(head: Uint8Array): EsdkHeader {
  const reader = new OctetReader(head, format);
  const version = reader.uint(1, 'its version');
  if (version === 1) unsupported(format, 'header version 1, which has no key commitment');
  if (version !== 2) malformed(format, 'its version is not 2');
  const suite = reader.uint(2, 'its algorithm suite');
  const known = suites[suite];
  if (known === undefined) unsupported(format, `the algorithm suite 0x${suite.toString(16).padStart(4, '0')}`);
  const messageId = reader.take(32, 'the message id').slice();
  const contextOctets = reader.field16('the encryption context').slice();
  const count = reader.uint(2, 'the number of data keys');
  if (count === 0) malformed(format, 'it holds no encrypted data key');
  const dataKeys = Array.from({ length: count }, () => ({
    provider: fromUtf8(reader.field16('a provider id')) ?? malformed(format, 'a provider id is not UTF-8'),
    providerInfo: reader.field16('provider info').slice(),
    ciphertext: reader.field16('an encrypted data key').slice(),
  }));
  const contentType = reader.uint(1, 'the content type');
  if (contentType !== 1 && contentType !== 2) malformed(format, 'its content type is neither framed nor unframed');
  const frameLength = reader.uint(4, 'the frame length');
  if ((contentType === 2) !== frameLength > 0) malformed(format, 'its frame length does not fit its content type');
  const commitment = reader.take(32, 'the commitment').slice();
  const authenticated = head.slice(0, reader.offset);
  const tag = reader.take(16, 'the header tag').slice();
  return {
    suite,
    suiteName: known.name,
    signed: known.signed,
    messageId,
    contextOctets,
    context: contextOf(contextOctets),
    dataKeys,
    framed: contentType === 2,
    frameLength,
    commitment,
    authenticated,
    tag,
    bodyAt: reader.offset,
  };
}

/** Key-value pairs, sorted by key; an empty context has no count. */
function contextOf(octets: Uint8Array): Readonly<Record<string, string>> {
  if (octets.length === 0) return {};
  const reader = new OctetReader(octets, format);
  const count = reader.uint(2, 'the encryption context');
  const pairs = Array.from(
    { length: count },
    () =>
      [
        fromUtf8(reader.field16('the encryption context')) ?? malformed(format, 'its encryption context is not UTF-8'),
        fromUtf8(reader.field16('the encryption context')) ?? malformed(format, 'its encryption context is not UTF-8'),
      ] as const,
  );
  if (count === 0 || reader.offset !== octets.length)
    malformed(format, 'its encryption context does not fill its length');
  const context = Object.fromEntries(pairs);
  if (Object.keys(context).length !== count) malformed(format, 'its encryption context names a key twice');
  return context;
}

/** The public points of an ECDH keyring's data key, and the four parts of its ciphertext. */
export interface EcdhDataKey {
  readonly curve: 'p256' | 'p384' | 'p521';
  readonly recipient: Uint8Array;
  readonly sender: Uint8Array;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly tag: Uint8Array;
}

const curvesByPoint: Readonly<Record<number, EcdhDataKey['curve']>> = { 33: 'p256', 49: 'p384', 67: 'p521' };

/**
 * Reads the provider info and ciphertext of an ECDH keyring.
 * @returns undefined when another keyring made it
 * @throws Malformed
 */
export function parseEcdhDataKey({ provider, providerInfo, ciphertext }: EncryptedDataKey): EcdhDataKey | undefined {
  if (provider !== 'raw-ecdh' && provider !== 'aws-kms-ecdh') return undefined;
  const info = new OctetReader(providerInfo, format);
  if (info.uint(1, 'the keyring version') !== 1) unsupported(format, 'an ECDH keyring of another version');
  const recipient = info.take(info.uint(4, 'the recipient key'), 'the recipient key').slice();
  const sender = info.take(info.uint(4, 'the sender key'), 'the sender key').slice();
  const curve = curvesByPoint[recipient.length];
  if (curve === undefined) unsupported(format, `an ECDH keyring with points of ${recipient.length} bytes`);
  if (sender.length !== recipient.length || info.offset !== providerInfo.length)
    malformed(format, 'its two ECDH points do not belong together');
  const sealed = new OctetReader(ciphertext, format);
  const parts = {
    salt: sealed.take(32, 'the data key').slice(),
    commitment: sealed.take(32, 'the data key').slice(),
    wrapped: sealed.take(32, 'the data key').slice(),
    tag: sealed.take(16, 'the data key').slice(),
  };
  if (sealed.offset !== ciphertext.length) malformed(format, 'its encrypted data key is not 112 bytes');
  return { curve, recipient, sender, ...parts };
}

/** The fixed info of the keyring's KDF, which is also the AAD of the data key. @see key-systems.md section 1.3 */
export function ecdhFixedInfo({ curve, sender, recipient }: EcdhDataKey, contextOctets: Uint8Array): Uint8Array {
  const zero = Uint8Array.of(0);
  return concat(
    ascii('ecdh-key-derivation'),
    zero,
    ascii(curve),
    zero,
    ascii('HMAC_SHA384'),
    zero,
    sender,
    recipient,
    zero,
    Uint8Array.of(1),
    zero,
    contextOctets,
  );
}

/** A frame that is the last of its message begins with this number, and says its own length. */
export const finalFrame = 0xffffffff;

/** The AAD of a frame or of an unframed body. */
export function bodyAad(
  messageId: Uint8Array,
  part: 'frame' | 'final' | 'single',
  sequence: number,
  length: number,
): Uint8Array {
  const names = {
    frame: 'AWSKMSEncryptionClient Frame',
    final: 'AWSKMSEncryptionClient Final Frame',
    single: 'AWSKMSEncryptionClient Single Block',
  };
  return concat(
    messageId,
    ascii(names[part]),
    uint32(sequence),
    uint32(Math.floor(length / 2 ** 32)),
    uint32(length % 2 ** 32),
  );
}

export function esdkRegions(header: EsdkHeader, size: number): readonly Region[] {
  if (size < header.bodyAt) malformed(format, 'it ends inside its header');
  const context = 2 + header.contextOctets.length;
  return inARow([
    ['header', 'version, suite, message id', 35],
    ['header', 'encryption context', context],
    ['wrapped-key', 'encrypted data keys', header.bodyAt - 35 - context - 5 - 32 - 16],
    ['header', 'content type, frame length', 5],
    ['check', 'key commitment', 32],
    ['tag', 'header tag', 16],
    [
      'ciphertext',
      header.signed ? 'frames, each with nonce and tag; signature' : 'frames, each with nonce and tag',
      size - header.bodyAt,
    ],
  ]);
}
