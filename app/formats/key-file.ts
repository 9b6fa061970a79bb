import { z } from 'zod';
import { DerError } from '../crypto/der.ts';
import { fromBase64Url, fromHex, fromUtf8 } from '../crypto/octets.ts';
import { fail, ok, type Result } from '../result.ts';
import { mostPbes2Rounds } from './jose-tables.ts';
import { fromAscii, fromBase64, startsWith } from './text.ts';
import { workFactorOf } from './work-factor.ts';

/** A key file is small: an RSA-8192 key in PEM has about 6.5 KB. Bytes. */
export const longestKeyFile = 65_536;

/** Lengths of symmetric keys: AES-128, 192, 256, and the two-part keys of CBC-HMAC and XTS. Bytes. */
const keyLengths: readonly number[] = [16, 24, 32, 48, 64];

/** A private key as it stands in the file; the engine hands it to the platform's crypto. */
export type PrivateKeyText =
  /** `encrypted`: in the older way, with a header that says so. */
  | { readonly form: 'pem'; readonly text: string; readonly encrypted: boolean }
  /** In the clear or encrypted (PKCS#8), out of PEM or as it was. */
  | { readonly form: 'der'; readonly octets: Uint8Array }
  | { readonly form: 'jwk'; readonly jwk: Readonly<Record<string, string>> };

/**
 * What a key file can be read as. Which reading counts is decided by the format that needs the key: the same
 * 44 characters are a key to AES-GCM and a pass phrase to `openssl enc`. The holder zeroes the octets.
 */
export interface KeyFile {
  readonly symmetric: { readonly octets: Uint8Array; readonly written: 'raw' | 'hex' | 'base64' | 'jwk' } | undefined;
  /** The first line, as `openssl -pass file:` reads it. */
  readonly passPhrase: Uint8Array;
  readonly privateKey: PrivateKeyText | undefined;
}

const Jwk = z.object({
  kty: z.string().max(16),
  k: z.string().max(128).optional(),
  d: z.string().max(2048).optional(),
});
const JwkMembers = z.record(z.string().max(32), z.unknown());

/**
 * Reads a key file: PEM, DER, JWK, hex, base64 (standard or URL alphabet), or raw bytes.
 * @returns 'decrypt.key-unreadable' for a file that is empty, too long or a JWK that is none; a file that is no key can
 *   still be a pass phrase
 */
export function readKeyFile(octets: Uint8Array): Result<KeyFile> {
  if (octets.length === 0) return fail('decrypt.key-unreadable', { problem: 'it is empty' });
  if (octets.length > longestKeyFile) return fail('decrypt.key-unreadable', { problem: 'it is longer than 64 KiB' });
  const passPhrase = firstLine(octets);
  const pem = pemIn(octets);
  if (pem !== undefined) {
    const text = fromAscii(pem);
    if (text === undefined)
      return fail('decrypt.key-unreadable', { problem: 'it is PEM with other characters inside' });
    if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
      return fail('decrypt.key-unreadable', { problem: 'it is PEM, but holds no private key' });
    }
    if (text.includes('BEGIN ENCRYPTED PRIVATE KEY')) return readEncrypted(encryptedBlock(text), passPhrase);
    // The older form of PEM hashes the pass phrase once.
    const encrypted = text.includes('Proc-Type: 4,ENCRYPTED');
    return ok({ symmetric: undefined, passPhrase, privateKey: { form: 'pem', text, encrypted } });
  }
  const json = jsonIn(octets);
  if (json !== undefined) return readJwk(json, passPhrase);
  const written = symmetricText(octets);
  if (written !== undefined) return ok({ symmetric: written, passPhrase, privateKey: undefined });
  if (keyLengths.includes(octets.length)) {
    return ok({ symmetric: { octets: octets.slice(), written: 'raw' }, passPhrase, privateKey: undefined });
  }
  if (isDerSequence(octets)) return readEncrypted(octets.slice(), passPhrase);
  return ok({ symmetric: undefined, passPhrase, privateKey: undefined });
}

/** The text from the first line of PEM on. Before a private key there may be others, as `openssl pkcs12` writes its bag. */
function pemIn(octets: Uint8Array): Uint8Array | undefined {
  if (startsWith(octets, '-----BEGIN ')) return octets;
  for (let at = octets.indexOf(0x0a); at >= 0; at = octets.indexOf(0x0a, at + 1)) {
    const label = fromAscii(octets.subarray(at + 1, at + 41));
    if (label !== undefined && /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(label)) return octets.subarray(at + 1);
  }
  return undefined;
}

/** The content of the PEM block; undefined where its base64 is not to be read strictly. */
function encryptedBlock(text: string): Uint8Array | undefined {
  const body = /-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\s]*)-----END ENCRYPTED PRIVATE KEY-----/.exec(text);
  return fromBase64((body?.[1] ?? '').replace(/\s+/g, ''));
}

/**
 * A private key in DER, perhaps encrypted. It is opened in one call that nothing can interrupt, so what that may take is
 * looked at before, in the very octets that are opened.
 */
function readEncrypted(octets: Uint8Array | undefined, passPhrase: Uint8Array): Result<KeyFile> {
  let rounds: number | undefined;
  try {
    if (octets === undefined || octets.length === 0) throw new DerError('its base64');
    rounds = workFactorOf(octets);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return fail('decrypt.key-unreadable', { problem: 'its private key is damaged or of an unknown kind' });
  }
  if (octets !== undefined && (rounds ?? 0) <= mostPbes2Rounds)
    return ok({ symmetric: undefined, passPhrase, privateKey: { form: 'der', octets } });
  const problem = `its pass phrase asks for more than ${mostPbes2Rounds} rounds, which would stop everything else`;
  return fail('decrypt.key-unreadable', { problem });
}

/** Hex or base64 that stands for a key of a known length, with white space around. Raw bytes look so once in 2^40. */
function symmetricText(octets: Uint8Array): KeyFile['symmetric'] {
  if (octets.length > 256) return undefined;
  const text = fromAscii(octets)?.trim();
  if (text === undefined) return undefined;
  const hex = fromHex(text);
  if (hex !== undefined && keyLengths.includes(hex.length)) return { octets: hex, written: 'hex' };
  const base64 = fromBase64(text) ?? fromBase64Url(text);
  return base64 !== undefined && keyLengths.includes(base64.length) ? { octets: base64, written: 'base64' } : undefined;
}

/** The JSON object that the file is. A pass phrase may begin with a brace, and so does one raw key in 256. */
function jsonIn(octets: Uint8Array): unknown {
  if (octets[0] !== 0x7b) return undefined;
  try {
    return JSON.parse(fromUtf8(octets) ?? '');
  } catch {
    return undefined;
  }
}

function readJwk(json: unknown, passPhrase: Uint8Array): Result<KeyFile> {
  const jwk = Jwk.safeParse(json);
  const members = JwkMembers.safeParse(json);
  if (!jwk.success || !members.success) return fail('decrypt.key-unreadable', { problem: 'it is JSON, but not a JWK' });
  if (jwk.data.kty === 'oct') {
    const key = jwk.data.k === undefined ? undefined : fromBase64Url(jwk.data.k);
    if (key === undefined || !keyLengths.includes(key.length)) {
      return fail('decrypt.key-unreadable', { problem: 'its JWK holds no AES key' });
    }
    return ok({ symmetric: { octets: key, written: 'jwk' }, passPhrase, privateKey: undefined });
  }
  if (jwk.data.d === undefined) return fail('decrypt.key-unreadable', { problem: 'its JWK is a public key' });
  const texts = Object.entries(members.data).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return ok({ symmetric: undefined, passPhrase, privateKey: { form: 'jwk', jwk: Object.fromEntries(texts) } });
}

/**
 * `openssl -pass file:` takes the first line without its line feed, at most 1,023 bytes, up to a zero byte; a carriage
 * return stays (app_get_pass in apps/lib/apps.c).
 */
function firstLine(octets: Uint8Array): Uint8Array {
  const end = octets.findIndex((octet) => octet === 0x0a || octet === 0);
  return octets.slice(0, Math.min(end < 0 ? octets.length : end, 1023));
}

/** One DER SEQUENCE that fills the file. Private keys need a long-form length or at least 67 bytes (EC P-256). */
function isDerSequence(octets: Uint8Array): boolean {
  const [tag, first = 0, second = 0, third = 0] = octets;
  if (tag !== 0x30) return false;
  if (first < 0x80) return octets.length === first + 2;
  if (first === 0x81) return octets.length === second + 3;
  return first === 0x82 && octets.length === second * 256 + third + 4;
}
