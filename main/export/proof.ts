import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { longestRecord, type RequestRecord, readRecord, recordNameOf } from '../../app/formats/sidecar.ts';
import { gcmNonceLength, gcmPlaintextLimit, gcmTagLength, modeOf } from '../../app/platform/modes.ts';
import { stateValue } from '../../app/platform/states.ts';
import { ImageSigning, ImageSigningPage, type ImageSigningRow } from '../../app/platform/wire/image-signings.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { codeOf } from '../journal/journal-export.ts';
import { readBody } from '../network/body.ts';
import { hostForPeople } from '../network/hosts.ts';
import { NetworkError } from '../network/network-error.ts';
import { itemPath, type PlatformClient } from '../platform/client.ts';
import { hexOf } from '../platform/digest-text.ts';
import { offerOf } from '../platform/download.ts';
import { productReading } from '../platform/gather.ts';
import type { Reach } from '../platform/reach.ts';
import { encryptOperation, recordOf } from '../platform/request-record.ts';
import { readRegularFile } from '../regular-file.ts';
import type { CeremonyKey } from './ceremony.ts';
import { objectOfKey } from './ceremony.ts';
import type { TokenAtHand } from './needs.ts';

/** The platform's largest AES-GCM file. Bytes. */
const longestFile = gcmPlaintextLimit + gcmNonceLength + gcmTagLength;
const shortestFile = gcmNonceLength + gcmTagLength;
/** How far back a fitting request is looked for, in pages of ten. */
const mostPages = 30;

/** A file of the platform in memory, and how it is to be read. */
export interface ProofFile {
  /** nonce ‖ ciphertext ‖ tag. */
  readonly octets: Uint8Array;
  readonly aad: Uint8Array;
  /** "the file fw.bin.enc", "the encrypt request firmware-v1.6". */
  readonly what: string;
}

/**
 * Decrypts a file of the platform with a key on the token. The plaintext is wiped in the token process, where it appears.
 * @returns how the key was proven, in words; 'export.not-proven' when the file does not open with it
 */
export async function prove(token: TokenAtHand, key: CeremonyKey, file: ProofFile): Promise<Result<string>> {
  const { octets, aad, what } = file;
  const answer = await token.run('proveKey', {
    token: token.ref,
    key: objectOfKey(key),
    iv: octets.subarray(0, gcmNonceLength),
    aad,
    sealed: octets.subarray(gcmNonceLength),
  });
  if (!answer.ok) return answer;
  return answer.value.isProven ? ok(`decrypted ${what} on the token`) : fail('export.not-proven');
}

/** Reads a file that somebody chose, with the record beside it where one lies there. */
export async function proofFromFile(file: string, key: CeremonyKey): Promise<Result<ProofFile>> {
  const name = path.basename(file).slice(0, 200);
  const octets = await readWhole(file, longestFile);
  if (!octets.ok) return octets;
  const beside = await recordBeside(file);
  if (!beside.ok) return beside;
  const aad = aadFor(beside.value, key);
  if (!aad.ok) return aad;
  return sized({ octets: octets.value, aad: aad.value, what: `the file ${name}` });
}

async function recordBeside(file: string): Promise<Result<RequestRecord | null>> {
  const record = path.join(path.dirname(file), recordNameOf(path.basename(file)));
  if ((await stat(record).catch(() => null)) === null) return ok(null);
  const octets = await readWhole(record, longestRecord);
  return octets.ok ? readRecord(octets.value) : octets;
}

/** The AAD that a record names; without a record, none. */
function aadFor(record: RequestRecord | null, key: CeremonyKey): Result<Uint8Array> {
  if (record === null) return ok(new Uint8Array());
  const problem = unfit(record.aesMode, key);
  if (problem !== null) return fail('export.proof-unfit', { problem });
  return ok(new Uint8Array(Buffer.from(record.aad ?? '', 'base64')));
}

/** Why a file of this mode cannot prove this key; null where it can. */
function unfit(aesMode: string, { platformType }: CeremonyKey): string | null {
  const mode = modeOf(aesMode);
  if (mode === undefined) return `Its mode is ${aesMode.slice(0, 60)}, which this version does not know`;
  if (mode.cipher !== 'gcm') return `Its mode is ${mode.id}: without a tag, nothing shows that the key is right`;
  if (mode.pskek) return `Its mode is ${mode.id}: the file is under a one-time key, not under this one`;
  return platformType === `AES${mode.keyBits}` ? null : `Its mode is ${mode.id}, and the key is ${platformType}`;
}

function sized(file: ProofFile): Result<ProofFile> {
  if (file.octets.length >= shortestFile) return ok(file);
  return fail('export.proof-unfit', { problem: 'It is too short to hold a nonce and a tag' });
}

/** @returns 'export.proof-unfit' for a longer one, and for what is no file */
async function readWhole(file: string, limit: number): Promise<Result<Uint8Array>> {
  try {
    const read = await readRegularFile(file, limit);
    if (read.kind === 'read') return ok(read.octets);
    const problem =
      read.kind === 'too-long' ? `It has ${read.size} bytes` : `${path.basename(file).slice(0, 200)} is not a file`;
    return fail('export.proof-unfit', { problem });
  } catch (error) {
    const reason = codeOf(error);
    if (reason === null) throw error;
    return fail('export.proof-unfit', { problem: `It cannot be read: ${reason}` });
  }
}

/** What is needed to fetch a request's file. */
export interface ProofReach {
  readonly client: PlatformClient;
  readonly network: Reach;
  readonly as: string;
}

/** Fetches what the newest fitting encrypt request of the product made with this key. */
export async function proofFromRequest(
  product: string,
  key: CeremonyKey,
  reach: ProofReach,
): Promise<Result<ProofFile>> {
  const rows = await readyRequests(product, reach);
  if (!rows.ok) return rows;
  const beside = {
    product: await productReading(reach.client, product, { as: reach.as, strictness: 'tolerant' }),
    productName: undefined,
    operationName: undefined,
  };
  if (!beside.product.ok) return beside.product;
  let refused = 0;
  for (const row of rows.value) {
    const place = itemPath('/imagesignings', row.id);
    if (place === null) continue;
    const query = { includeOptionalParameters: 'true' };
    const answer = await reach.client.get(place, ImageSigning, { query, as: reach.as, refusalExpected: true });
    if (!answer.ok) {
      if (answer.error.code !== 'platform.forbidden' && answer.error.code !== 'platform.not-found') return answer;
      refused += 1;
      continue;
    }
    const offer = offerOf(answer.value);
    if (offer.kind !== 'file') continue;
    const record = recordOf(answer.value, offer.payload, { ...beside, product: beside.product.value });
    if (record === undefined || record.keyName !== key.name || unfit(record.aesMode, key) !== null) continue;
    const octets = await fetchObject(offer.link, hexOf(offer.payload.modifiedSHA256), reach.network);
    if (!octets.ok) return octets;
    const aad = new Uint8Array(Buffer.from(record.aad ?? '', 'base64'));
    return sized({ octets: octets.value, aad, what: `what the encrypt request ${row.name.slice(0, 120)} made` });
  }
  return fail('export.no-proof-request', { refused });
}

/** Ready encrypt requests of the product, newest first. */
async function readyRequests(product: string, { client, as }: ProofReach): Promise<Result<readonly ImageSigningRow[]>> {
  const found: ImageSigningRow[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const query = { page, state: stateValue.Ready };
    const answer = await client.get('/imagesignings', ImageSigningPage, { query, as });
    if (!answer.ok) return answer;
    const { items, next } = answer.value;
    found.push(
      ...items.filter(
        ({ data, state }) =>
          data.idProduct === product && data.operationType === encryptOperation && state.value === stateValue.Ready,
      ),
    );
    if (items.length === 0 || next === '') break;
  }
  return ok(found.toSorted((a, b) => (a.data.creationTime < b.data.creationTime ? 1 : -1)));
}

/**
 * Downloads an object into memory and checks it against the digest that the platform tells.
 * @see platform-api.md section 5, step 5: it may be the raw bytes, or their base64 text
 */
async function fetchObject(link: string, sha256: string | undefined, network: Reach): Promise<Result<Uint8Array>> {
  if (sha256 === undefined) return fail('export.proof-unfit', { problem: 'The platform tells no digest of it' });
  const host = hostForPeople(link);
  try {
    const answer = await network.fetch(link, { timeoutMs: 120_000 });
    if (answer.status !== 200) return fail('platform.unavailable', { status: answer.status });
    const body = await readBody(answer, Math.ceil(longestFile / 3) * 4 + 4, host, 120);
    if (!body.ok) return body;
    const raw = body.value;
    if (digest(raw) === sha256) return ok(raw);
    const decoded = Buffer.from(Buffer.from(raw).toString('latin1'), 'base64');
    const isBase64 = decoded.toString('base64') === Buffer.from(raw).toString('latin1');
    if (isBase64 && digest(decoded) === sha256) return ok(new Uint8Array(decoded));
    return fail('export.proof-unfit', { problem: 'What came is not what the platform made: its SHA-256 differs' });
  } catch (error) {
    if (error instanceof NetworkError) return { ok: false, error: error.failure };
    throw error;
  }
}

function digest(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}
