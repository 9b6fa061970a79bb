import path from 'node:path';
import type { AadInput, FileDetails } from '../../app/contract/decrypt-shapes.ts';
import { fromUtf8 } from '../../app/crypto/octets.ts';
import type { Warning } from '../../app/facts.ts';
import { aadOf } from '../../app/formats/aad.ts';
import { describeAad } from '../../app/formats/aad-octets.ts';
import { type FormatId, formatIds, formats } from '../../app/formats/formats.ts';
import { outputNameFor } from '../../app/formats/output-name.ts';
import { fromBase64 } from '../../app/formats/text.ts';
import type { BatchFile } from './batch-file.ts';
import { kindOf, openingLength } from './file-row.ts';
import { expectedWords, formatWords } from './file-words.ts';
import { chainAfter, chainBefore } from './key-chain.ts';
import type { RingKey } from './key-ring.ts';
import type { Inspection } from './protocol.ts';

/** Names beside the ids of the table, for what the file itself does not say. */
const furtherNames: readonly { readonly id: string; readonly name: string; readonly format: FormatId }[] = [
  ...([128, 256] as const).flatMap((bits) => [
    { id: `AES-GCM-${bits}`, name: `Platform AES-GCM-${bits}`, format: 'platform-gcm' as const },
    { id: `AES-CBC-${bits}`, name: `Platform AES-CBC-${bits}`, format: 'platform-cbc' as const },
  ]),
  ...([128, 192] as const).map((bits) => ({
    id: `openssl-aes-${bits}-cbc`,
    name: `OpenSSL enc, AES-${bits}`,
    format: 'openssl-salted' as const,
  })),
];

/** Everything about one file, before it is opened and after. */
export function detailsOf(
  file: BatchFile,
  keyOf: (id: string) => RingKey | undefined,
  rememberedAads: readonly AadInput[],
): FileDetails {
  const { id, name, size, choice, course } = file;
  const inspection = file.inspection?.ok ? file.inspection.value : undefined;
  const format = course.kind === 'done' ? course.result.format : inspection?.candidates[0]?.format;
  const key = keyOf(course.kind === 'done' ? course.key : (choice.keys[0] ?? ''));
  const aad = format === undefined ? null : aadFor(file, inspection, format);
  return {
    id,
    name,
    size,
    format:
      inspection === undefined
        ? null
        : course.kind === 'done'
          ? formatWords(course.result.format, inspection, choice.format, openingLength(file, keyOf))
          : expectedWords(inspection, choice.format),
    about: format === undefined ? 'Nothing in this file says what it is.' : aboutOf(format),
    regions: inspection?.regions ?? [],
    fields: inspection?.fields ?? [],
    aad: aad?.shown ?? null,
    chosen: { aad: choice.aad, iv: choice.iv, format: choice.format },
    formats: nameableFor(inspection),
    rememberedAads: [...rememberedAads],
    chain:
      course.kind === 'done'
        ? [...chainAfter(course.result, kindOf(key))]
        : format === undefined || key === undefined
          ? []
          : [...chainBefore(format, key, choice.envelope === null ? null : path.basename(choice.envelope))],
    record: inspection?.record?.fields ?? null,
    warnings: warningsFor(format, key, aad?.octets),
    fault:
      course.kind === 'failed'
        ? course.failure
        : file.inspection?.ok === false
          ? file.inspection.error
          : (inspection?.fault ?? null),
  };
}

function aboutOf(format: FormatId): string {
  const { teaches, authenticatedBy } = formats[format];
  return `${teaches} ${authenticatedBy === null ? 'Nothing in it can prove the result.' : `Proven by ${authenticatedBy}.`}`;
}

interface ExactAad {
  readonly octets: Uint8Array;
  readonly shown: NonNullable<FileDetails['aad']>;
}

/** Exactly the AAD that would be used. Null where the format takes none, or what was typed cannot be read. */
function aadFor({ name, choice }: BatchFile, inspection: Inspection | undefined, format: FormatId): ExactAad | null {
  if (formats[format].aad !== 'given') return null;
  if (choice.aad !== null) {
    const octets = aadOf(choice.aad, outputNameFor(name));
    return octets.ok ? exactly(octets.value, 'person') : null;
  }
  const recorded = inspection?.record?.aad ?? '';
  return recorded === ''
    ? exactly(new Uint8Array(0), 'none')
    : exactly(fromBase64(recorded) ?? new Uint8Array(0), 'record');
}

function exactly(octets: Uint8Array, from: ExactAad['shown']['from']): ExactAad {
  const utf8 = fromUtf8(octets) ?? null;
  return { octets, shown: { base64: Buffer.from(octets).toString('base64'), utf8, bytes: octets.length, from } };
}

/** What the file could be first, then everything else that has a name. */
function nameableFor(inspection: Inspection | undefined): FileDetails['formats'] {
  const likely = [...(inspection?.candidates.map(({ format }) => format) ?? []), ...(inspection?.alsoPossible ?? [])];
  const rows = [...formatIds.map((id) => ({ id, name: formats[id].name, format: id })), ...furtherNames];
  const place = (format: FormatId) => (likely.includes(format) ? likely.indexOf(format) : likely.length);
  return rows
    .toSorted((a, b) => place(a.format) - place(b.format))
    .map(({ id, name, format }) => ({ id, name, isAuthenticated: formats[format].authenticatedBy !== null }));
}

function warningsFor(
  format: FormatId | undefined,
  key: RingKey | undefined,
  aad: Uint8Array | undefined,
): FileDetails['warnings'] {
  const warnings: Warning[] = [];
  if (format !== undefined && formats[format].authenticatedBy === null) {
    warnings.push({
      tone: 'warn',
      title: 'This format cannot show a change',
      text: 'Whoever can alter the file can alter the result. Only a digest from elsewhere, such as the one in the record of its request, proves it.',
    });
  }
  if (key?.place.kind === 'file') {
    warnings.push({
      tone: 'warn',
      title: 'The key lies in a file',
      text: 'Whoever can read the file has the key. Move it onto a token, and then destroy the file and its copies.',
    });
  }
  for (const oddity of aad === undefined ? [] : describeAad(aad).oddities) {
    if (warnings.length < 8) warnings.push({ tone: 'warn', title: `The AAD ${oddity}`, text: oddityText });
  }
  return warnings;
}

const oddityText =
  'The AAD must be the same byte for byte as when the file was encrypted. If that was not meant, it is why the tag does not fit.';
