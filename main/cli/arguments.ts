import { parseArgs } from 'node:util';
import { Grade } from '../../app/exposure.ts';
import { type AadWish, aadOctets } from '../../app/formats/aad-octets.ts';
import { formatIds, namedFormat } from '../../app/formats/formats.ts';
import type { KdfWish } from '../../app/formats/openssl-enc.ts';
import { fromBase64 } from '../../app/formats/text.ts';

export const usage = `usage: keydock decrypt FILE… [--out DIR] KEY [options]

KEY, one of
  --key-file F            raw bytes, hex, base64, JWK, PEM or DER private key; for openssl files the pass phrase file
  --token LABEL           a key on a token [--module PATH] [--key LABEL]
with
  --envelope FILE         a wrapped key in a file of its own, opened with KEY for these files alone

options
  --out DIR               folder for the results (default: beside each file)
  --aad-text T | --aad-base64 B | --aad-hex H | --aad-template T
  --iv-base64 B           16 bytes, for formats that keep the IV outside the file
  --format F              ${formatIds.join(', ')},
                          a mode of the platform (AES-GCM-256, AES-CBC-128-PSKEK, …), openssl-aes-128-cbc, …
  --md D                  digest of openssl enc: md5, sha1, sha256, sha384, sha512
  --pbkdf2, --iter N      key derivation of openssl enc
  --record FILE           the record of the request (default: FILE.keydock.json where it is there)
  --min-grade T|K|C       refuse keys that are more exposed (default: C)
  --overwrite             replace results that are already there
  --json                  print the results as JSON
  --pin-fd N              read the PIN, or the pass phrase of the private key, from a file descriptor; a key that
                          wants its PIN at every use gets the same one each time

PINs and pass phrases are never taken from the command line.
exit: 0 all done, 1 some failed, 2 usage`;

/** What the command line asks for. Paths as they were typed. */
export interface DecryptCommand {
  readonly files: readonly string[];
  readonly out: string | undefined;
  readonly key:
    | { readonly kind: 'file'; readonly file: string }
    | {
        readonly kind: 'token';
        readonly label: string;
        readonly module: string | undefined;
        readonly key: string | undefined;
      };
  readonly envelope: string | undefined;
  readonly aad: AadWish | undefined;
  readonly iv: string | undefined;
  readonly format: string | undefined;
  readonly kdf: KdfWish;
  readonly record: string | undefined;
  readonly floor: Grade;
  readonly overwrite: boolean;
  readonly json: boolean;
  readonly pinFd: number | undefined;
}

/** A mistake in the command line, in words for standard error. */
export class UsageError extends Error {}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/**
 * Reads the arguments after `keydock`.
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): DecryptCommand | 'help' {
  const [command, ...rest] = args;
  if (command === '--help' || command === '-h' || command === 'help') return 'help';
  if (command !== 'decrypt') throw new UsageError(command === undefined ? 'no command' : `unknown command ${command}`);
  const { values, positionals } = parsed(rest);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new UsageError('no file');
  return {
    files: positionals,
    out: values.out,
    key: keyOf(values),
    envelope: values.envelope,
    aad: aadOf(values),
    iv: ivOf(values['iv-base64']),
    format: formatOf(values.format),
    kdf: kdfOf(values),
    record: values.record,
    floor: floorOf(values['min-grade']),
    overwrite: values.overwrite,
    json: values.json,
    pinFd: values['pin-fd'] === undefined ? undefined : wholeNumber('--pin-fd', values['pin-fd']),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: text,
        'key-file': text,
        token: text,
        module: text,
        key: text,
        envelope: text,
        'aad-text': text,
        'aad-base64': text,
        'aad-hex': text,
        'aad-template': text,
        'iv-base64': text,
        format: text,
        md: text,
        pbkdf2: flag,
        iter: text,
        record: text,
        'min-grade': text,
        overwrite: flag,
        json: flag,
        'pin-fd': text,
        help: flag,
      },
    });
  } catch (error) {
    // parseArgs words its own complaints; they repeat the option, which is no secret.
    throw new UsageError(error instanceof Error ? error.message : 'unreadable');
  }
}

type Values = ReturnType<typeof parsed>['values'];

function keyOf(values: Values): DecryptCommand['key'] {
  const file = values['key-file'];
  const { token } = values;
  if (file !== undefined && token !== undefined) throw new UsageError('--key-file and --token exclude each other');
  if (token !== undefined) return { kind: 'token', label: token, module: values.module, key: values.key };
  if (values.module !== undefined || values.key !== undefined)
    throw new UsageError('--module and --key go with --token');
  if (file === undefined) throw new UsageError('no key: give --key-file or --token');
  return { kind: 'file', file };
}

function aadOf(values: Values): AadWish | undefined {
  const wishes = (['text', 'base64', 'hex', 'template'] as const).flatMap((kind): AadWish[] => {
    const given = values[`aad-${kind}`];
    return given === undefined ? [] : [{ kind, text: given }];
  });
  if (wishes.length > 1) throw new UsageError('more than one AAD');
  const [wish] = wishes;
  if (wish !== undefined && aadOctets(wish, '') === undefined) throw new UsageError(`--aad-${wish.kind} is misspelled`);
  return wish;
}

function ivOf(base64: string | undefined): string | undefined {
  if (base64 !== undefined && fromBase64(base64)?.length !== 16) {
    throw new UsageError('--iv-base64 is not 16 bytes in base64');
  }
  return base64;
}

function formatOf(name: string | undefined): string | undefined {
  if (name !== undefined && namedFormat(name) === undefined) throw new UsageError(`unknown format ${name}`);
  return name;
}

const digests = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const;

function kdfOf(values: Values): KdfWish {
  const digest = digests.find((name) => name === values.md);
  if (values.md !== undefined && digest === undefined) throw new UsageError(`unknown digest ${values.md}`);
  const rounds = values.iter === undefined ? undefined : wholeNumber('--iter', values.iter);
  if (rounds === 0) throw new UsageError('--iter must be at least 1');
  return { digest, rounds, ...(values.pbkdf2 ? { pbkdf2: true } : {}) };
}

function floorOf(name: string | undefined): Grade {
  const grade = Grade.safeParse(name ?? 'C');
  if (!grade.success) throw new UsageError('--min-grade is T, K or C');
  return grade.data;
}

function wholeNumber(option: string, digits: string): number {
  if (!/^\d{1,9}$/.test(digits)) throw new UsageError(`${option} is not a number`);
  return Number(digits);
}
