import { z } from 'zod';
import { vector } from './parser-cases.ts';
import type { Sample } from './samples.ts';

const Octets = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const Given = z.object({ kind: z.enum(['text', 'hex', 'base64']), text: z.string() });

/** What the scripts beside the vectors write. */
const Matrix = z.object({
  keys: z.record(z.string(), Octets),
  files: z.record(z.string(), Octets),
  rows: z.array(
    z.object({
      name: z.string(),
      by: z.string(),
      key: z.string(),
      wrongKey: z.string(),
      file: z.string().optional(),
      encrypted: Octets.optional(),
      plaintext: Octets,
      envelope: Octets.optional(),
      record: z.string().optional(),
      job: z.object({ aad: Given.optional(), format: z.string().optional() }).optional(),
      authenticated: z.boolean().default(true),
    }),
  ),
});

const Message = z.object({
  name: z.string(),
  keys: z.array(z.string()),
  wrongKey: z.string(),
  encrypted: Octets,
  plaintext: Octets,
});

const jsonOf = (name: string): unknown => JSON.parse(Buffer.from(vector(name)).toString());
const wrongAad = { kind: 'text', text: 'firmware-version=v1.6.44\n' } as const;

/** The named one. @throws when the table lacks it: then the vectors are broken */
function among<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`the vectors hold no ${name}`);
  return found;
}

/** Every combination, made by jwcrypto and cryptography (e2e/vectors/python/matrix.py says how). */
function pythonMatrix(): readonly Sample[] {
  const { keys, files, rows } = Matrix.parse(jsonOf('python/matrix.json'));
  return rows.map(
    ({ name, by, key, wrongKey, file, encrypted, plaintext, envelope, record, job = {}, authenticated }) => {
      const { aad, format } = job;
      const bound = aad !== undefined || record?.includes('"aad"') === true;
      return {
        name,
        by,
        encrypted: encrypted ?? among(files, file ?? ''),
        plaintext,
        key: among(keys, key),
        wrongKey: among(keys, wrongKey),
        job: { ...(aad === undefined ? {} : { aad }), ...(format === undefined ? {} : { format }) },
        ...(envelope === undefined ? {} : { envelope }),
        ...(record === undefined ? {} : { record }),
        ...(bound ? { wrongAad } : {}),
        authenticated,
      };
    },
  );
}

/** Messages of the AWS Encryption SDK, once for each key that opens them (e2e/vectors/aws-ecdh/make.py says how). */
function esdkMessages(): readonly Sample[] {
  return z
    .array(Message)
    .parse(jsonOf('aws-ecdh/more.json'))
    .flatMap(({ name, keys, wrongKey, encrypted, plaintext }) =>
      keys.map((key, index) => ({
        name: `AWS ${name}, opened by its ${index === 0 ? 'recipient' : 'sender'}`,
        by: 'aws-encryption-sdk 4.0.7',
        encrypted,
        plaintext,
        key,
        wrongKey,
        job: {},
        authenticated: true,
      })),
    );
}

/** Every combination of what a format leaves open, by programs that are not ours. */
export const matrix: readonly Sample[] = [...pythonMatrix(), ...esdkMessages()];
