import { malformed } from './malformed.ts';
import { aesBlock, cbcLength } from './platform-file.ts';
import { inARow, type Region } from './regions.ts';
import { startsWith } from './text.ts';

/** What `openssl enc` writes before an 8-byte salt. */
export const saltedMark = 'Salted__';
/** The same in base64, as far as it does not depend on the salt (`openssl enc -a`). */
export const saltedMarkBase64 = 'U2FsdGVkX1';
/** Bytes of mark and salt together. */
export const saltedHeader = 16;

/**
 * The salt of a `Salted__` file.
 * @param head the first 16 bytes at least
 * @param size bytes of the (decoded) file
 * @throws Malformed
 */
export function parseSalted(
  head: Uint8Array,
  size: number,
): { readonly salt: Uint8Array; readonly ciphertextLength: number } {
  if (!startsWith(head, saltedMark) || head.length < saltedHeader || size < saltedHeader) {
    malformed('openssl-salted', 'it ends inside the salt');
  }
  return { salt: head.slice(8, saltedHeader), ciphertextLength: cbcLength('openssl-salted', size - saltedHeader) };
}

export function saltedRegions(size: number): readonly Region[] {
  return inARow([
    ['header', 'mark "Salted__"', 8],
    ['salt', 'salt', 8],
    ['ciphertext', 'ciphertext', size - saltedHeader],
  ]);
}

export type OpensslDigest = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** One way `openssl enc` may have made key and IV from the pass phrase; the file does not say which. */
export interface OpensslKdf {
  /** How a person writes it on the command line. */
  readonly flags: string;
  readonly digest: OpensslDigest;
  /** Rounds of PBKDF2; undefined for EVP_BytesToKey with one round. */
  readonly pbkdf2?: number;
}

/**
 * The ways that are tried when nobody says, cheap and common ones first: the defaults of OpenSSL since 1.1.0 and before,
 * and the round counts that the manual page, the AWS recipe and OWASP name.
 */
export const usualKdfs: readonly OpensslKdf[] = [
  { flags: '--md sha256', digest: 'sha256' },
  { flags: '--md md5', digest: 'md5' },
  { flags: '--md sha512', digest: 'sha512' },
  ...[10_000, 100_000, 600_000].flatMap((pbkdf2) =>
    (['sha256', 'sha512'] as const).map((digest) => ({
      flags: `--md ${digest} --pbkdf2 --iter ${pbkdf2}`,
      digest,
      pbkdf2,
    })),
  ),
];

/** More rounds than this are refused: a file or a flag must not stop the engine for minutes. */
export const mostPbkdf2Rounds = 10_000_000;

/** What the user or a record said about the key derivation; undefined parts are tried. */
export interface KdfWish {
  readonly digest?: OpensslDigest | undefined;
  readonly pbkdf2?: boolean | undefined;
  readonly rounds?: number | undefined;
}

/** The derivations to try. `--iter` means PBKDF2, as it does for openssl itself; its default there is 10,000 rounds. */
export function kdfsFor(wish: KdfWish): readonly OpensslKdf[] {
  if (wish.pbkdf2 === true || wish.rounds !== undefined) {
    const pbkdf2 = wish.rounds ?? 10_000;
    const digests: readonly OpensslDigest[] = wish.digest === undefined ? ['sha256', 'sha512'] : [wish.digest];
    return digests.map((digest) => ({ flags: `--md ${digest} --pbkdf2 --iter ${pbkdf2}`, digest, pbkdf2 }));
  }
  const { digest } = wish;
  if (digest === undefined) return usualKdfs;
  const named = usualKdfs.filter((kdf) => kdf.digest === digest);
  return named.some(({ pbkdf2 }) => pbkdf2 === undefined) ? named : [{ flags: `--md ${digest}`, digest }, ...named];
}

/** Key lengths in bytes; AES-256 is what the recipe uses, so the others need better evidence (see `strength`). */
export const opensslKeyLengths = [32, 24, 16] as const;

/**
 * The PKCS#7 padding of a last block.
 * @returns 1 to 16, or undefined when it does not fit
 */
export function paddingOf(lastBlock: Uint8Array): number | undefined {
  const padding = lastBlock[aesBlock - 1] ?? 0;
  if (padding < 1 || padding > aesBlock) return undefined;
  return lastBlock.subarray(aesBlock - padding, aesBlock).every((octet) => octet === padding) ? padding : undefined;
}

/** One derivation whose last block has a fitting padding. */
export interface KdfSurvivor {
  readonly kdf: OpensslKdf;
  readonly keyLength: (typeof opensslKeyLengths)[number];
  readonly padding: number;
}

/**
 * Which survivors remain after weighing them. A wrong key ends in n fitting bytes once in 256^n: three or more prove
 * themselves, against weaker ones too. A single byte does not speak for AES-128 or AES-192, which few files use: with
 * every length tried, one wrong pass phrase in ten would find a "key".
 */
export function weigh(survivors: readonly KdfSurvivor[]): readonly KdfSurvivor[] {
  const strong = survivors.filter(({ padding }) => padding >= 3);
  if (strong.length > 0) return strong;
  return survivors.filter(({ keyLength, padding }) => keyLength === 32 || padding >= 2);
}
