import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { concatKdf, jweOtherInfo } from '../../../../app/crypto/concat-kdf.ts';
import { ascii, concat } from '../../../../app/crypto/octets.ts';
import type { FormatId, KeyNeed } from '../../../../app/formats/formats.ts';
import {
  inflationAllowance,
  type JweEncryption,
  jweAlgorithms,
  jweEncryptions,
  type KeyManagement,
  mostInflation,
} from '../../../../app/formats/jose-tables.ts';
import { JsonSkeletonReader } from '../../../../app/formats/json-skeleton.ts';
import { type Jwe, type JweRecipient, parseCompactJwe, parseJsonJwe } from '../../../../app/formats/jwe.ts';
import { malformed, unsupported } from '../../../../app/formats/malformed.ts';
import type { Turn } from '../../../tokens/file-key-shapes.ts';
import { nodePrimitives } from '../../../tokens/node-primitives.ts';
import { unwrapAes } from '../aes-unwrap.ts';
import { gcmCipher } from '../ciphers/aes.ts';
import { cbcHmacCipher } from '../ciphers/cbc-hmac.ts';
import { inflating } from '../ciphers/inflating.ts';
import { gcmOnToken } from '../ciphers/on-token.ts';
import type { KeyHolder, TokenCipher } from '../key-holder.ts';
import type { Open, Opening, OpeningContext } from '../opening.ts';
import { piecesOf, type Source } from '../source.ts';
import { Stopped } from '../stopped.ts';
import { allow, hashNames, needsOf, wrongKind } from './common.ts';

const pbkdf2Async = promisify(pbkdf2);

/** Which kind of key each way to the content key asks for. */
const needOf: Readonly<Record<KeyManagement['kind'], KeyNeed>> = {
  oaep: 'rsa',
  agreement: 'ec',
  'key-wrap': 'aes',
  'pass-phrase': 'pass-phrase',
  direct: 'aes',
};

/** The content key through one recipient; undefined when this holder does not open it. */
async function contentKey(
  recipient: JweRecipient,
  encryption: JweEncryption,
  holder: KeyHolder,
  turn: Turn,
): Promise<Uint8Array | undefined> {
  const way: KeyManagement = jweAlgorithms[recipient.algorithm];
  const { encryptedKey } = recipient;
  switch (way.kind) {
    case 'oaep':
      return holder.oaep([way.hash], encryptedKey, turn);
    case 'agreement':
      return agreedKey(recipient, encryption, holder, way.kekLength);
    case 'key-wrap':
      // A key on a token does not tell its length; its own check does.
      return holder.token !== undefined || holder.symmetric?.length === way.kekLength
        ? holder.unwrap('kw', encryptedKey)
        : undefined;
    case 'pass-phrase': {
      if (recipient.pbes2 === undefined) return malformed('jwe', 'it names no salt or rounds for its pass phrase');
      const { salt, rounds } = recipient.pbes2;
      // RFC 7518 section 4.8.1.1: the algorithm's name and a zero byte stand before the salt.
      const salted = concat(ascii(recipient.algorithm), Uint8Array.of(0), salt);
      const kek = await pbkdf2Async(holder.passPhrase ?? '', salted, rounds, way.kekLength, hashNames[way.hash]);
      const key = unwrapAes('kw', kek, encryptedKey);
      kek.fill(0);
      return key;
    }
    case 'direct':
      if (encryptedKey.length > 0) malformed('jwe', 'it says "dir", but carries an encrypted key');
      return holder.symmetric?.length === jweEncryptions[encryption].keyLength
        ? Uint8Array.from(holder.symmetric)
        : undefined;
    default:
      throw way satisfies never;
  }
}

/** ECDH-ES, with or without key wrap. @see RFC 7518 section 4.6 */
async function agreedKey(
  { algorithm, ephemeral, apu, apv, encryptedKey }: JweRecipient,
  encryption: JweEncryption,
  holder: KeyHolder,
  kekLength: number | undefined,
): Promise<Uint8Array | undefined> {
  if (ephemeral === undefined) malformed('jwe', 'it has no "epk" to agree with');
  const secret = await holder.agree(ephemeral);
  if (secret === undefined) return undefined;
  const length = kekLength ?? jweEncryptions[encryption].keyLength;
  const info = jweOtherInfo(kekLength === undefined ? encryption : algorithm, apu, apv, length * 8);
  const key = concatKdf(nodePrimitives, 'SHA-256', secret, info, length);
  secret.fill(0);
  if (kekLength === undefined) return key;
  const content = unwrapAes('kw', key, encryptedKey);
  key.fill(0);
  return content;
}

async function openJwe(context: OpeningContext, jwe: Jwe, format: FormatId): Promise<Opening> {
  const { holder } = context;
  const fitting = jwe.recipients.filter(({ algorithm }) => holder.kinds.has(needOf[jweAlgorithms[algorithm].kind]));
  if (fitting.length === 0) {
    const needs = new Set(jwe.recipients.map(({ algorithm }) => needOf[jweAlgorithms[algorithm].kind]));
    wrongKind(format, holder, needsOf([...needs]));
  }
  const direct = fitting.find(({ algorithm }) => algorithm === 'dir');
  if (holder.token !== undefined && direct !== undefined) return openOnToken(context, jwe, holder.token);
  const grade = allow(context, holder.grade);
  for (const [i, recipient] of fitting.entries()) {
    const turn = { which: i + 1, of: fitting.length };
    const key = await contentKey(recipient, jwe.encryption, holder, turn);
    if (key === undefined) continue;
    const row = jweEncryptions[jwe.encryption];
    if (key.length !== row.keyLength)
      malformed('jwe', `its content key has ${key.length} bytes instead of ${row.keyLength}`);
    const aad = ascii(jwe.aad);
    const cipher =
      row.kind === 'gcm' ? gcmCipher(key, jwe.iv, aad, jwe.tag) : cbcHmacCipher(row, key, jwe.iv, aad, jwe.tag);
    const limit = inflationAllowance + mostInflation * jwe.ciphertext.length;
    return {
      ...jwe.ciphertext,
      spelling: 'base64url',
      skip: 0,
      cipher: jwe.deflated ? inflating(cipher, limit) : cipher,
      grade,
      chain: [holder.where, recipient.algorithm, jwe.encryption, ...(jwe.deflated ? ['DEFLATE'] : [])],
      caution: undefined,
    };
  }
  const { length } = jwe.recipients;
  throw length === 1
    ? new Stopped('decrypt.key-check')
    : new Stopped('decrypt.key-not-recipient', { recipients: length });
}

/** `dir` with a key on a token: the token decrypts the content itself. */
function openOnToken(context: OpeningContext, jwe: Jwe, token: TokenCipher): Opening {
  if (jweEncryptions[jwe.encryption].kind !== 'gcm') unsupported('jwe', `${jwe.encryption} with a key on a token`);
  const grade = allow(context, 'T');
  const length = Math.floor((jwe.ciphertext.length * 3) / 4);
  const cipher = gcmOnToken(token, jwe.iv, ascii(jwe.aad), jwe.tag, length);
  const limit = inflationAllowance + mostInflation * jwe.ciphertext.length;
  return {
    ...jwe.ciphertext,
    spelling: 'base64url',
    skip: 0,
    cipher: jwe.deflated ? inflating(cipher, limit) : cipher,
    grade,
    chain: [context.holder.where, `${jwe.encryption} on the token`],
    caution: undefined,
  };
}

export const openCompactJwe: Open = async (context) => {
  const { head, tail, size } = context.evidence;
  return openJwe(context, parseCompactJwe(head, tail, size), 'jwe-compact');
};

export const openJsonJwe: Open = async (context) => openJwe(context, await jsonJweOf(context.source), 'jwe-json');

/** Reads a JWE in JSON of any length; its ciphertext stays in the file. @throws Malformed */
export async function jsonJweOf(source: Source): Promise<Jwe> {
  const reader = new JsonSkeletonReader('ciphertext', 'jwe');
  for await (const piece of piecesOf(source)) reader.push(piece);
  const { text, cut } = reader.end();
  return parseJsonJwe(text, cut ?? malformed('jwe', 'it has no ciphertext'));
}
