import { toHex } from '../../../app/crypto/octets.ts';
import { cosmianRegions, parseCosmian } from '../../../app/formats/cosmian.ts';
import { esdkRegions, parseEsdkHeader } from '../../../app/formats/esdk.ts';
import type { Evidence } from '../../../app/formats/evidence.ts';
import { alsoPossible, candidatesFor, type FormatId, namedFormat } from '../../../app/formats/formats.ts';
import { compactJweRegions, type Jwe, jsonJweRegions, parseCompactJwe } from '../../../app/formats/jwe.ts';
import { parseSalted, saltedRegions } from '../../../app/formats/openssl-enc.ts';
import { gcmRegions } from '../../../app/formats/platform-file.ts';
import { inARow, type Region } from '../../../app/formats/regions.ts';
import type { RequestRecord } from '../../../app/formats/sidecar.ts';
import { gcmNonceLength, gcmTagLength } from '../../../app/platform/modes.ts';
import { fail, ok, type Result } from '../../../app/result.ts';
import type { Inspection } from '../protocol.ts';
import { octetsOf } from './openings/common.ts';
import { jsonJweOf } from './openings/jwe.ts';
import { recordFor } from './record.ts';
import { evidenceOf, openSource, type Source } from './source.ts';
import { expectedFailure } from './stopped.ts';

interface Description {
  readonly regions: readonly Region[];
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

/** How each format is drawn, and what its header says. */
const describers: Readonly<
  Record<FormatId, (evidence: Evidence, source: Source) => Description | Promise<Description>>
> = {
  'openssl-salted': ({ head, size }) => ({
    regions: saltedRegions(size),
    fields: [{ label: 'Salt', value: toHex(parseSalted(head, size).salt) }],
  }),
  'openssl-salted-base64': ({ size }) => ({
    regions: inARow([['ciphertext', 'base64 of mark, salt and ciphertext', size]]),
    fields: [],
  }),
  'jwe-compact': ({ head, tail, size }) => {
    const jwe = parseCompactJwe(head, tail, size);
    return { regions: compactJweRegions(head, jwe, size), fields: jweFields(jwe) };
  },
  'jwe-json': async ({ size }, source) => {
    const jwe = await jsonJweOf(source);
    return { regions: jsonJweRegions(jwe, size), fields: jweFields(jwe) };
  },
  'aws-esdk': ({ head, size }) => {
    const header = parseEsdkHeader(head);
    return {
      regions: esdkRegions(header, size),
      fields: [
        { label: 'Algorithm suite', value: header.suiteName },
        { label: 'Message id', value: toHex(header.messageId) },
        ...header.dataKeys.map(({ provider }) => ({ label: 'Data key by', value: provider })),
        { label: 'Frames', value: header.framed ? `${header.frameLength} bytes` : 'none' },
        ...Object.entries(header.context).map(([key, value]) => ({ label: `Context ${key}`, value })),
      ],
    };
  },
  'cosmian-aes-gcm': describeCosmian,
  'cosmian-chacha20': describeCosmian,
  'cosmian-aes-xts': describeCosmian,
  'platform-gcm': describeGcm,
  'platform-gcm-pskek': describeGcm,
  'platform-cbc': ({ size }) => ({ regions: inARow([['ciphertext', 'ciphertext', size]]), fields: [] }),
  'platform-cbc-pskek': ({ size }) => ({ regions: inARow([['ciphertext', 'ciphertext', size]]), fields: [] }),
};

function describeGcm({ head, tail, size }: Evidence): Description {
  return {
    regions: gcmRegions(size),
    fields: [
      { label: 'Nonce', value: toHex(head.subarray(0, gcmNonceLength)) },
      { label: 'Tag', value: toHex(tail.subarray(-gcmTagLength)) },
    ],
  };
}

function describeCosmian({ head, size }: Evidence): Description {
  const { keyCiphers, dekLength } = parseCosmian(head);
  return {
    regions: cosmianRegions(head, size),
    fields: [
      { label: 'Data key', value: `${dekLength} bytes` },
      { label: 'Protected by', value: keyCiphers.join(' or ') },
    ],
  };
}

function jweFields(jwe: Jwe): Description['fields'] {
  return [
    { label: 'Content encryption', value: jwe.encryption },
    ...jwe.recipients.map(({ algorithm, keyId }) => ({
      label: 'Recipient',
      value: keyId === undefined ? algorithm : `${algorithm}, key ${keyId}`,
    })),
    ...jwe.otherAlgorithms.map((algorithm) => ({ label: 'Recipient', value: `${algorithm} (not supported)` })),
    { label: 'Compressed', value: jwe.deflated ? 'yes (DEFLATE)' : 'no' },
  ];
}

/** What a record says, in the words of its screen. Values as they stand there. */
function recordFields(record: RequestRecord): Description['fields'][number][] {
  const rows: readonly (readonly [label: string, value: string | undefined])[] = [
    ['File', record.fileName],
    ['Product', record.productName],
    ['Operation', record.operationName],
    ['Key', record.keyName],
    ['Mode', record.aesMode],
    ['KEK-IV (base64)', record.kekIv],
    ['Sealed key (base64)', record.sealedKey],
    ['Sealed key IV (base64)', record.sealedKeyIV],
    ['SHA-256 of the original', record.originalSHA256],
    ['SHA-256 of the encrypted file', record.modifiedSHA256],
    ['Request', record.requestId],
  ];
  return rows.flatMap(([label, value]) =>
    value === undefined ? [] : [{ label, value: value.slice(0, longestField) }],
  );
}

const longestField = 2048;
const mostFields = 100;

/** What can be said of a file without a key. */
export async function inspectFile(
  file: string,
  format: string | undefined,
  recordFile: string | undefined,
): Promise<Result<Inspection>> {
  let source: Source | undefined;
  try {
    source = openSource(file);
    const evidence = evidenceOf(source);
    const record = recordFor(file, recordFile);
    const candidates = candidatesFor(evidence, namedFormat(format ?? record?.aesMode ?? '')?.format);
    const described = await descriptionOf(candidates[0]?.format, evidence, source);
    return ok({
      name: source.name,
      size: source.size,
      candidates: [...candidates],
      alsoPossible: [...alsoPossible(evidence)],
      regions: described.ok ? [...described.value.regions].slice(0, 50) : [],
      fields: described.ok
        ? described.value.fields
            .slice(0, mostFields)
            .map(({ label, value }) => ({ label: label.slice(0, 120), value: value.slice(0, longestField) }))
        : [],
      fault: described.ok ? null : described.error,
      record:
        record === undefined
          ? null
          : {
              aesMode: record.aesMode,
              aadLength: record.aad === undefined ? 0 : octetsOf(record.aad).length,
              aad: record.aad ?? '',
              hasIv: record.kekIv !== undefined,
              fields: recordFields(record),
              ...(record.originalSHA256 === undefined ? {} : { originalSHA256: record.originalSHA256 }),
              ...(record.productName === undefined ? {} : { productName: record.productName }),
              ...(record.keyName === undefined ? {} : { keyName: record.keyName }),
            },
    });
  } catch (error) {
    const failure = expectedFailure(error);
    if (failure === undefined) throw error;
    return fail(failure.code, failure.facts);
  } finally {
    source?.close();
  }
}

async function descriptionOf(
  format: FormatId | undefined,
  evidence: Evidence,
  source: Source,
): Promise<Result<Description>> {
  if (format === undefined) return ok({ regions: [], fields: [] });
  try {
    return ok(await describers[format](evidence, source));
  } catch (error) {
    const failure = expectedFailure(error);
    if (failure === undefined) throw error;
    return fail(failure.code, failure.facts);
  }
}
