import { modeOf } from '../platform/modes.ts';
import { encapsulations } from './cosmian.ts';
import { looksLikeEsdk } from './esdk.ts';
import type { Evidence } from './evidence.ts';
import { saltedHeader, saltedMark, saltedMarkBase64 } from './openssl-enc.ts';
import { fromAscii, startsWith } from './text.ts';

/** A kind of secret that can open a format. */
export type KeyNeed = 'aes' | 'xts' | 'rsa' | 'ec' | 'pass-phrase';

/** What a person says when a key is missing. */
export const keyNeeds = {
  aes: 'an AES key',
  xts: 'a 64-byte XTS key',
  rsa: 'an RSA private key',
  ec: 'an EC private key',
  'pass-phrase': 'a pass phrase file',
} as const satisfies Record<KeyNeed, string>;

interface FormatRow {
  readonly name: string;
  /** What the format is, for people who meet it for the first time. */
  readonly teaches: string;
  /** What proves that the file is whole and unchanged; null where nothing does. */
  readonly authenticatedBy: string | null;
  readonly needs: readonly KeyNeed[];
  /** `given`: the user or a record supplies it, and it must be exact. `inside`: the format carries its own. */
  readonly aad: 'given' | 'inside' | 'none';
  /** True where the IV is not in the file. */
  readonly ivGiven: boolean;
  /**
   * `marked`: bytes of the file say so, and no other format is tried. `fits`: nothing in the file speaks against it.
   * `no`: it cannot be this.
   */
  recognise(evidence: Evidence): 'marked' | 'fits' | 'no';
}

const fitsCbc = ({ size }: Evidence) => (size > 0 && size % 16 === 0 ? 'fits' : 'no');
const fitsGcm = ({ size }: Evidence) => (size >= 28 ? 'fits' : 'no');
const fitsCosmian =
  (dekLength: 32 | 64, overhead: number) =>
  ({ head, size }: Evidence) => {
    const length = head[0] ?? 0;
    return encapsulations[length]?.dekLength === dekLength && size >= 1 + length + overhead ? 'fits' : 'no';
  };

const cosmianTeaches =
  'A file that the Cosmian client encrypted by itself: the length of an encapsulated data key, that key, then the data. Nothing in it names the ciphers.';

/**
 * Every format, in the order in which they are tried when several fit: the ones whose key in front has an integrity
 * check of its own come first, for they cost nothing to rule out.
 */
export const formats = {
  'openssl-salted': {
    name: 'OpenSSL enc (Salted__)',
    teaches:
      'What `openssl enc` writes: the word Salted__, a salt, and AES-CBC. Key and IV are made from a pass phrase; the file does not say how, and has nothing that would show a change.',
    authenticatedBy: null,
    needs: ['pass-phrase'],
    aad: 'none',
    ivGiven: false,
    recognise: ({ head, size }) => (size >= saltedHeader && startsWith(head, saltedMark) ? 'marked' : 'no'),
  },
  'openssl-salted-base64': {
    name: 'OpenSSL enc in base64',
    teaches: 'What `openssl enc -a` writes: the same as a Salted__ file, in lines of base64.',
    authenticatedBy: null,
    needs: ['pass-phrase'],
    aad: 'none',
    ivGiven: false,
    recognise: ({ head }) => (startsWith(head, saltedMarkBase64) ? 'marked' : 'no'),
  },
  'jwe-compact': {
    name: 'JWE, compact',
    teaches:
      'JSON Web Encryption in five parts with dots between: header, encrypted content key, initialization vector, ciphertext, tag. The header names every algorithm.',
    authenticatedBy: 'its tag, which covers header and ciphertext',
    needs: ['rsa', 'ec', 'aes', 'pass-phrase'],
    aad: 'inside',
    ivGiven: false,
    // A compact JWE begins with the base64url of `{"`; of a header with white space inside, with that of `{` alone.
    recognise: ({ head }) =>
      /^e[A-Za-z0-9_-]{7,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\./.test(fromAscii(head.subarray(0, 24_576)) ?? '')
        ? 'marked'
        : 'no',
  },
  'jwe-json': {
    name: 'JWE in JSON',
    teaches:
      'JSON Web Encryption as a JSON object, for one recipient (flattened) or several (general): each may open it alone.',
    authenticatedBy: 'its tag, which covers the protected header and the ciphertext',
    needs: ['rsa', 'ec', 'aes', 'pass-phrase'],
    aad: 'inside',
    ivGiven: false,
    recognise: ({ head }) => {
      const text = fromAscii(head.subarray(0, 4096)) ?? '';
      return /^\s*\{/.test(text) &&
        /"(?:protected|recipients|ciphertext|unprotected|encrypted_key|iv|tag)"\s*:/.test(text)
        ? 'marked'
        : 'no';
    },
  },
  'aws-esdk': {
    name: 'AWS Encryption SDK message',
    teaches:
      'A header with the encryption context and encrypted data keys, then frames that are each sealed by AES-GCM. With an ECDH keyring the data key is reached by key agreement.',
    authenticatedBy:
      'a tag in the header and in every frame, a key commitment, and a signature where the suite has one',
    needs: ['ec'],
    aad: 'inside',
    ivGiven: false,
    recognise: ({ head }) => (looksLikeEsdk(head) ? 'marked' : 'no'),
  },
  'cosmian-aes-gcm': {
    name: 'Cosmian file, AES-GCM',
    teaches: `${cosmianTeaches} The data is one AES-GCM message.`,
    authenticatedBy: 'its tag',
    needs: ['aes', 'xts'],
    aad: 'given',
    ivGiven: false,
    recognise: fitsCosmian(32, 28),
  },
  'cosmian-chacha20': {
    name: 'Cosmian file, ChaCha20-Poly1305',
    teaches: `${cosmianTeaches} The data is one ChaCha20-Poly1305 message.`,
    authenticatedBy: 'its tag',
    needs: ['aes', 'xts'],
    aad: 'given',
    ivGiven: false,
    recognise: fitsCosmian(32, 28),
  },
  'platform-gcm': {
    name: 'Platform AES-GCM',
    teaches: 'A nonce of 12 bytes, the ciphertext, a tag of 16 bytes. Nothing in the file names it; the tag proves it.',
    authenticatedBy: 'its tag, which also covers the AAD',
    needs: ['aes'],
    aad: 'given',
    ivGiven: false,
    recognise: fitsGcm,
  },
  'platform-gcm-pskek': {
    name: 'Platform AES-GCM with a sealed one-time key (assumed layout)',
    teaches:
      'As the plain form, but under a one-time key, which is itself sealed under the product key. The record of the request holds the sealed key.',
    authenticatedBy: 'its tag, which also covers the AAD',
    needs: ['aes'],
    aad: 'given',
    ivGiven: true,
    recognise: fitsGcm,
  },
  'cosmian-aes-xts': {
    name: 'Cosmian file, AES-XTS',
    teaches: `${cosmianTeaches} The data is AES-XTS in pieces of 32 bytes that all use the same tweak: a change is not noticed.`,
    authenticatedBy: null,
    needs: ['aes', 'xts'],
    aad: 'none',
    ivGiven: false,
    recognise: fitsCosmian(64, 16 + 16),
  },
  'platform-cbc': {
    name: 'Platform AES-CBC',
    teaches: "Ciphertext alone, in blocks of 16 bytes. The IV is the product's KEK-IV. A change is not noticed.",
    authenticatedBy: null,
    needs: ['aes'],
    aad: 'none',
    ivGiven: true,
    recognise: fitsCbc,
  },
  'platform-cbc-pskek': {
    name: 'Platform AES-CBC with a sealed one-time key (assumed layout)',
    teaches:
      'As the plain form, but under a one-time key and IV, both sealed under the product key. A change is not noticed.',
    authenticatedBy: null,
    needs: ['aes'],
    aad: 'none',
    ivGiven: true,
    recognise: fitsCbc,
  },
} as const satisfies Record<string, FormatRow>;

export type FormatId = keyof typeof formats;

function isFormatId(text: string): text is FormatId {
  return Object.hasOwn(formats, text);
}

/** All formats in the order of the table. */
export const formatIds: readonly FormatId[] = Object.keys(formats).filter(isFormatId);

/** A format somebody named, perhaps with the length of the key that goes with it. */
export interface NamedFormat {
  readonly format: FormatId;
  /** Bytes. */
  readonly keyLength?: number;
}

/**
 * What `--format` or a record names: an id of the table, a value of the platform's `aesMode`, or `openssl-aes-128-cbc`
 * and its like.
 */
export function namedFormat(text: string): NamedFormat | undefined {
  if (isFormatId(text)) return { format: text };
  const openssl = /^openssl-aes-(128|192|256)-cbc$/.exec(text);
  if (openssl !== null) return { format: 'openssl-salted', keyLength: Number(openssl[1]) / 8 };
  const mode = modeOf(text);
  if (mode === undefined) return undefined;
  const sealed = mode.pskek ? '-pskek' : '';
  return { format: `platform-${mode.cipher}${sealed}`, keyLength: mode.keyBits / 8 };
}

/** One way to read a file, and how sure it is before a key was tried. */
export interface Candidate {
  readonly format: FormatId;
  readonly sureness: 'named' | 'marked' | 'expected';
}

/**
 * The formats to try on a file, in order. What was named or is marked stands alone. Without either only formats that
 * prove themselves are tried: after a failed tag nothing weaker follows.
 */
export function candidatesFor(evidence: Evidence, named?: FormatId): readonly Candidate[] {
  if (named !== undefined) {
    // "Salted__" in base64 is an encoding of the same thing: the file decides.
    const base64 = named === 'openssl-salted' && formats['openssl-salted-base64'].recognise(evidence) === 'marked';
    return [{ format: base64 ? 'openssl-salted-base64' : named, sureness: 'named' }];
  }
  const marked = formatIds.find((id) => formats[id].recognise(evidence) === 'marked');
  if (marked !== undefined) return [{ format: marked, sureness: 'marked' }];
  return formatIds
    .filter(
      (id) =>
        formats[id].authenticatedBy !== null && !needsRecord.has(id) && formats[id].recognise(evidence) === 'fits',
    )
    .map((format) => ({ format, sureness: 'expected' }));
}

/** Without the sealed key of the record there is nothing to try. */
const needsRecord: ReadonlySet<FormatId> = new Set<FormatId>(['platform-gcm-pskek', 'platform-cbc-pskek']);

/** Unauthenticated formats that would fit as well, which somebody would have to name. */
export function alsoPossible(evidence: Evidence): readonly FormatId[] {
  if (formatIds.some((id) => formats[id].recognise(evidence) === 'marked')) return [];
  return formatIds.filter(
    (id) => formats[id].authenticatedBy === null && !needsRecord.has(id) && formats[id].recognise(evidence) === 'fits',
  );
}
