import { z } from 'zod';
import { fromBase64Url, fromUtf8 } from '../crypto/octets.ts';
import {
  isJweAlgorithm,
  isJweEncryption,
  type JweAlgorithm,
  type JweEncryption,
  jweEncryptions,
  mostPbes2Rounds,
  mostPbes2RoundsInAll,
} from './jose-tables.ts';
import { malformed, unsupported } from './malformed.ts';
import { inARow, type Region } from './regions.ts';
import { fromAscii } from './text.ts';

const format = 'jwe';
const Octets = (most: number) => z.string().max(Math.ceil((most * 4) / 3) + 2);

/** The members of a JOSE header that Keydock reads. Others are left alone, "crit" makes that safe. */
const JoseHeader = z.object({
  alg: z.string().max(64).optional(),
  enc: z.string().max(64).optional(),
  zip: z.string().max(16).optional(),
  kid: z.string().max(1024).optional(),
  crit: z.unknown().optional(),
  epk: z
    .object({ kty: z.string().max(16), crv: z.string().max(32), x: Octets(66), y: Octets(66).optional() })
    .optional(),
  apu: Octets(1024).optional(),
  apv: Octets(1024).optional(),
  p2s: Octets(1024).optional(),
  p2c: z.number().int().positive().optional(),
});
type JoseHeader = z.output<typeof JoseHeader>;

const HeaderObject = z.record(z.string().max(256), z.unknown());
const JsonRecipient = z.object({ header: HeaderObject.optional(), encrypted_key: Octets(4096).optional() });
const JsonForm = z.object({
  protected: Octets(65_536).optional(),
  unprotected: HeaderObject.optional(),
  iv: Octets(64).default(''),
  aad: Octets(65_536).optional(),
  ciphertext: z.literal(''),
  tag: Octets(64).default(''),
  header: HeaderObject.optional(),
  encrypted_key: Octets(4096).optional(),
  recipients: z.array(JsonRecipient).min(1).max(100).optional(),
});

/** One way to the content key: what one recipient needs. */
export interface JweRecipient {
  readonly algorithm: JweAlgorithm;
  readonly encryptedKey: Uint8Array;
  readonly keyId: string | undefined;
  /** The sender's one-time public key as a JWK, for the agreement algorithms. */
  readonly ephemeral: NonNullable<JoseHeader['epk']> | undefined;
  readonly apu: Uint8Array;
  readonly apv: Uint8Array;
  /** Salt and rounds, for the pass phrase algorithms. */
  readonly pbes2: { readonly salt: Uint8Array; readonly rounds: number } | undefined;
}

/** A JWE without its ciphertext, which stays in the file. */
export interface Jwe {
  readonly form: 'compact' | 'flattened' | 'general';
  readonly encryption: JweEncryption;
  readonly recipients: readonly JweRecipient[];
  /** Recipients whose "alg" Keydock does not know, by that name. */
  readonly otherAlgorithms: readonly string[];
  /** What is authenticated beside the ciphertext, as ASCII text. */
  readonly aad: string;
  readonly deflated: boolean;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  /** The base64url text of the ciphertext in the file. Bytes. */
  readonly ciphertext: { readonly offset: number; readonly length: number };
}

/**
 * A compact JWE from its two ends.
 * @param head the first bytes, with everything up to the third dot
 * @param tail the last bytes of the file, with the fourth dot; white space after the tag is left out of account
 * @param size bytes of the file
 * @throws Malformed
 * @see RFC 7516 section 3.1
 */
export function parseCompactJwe(head: Uint8Array, tail: Uint8Array, size: number): Jwe {
  const { dots, front } = compactFront(head);
  const back = fromAscii(tail)?.trimEnd();
  const lastDot = back?.lastIndexOf('.') ?? -1;
  if (back === undefined || lastDot < 0) malformed(format, 'it has no tag at its end');
  const ciphertextAt = dots + 1;
  const tagDotAt = size - tail.length + lastDot;
  if (tagDotAt < ciphertextAt) malformed(format, 'it does not have five parts');
  const [protectedText = '', encryptedKey = '', iv = ''] = front;
  const header = headerOf(protectedText);
  return assemble('compact', header, [[header, encryptedKey]], {
    iv,
    tag: back.slice(lastDot + 1),
    aad: protectedText,
    ciphertext: { offset: ciphertextAt, length: tagDotAt - ciphertextAt },
  });
}

/** The parts before the ciphertext, and the place of the third dot. */
function compactFront(head: Uint8Array): { readonly dots: number; readonly front: readonly string[] } {
  let dots = -1;
  for (let i = 0; i < 3; i++) {
    dots = head.indexOf(0x2e, dots + 1);
    if (dots < 0) malformed(format, 'it does not have five parts, or its header is longer than 256 KiB');
  }
  const text = fromAscii(head.subarray(0, dots));
  if (text === undefined) malformed(format, 'its header is not base64url');
  return { dots, front: text.split('.') };
}

/**
 * A JWE in JSON, flattened or general.
 * @param text the JSON with an empty string as "ciphertext" (see JsonSkeletonReader)
 * @param ciphertext where its characters lie in the file
 * @throws Malformed
 * @see RFC 7516 section 7.2
 */
export function parseJsonJwe(text: string, ciphertext: { readonly offset: number; readonly length: number }): Jwe {
  const json = JsonForm.safeParse(jsonOf(text, 'it is not JSON'));
  if (!json.success)
    malformed(format, `its member ${json.error.issues[0]?.path.join('.') || '(top)'} is missing or of the wrong kind`);
  const { data } = json;
  if (data.recipients !== undefined && (data.encrypted_key !== undefined || data.header !== undefined)) {
    malformed(format, 'it mixes the flattened and the general form');
  }
  const integrity = data.protected === undefined ? {} : headerOf(data.protected);
  const shared = disjoint(integrity, data.unprotected ?? {});
  const recipients = data.recipients ?? [{ header: data.header, encrypted_key: data.encrypted_key }];
  const zip = integrity['zip'];
  if (shared['zip'] !== zip) malformed(format, 'it names a compression outside the protected header');
  const aad = data.protected ?? '';
  return assemble(
    data.recipients === undefined ? 'flattened' : 'general',
    shared,
    recipients.map((recipient) => [disjoint(shared, recipient.header ?? {}), recipient.encrypted_key ?? '']),
    { iv: data.iv, tag: data.tag, aad: data.aad === undefined ? aad : `${aad}.${data.aad}`, ciphertext },
  );
}

interface Rest {
  readonly iv: string;
  readonly tag: string;
  readonly aad: string;
  readonly ciphertext: Jwe['ciphertext'];
}

function assemble(
  form: Jwe['form'],
  shared: Readonly<Record<string, unknown>>,
  recipients: readonly (readonly [header: Readonly<Record<string, unknown>>, encryptedKey: string])[],
  { iv, tag, aad, ciphertext }: Rest,
): Jwe {
  const headers = recipients.map(([header, encryptedKey]) => ({ header: joseHeader(header), encryptedKey }));
  const names = new Set(headers.map(({ header }) => header.enc));
  const [enc] = names;
  if (names.size !== 1 || enc === undefined) malformed(format, 'it does not name one "enc" for its content');
  if (!isJweEncryption(enc)) unsupported(format, `the content encryption ${enc}`);
  const { zip } = joseHeader(shared);
  if (zip !== undefined && zip !== 'DEF') unsupported(format, `the compression ${zip}`);
  const known: JweRecipient[] = [];
  const otherAlgorithms: string[] = [];
  for (const { header, encryptedKey } of headers) {
    if (header.alg === undefined) malformed(format, 'it has a recipient without "alg"');
    if (isJweAlgorithm(header.alg)) known.push(recipientOf(header.alg, header, encryptedKey));
    else otherAlgorithms.push(header.alg);
  }
  if (known.length === 0) unsupported(format, `the key management ${otherAlgorithms[0] ?? ''}`);
  const rounds = known.reduce((sum, { pbes2 }) => sum + (pbes2?.rounds ?? 0), 0);
  if (rounds > mostPbes2RoundsInAll)
    unsupported(format, `pass phrases with ${rounds} rounds in all, more than ${mostPbes2RoundsInAll}`);
  const row = jweEncryptions[enc];
  return {
    form,
    encryption: enc,
    recipients: known,
    otherAlgorithms,
    aad,
    deflated: zip === 'DEF',
    iv: sized(iv, row.ivLength, 'initialization vector'),
    tag: sized(tag, row.tagLength, 'tag'),
    ciphertext,
  };
}

function recipientOf(algorithm: JweAlgorithm, header: JoseHeader, encryptedKey: string): JweRecipient {
  if (header.p2c !== undefined && header.p2c > mostPbes2Rounds) {
    unsupported(format, `a pass phrase with ${header.p2c} rounds, more than ${mostPbes2Rounds}`);
  }
  if (header.epk !== undefined && (header.epk.kty === 'EC') === (header.epk.y === undefined)) {
    malformed(format, 'its "epk" is not a public key');
  }
  return {
    algorithm,
    encryptedKey: decoded(encryptedKey, 'encrypted key'),
    keyId: header.kid,
    ephemeral: header.epk,
    apu: decoded(header.apu ?? '', '"apu"'),
    apv: decoded(header.apv ?? '', '"apv"'),
    pbes2:
      header.p2s === undefined || header.p2c === undefined
        ? undefined
        : { salt: decoded(header.p2s, '"p2s"'), rounds: header.p2c },
  };
}

function headerOf(protectedText: string): Readonly<Record<string, unknown>> {
  const text = fromUtf8(decoded(protectedText, 'protected header'));
  const header = HeaderObject.safeParse(
    text === undefined ? undefined : jsonOf(text, 'its protected header is not JSON'),
  );
  return header.success ? header.data : malformed(format, 'its protected header is not a JSON object');
}

function joseHeader(header: Readonly<Record<string, unknown>>): JoseHeader {
  const read = JoseHeader.safeParse(header);
  if (!read.success)
    malformed(format, `its header member ${read.error.issues[0]?.path.join('.') ?? ''} is of the wrong kind`);
  // RFC 7516 section 4.1.13: what must be understood and is not makes the whole message unreadable.
  if (read.data.crit !== undefined) unsupported(format, 'a header that says it must be understood ("crit")');
  return read.data;
}

/** RFC 7516 section 7.2.1: the header parts may not share a name, or one could overrule what another protects. */
function disjoint(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(b))
    if (Object.hasOwn(a, name)) malformed(format, 'its header parts name a member twice');
  return { ...a, ...b };
}

function jsonOf(text: string, problem: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return malformed(format, problem);
  }
}

function decoded(text: string, what: string): Uint8Array {
  return fromBase64Url(text) ?? malformed(format, `its ${what} is not base64url`);
}

function sized(text: string, length: number, what: string): Uint8Array {
  const octets = decoded(text, what);
  if (octets.length !== length) malformed(format, `its ${what} has ${octets.length} bytes instead of ${length}`);
  return octets;
}

/** The layout of a compact JWE. @param head as for parseCompactJwe */
export function compactJweRegions(head: Uint8Array, jwe: Jwe, size: number): readonly Region[] {
  const [protectedText = '', encryptedKey = '', iv = ''] = compactFront(head).front;
  const tagAt = jwe.ciphertext.offset + jwe.ciphertext.length;
  return inARow([
    ['header', 'protected header', protectedText.length + 1],
    ['wrapped-key', 'encrypted key', encryptedKey.length + 1],
    ['nonce', 'initialization vector', iv.length + 1],
    ['ciphertext', 'ciphertext', jwe.ciphertext.length],
    ['tag', 'tag', size - tagAt],
  ]);
}

/** The layout of a JWE in JSON: the members around the ciphertext have no fixed order. */
export function jsonJweRegions(jwe: Jwe, size: number): readonly Region[] {
  const { offset, length } = jwe.ciphertext;
  return inARow([
    ['header', 'members before the ciphertext', offset],
    ['ciphertext', 'ciphertext', length],
    ['header', 'members after the ciphertext', size - offset - length],
  ]);
}
