import { createDecipheriv, createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { malformed } from '../../../../app/formats/malformed.ts';
import {
  type KdfSurvivor,
  kdfsFor,
  mostPbkdf2Rounds,
  type OpensslKdf,
  opensslKeyLengths,
  paddingOf,
  parseSalted,
  saltedHeader,
  weigh,
} from '../../../../app/formats/openssl-enc.ts';
import { cbcCipher } from '../ciphers/aes.ts';
import type { Open, OpeningContext, Spelling } from '../opening.ts';
import { Stopped } from '../stopped.ts';
import { allow, wrongKind } from './common.ts';

const pbkdf2Async = promisify(pbkdf2);

/** The most that is needed of a derivation: an AES-256 key and an IV. Bytes. */
const derivedLength = 48;

/** Key and IV in a row: a shorter key takes the front, and its IV follows at once, so one derivation serves all lengths. */
async function derive(
  { digest, pbkdf2: rounds }: OpensslKdf,
  passPhrase: Uint8Array,
  salt: Uint8Array,
): Promise<Uint8Array> {
  if (rounds !== undefined) return pbkdf2Async(passPhrase, salt, rounds, derivedLength, digest);
  let derived = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  while (derived.length < derivedLength) {
    last = createHash(digest).update(last).update(passPhrase).update(salt).digest();
    derived = Buffer.concat([derived, last]);
  }
  return derived.subarray(0, derivedLength);
}

interface Stretch {
  readonly salt: Uint8Array;
  /** The last block of the ciphertext; the one before it, where there is one. */
  readonly last: Uint8Array;
  readonly before: Uint8Array | undefined;
}

function lastBlockFits(derived: Uint8Array, keyLength: number, { last, before }: Stretch): number | undefined {
  const iv = before ?? derived.subarray(keyLength, keyLength + 16);
  const decipher = createDecipheriv(`aes-${keyLength * 8}-cbc`, derived.subarray(0, keyLength), iv).setAutoPadding(
    false,
  );
  return paddingOf(decipher.update(last));
}

async function survivorsOf(context: OpeningContext, passPhrase: Uint8Array, stretch: Stretch) {
  if ((context.kdf.rounds ?? 0) > mostPbkdf2Rounds)
    throw new Stopped('decrypt.unsupported', {
      format: 'openssl-salted',
      what: `more than ${mostPbkdf2Rounds} rounds`,
    });
  const { named } = context;
  const lengths = opensslKeyLengths.filter((length) => named?.keyLength === undefined || named.keyLength === length);
  const survivors: KdfSurvivor[] = [];
  for (const kdf of kdfsFor(context.kdf)) {
    const derived = await derive(kdf, passPhrase, stretch.salt);
    for (const keyLength of lengths) {
      const padding = lastBlockFits(derived, keyLength, stretch);
      if (padding !== undefined) survivors.push({ kdf, keyLength, padding });
    }
    derived.fill(0);
    // A padding of three bytes proves the derivation; the slow ones need not be tried.
    if (survivors.some(({ padding }) => padding >= 3)) break;
  }
  return named?.keyLength === undefined ? weigh(survivors) : survivors;
}

async function openSalted(
  context: OpeningContext,
  stretch: Stretch,
  rest: { offset: number; length: number; spelling: Spelling; skip: number },
) {
  const { holder } = context;
  const passPhrase = holder.passPhrase;
  if (passPhrase === undefined || passPhrase.length === 0) wrongKind('openssl-salted', holder, 'a pass phrase file');
  const grade = allow(context, holder.grade);
  const survivors = await survivorsOf(context, passPhrase, stretch);
  const [found, ...others] = survivors;
  if (found === undefined) throw new Stopped('decrypt.padding');
  if (others.length > 0) {
    const choices = survivors.map(({ kdf, keyLength }) => `--format openssl-aes-${keyLength * 8}-cbc ${kdf.flags}`);
    throw new Stopped('decrypt.ambiguous', { choices: choices.join('; ') });
  }
  const { kdf, keyLength } = found;
  const derived = await derive(kdf, passPhrase, stretch.salt);
  const cipher = cbcCipher(
    Uint8Array.from(derived.subarray(0, keyLength)),
    Uint8Array.from(derived.subarray(keyLength, keyLength + 16)),
  );
  derived.fill(0);
  return {
    ...rest,
    cipher,
    grade,
    chain: [holder.where, `pass phrase, ${kdf.flags}`, `AES-${keyLength * 8}-CBC`],
    caution: 'The padding fits; nothing in the file proves more. A wrong key passes by chance about once in 250.',
  };
}

/** @see key-systems.md section 4 */
export const openOpenssl: Open = async (context) => {
  const { source } = context;
  const { salt, ciphertextLength } = parseSalted(source.read(0, Math.min(saltedHeader, source.size)), source.size);
  const last = source.read(source.size - 16, 16);
  const before = ciphertextLength > 16 ? source.read(source.size - 32, 16) : undefined;
  return openSalted(
    context,
    { salt, last, before },
    { offset: saltedHeader, length: ciphertextLength, spelling: 'raw', skip: 0 },
  );
};

/** The same in base64: both ends are decoded alone, since base64 groups can be counted from either. */
export const openOpensslBase64: Open = async (context) => {
  const { source, evidence } = context;
  const front = Buffer.from(lettersOf(evidence.head.subarray(0, 256)).slice(0, 88), 'base64');
  const { salt } = parseSalted(
    Uint8Array.from(front.subarray(0, saltedHeader)),
    Math.max(front.length, saltedHeader + 16) & ~15,
  );
  const letters = lettersOf(evidence.tail);
  const back = Buffer.from(letters.slice(letters.length % 4), 'base64');
  if (front.length < saltedHeader + 16 || back.length < 16)
    malformed('openssl-salted-base64', 'it ends inside its first block');
  // One block alone: then the salt stands before it, not ciphertext.
  const before =
    front.length === saltedHeader + 16 && back.length <= saltedHeader + 16
      ? undefined
      : Uint8Array.from(back.subarray(-32, -16));
  const last = Uint8Array.from(back.subarray(-16));
  return openSalted(
    context,
    { salt, last, before },
    { offset: 0, length: source.size, spelling: 'base64-lines', skip: saltedHeader },
  );
};

function lettersOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('latin1').replace(/\s+/g, '');
}
