import { type FormatId, formats, type KeyNeed, keyNeeds, namedFormat } from '../../app/formats/formats.ts';
import type { Inspection } from './protocol.ts';

/** Values of a header's field, e.g. of every recipient. */
function fieldsOf(inspection: Inspection, label: string): readonly string[] {
  return inspection.fields.filter((field) => field.label === label).map(({ value }) => value);
}

/** What somebody named a file: the person before the record. */
export function namedFor(inspection: Inspection, chosen: string | null): ReturnType<typeof namedFormat> {
  return namedFormat(chosen ?? inspection.record?.aesMode ?? '');
}

/**
 * A format with what the file, its record or its key adds: `Platform AES-GCM-256`, `JWE RSA-OAEP-256, A256GCM`.
 * @param opened bytes of the key that has opened it, where they are known
 */
export function formatWords(format: FormatId, inspection: Inspection, chosen: string | null, opened?: number): string {
  const named = namedFor(inspection, chosen);
  const keyLength = (named?.format === format ? named.keyLength : undefined) ?? opened;
  if ((format === 'platform-gcm' || format === 'platform-cbc') && keyLength !== undefined) {
    return formats[format].name.replace(/AES-(GCM|CBC)/, `AES-$1-${keyLength * 8}`);
  }
  if (format === 'jwe-compact' || format === 'jwe-json') {
    const ways = fieldsOf(inspection, 'Recipient').map((recipient) => recipient.split(/[ ,]/)[0] ?? '');
    const encryption = fieldsOf(inspection, 'Content encryption')[0];
    if (ways.length > 0 && encryption !== undefined) {
      const [first = ''] = ways;
      return `JWE ${ways.length === 1 ? first : `for ${ways.length} recipients`}, ${encryption}`.slice(0, 300);
    }
  }
  return formats[format].name;
}

/** The format of a file before a key was tried; several where nothing tells them apart. Null where none fits. */
export function expectedWords(inspection: Inspection, chosen: string | null): string | null {
  const words = inspection.candidates.map(({ format }) => formatWords(format, inspection, chosen));
  return words.length === 0 ? null : words.join(' or ').slice(0, 300);
}

/** The JWE algorithms of a header, as far as they say which kind of key opens them. RFC 7518 section 4.1. */
const jweNeeds: readonly (readonly [algorithm: RegExp, need: KeyNeed])[] = [
  [/^RSA/, 'rsa'],
  [/^ECDH/, 'ec'],
  [/^(?:A\d+(?:GCM)?KW|dir)/, 'aes'],
  [/^PBES2/, 'pass-phrase'],
];

/** The kinds of keys that a file could be opened with. */
export function needsOf(inspection: Inspection): readonly KeyNeed[] {
  const needs = new Set<KeyNeed>();
  for (const { format } of inspection.candidates) {
    const narrowed = format.startsWith('jwe-')
      ? fieldsOf(inspection, 'Recipient').flatMap((text) =>
          jweNeeds.filter(([pattern]) => pattern.test(text)).map(([, need]) => need),
        )
      : [];
    for (const need of narrowed.length > 0 ? narrowed : formats[format].needs) needs.add(need);
  }
  return [...needs];
}

/** `an AES key of 32 bytes, “Key for image encryption” of Gateway G2`. Null where no format is known. */
export function keyWords(inspection: Inspection, chosen: string | null): string | null {
  const needs = needsOf(inspection);
  if (needs.length === 0) return null;
  const length = namedFor(inspection, chosen)?.keyLength;
  const kind =
    needs.length === 1 && needs[0] === 'aes' && length !== undefined
      ? `an AES key of ${length} bytes`
      : needs.map((need) => keyNeeds[need]).join(' or ');
  const { keyName, productName } = inspection.record ?? {};
  const name = keyName === undefined ? '' : `, “${keyName}”${productName === undefined ? '' : ` of ${productName}`}`;
  return `${kind}${name}`.slice(0, 300);
}

/** Whether an IV must be given from outside for what the file is taken for. */
export function isIvMissing(inspection: Inspection, iv: string | null): boolean {
  const [first] = inspection.candidates;
  return first !== undefined && formats[first.format].ivGiven && iv === null && inspection.record?.hasIv !== true;
}
