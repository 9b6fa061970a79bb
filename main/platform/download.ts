import { randomBytes } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import { downloadNameFor } from '../../app/formats/download-name.ts';
import type { RequestRecord } from '../../app/formats/sidecar.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { stateLabel, stateValue } from '../../app/platform/states.ts';
import { ImageSigning, type Payload } from '../../app/platform/wire/image-signings.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { Acts, BegunAct } from '../journal/acts.ts';
import { codeOf } from '../journal/journal-export.ts';
import type { Log } from '../log.ts';
import { hostForPeople } from '../network/hosts.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Dialogs, DroppedFiles } from '../windows/files.ts';
import type { Digests } from './base64-digest.ts';
import { itemPath } from './client.ts';
import { hexOf } from './digest-text.ts';
import { productReading, type Sources } from './gather.ts';
import { publish } from './publish-download.ts';
import type { Reach } from './reach.ts';
import { decodeInto, notWritten, openNew, receive } from './receiving.ts';
import { recordOf } from './request-record.ts';

/** A transfer as a whole may take this long; that something still comes is watched apart. In ms. */
const longestTransfer = 12 * 3_600_000;
/** How often the window is told, in ms. */
const pace = 200;

export interface DownloadParts {
  readonly sources: Sources;
  readonly network: Reach;
  readonly dialogs: Pick<Dialogs, 'openFolder'>;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly files: Pick<DroppedFiles, 'remember'>;
  readonly acts: Acts;
  readonly log: Log;
  /** Who is signed in and where, for the window that asks. */
  readonly asWhom: () => string;
  readonly onProgress: (news: { readonly id: string; readonly done: number; readonly total: number | null }) => void;
}

/** Both names, and the id by which the file can be given to the decryption. */
export interface Downloaded {
  readonly name: string;
  /** The record beside it; empty where the request encrypted nothing. */
  readonly record: string;
  /** False where the platform tells no digest. */
  readonly isChecked: boolean;
  readonly fileId: string;
}

export interface Downloads {
  /** @returns null when no folder was chosen */
  start(id: string, caller: Caller): Promise<Result<Downloaded | null>>;
  cancel(id: string): void;
  /** The account goes, or the platform: nothing is fetched on in its name. */
  cancelAll(): void;
}

/** What there is to fetch of a request. */
interface Wanted {
  readonly item: ImageSigning;
  readonly payload: Payload;
  readonly link: string;
  /** The name it gets, where that is free. */
  readonly name: string;
  /** Lower-case hex; undefined where the platform tells none and the person takes it as it comes. */
  readonly digest: string | undefined;
}

/** Fetches what finished requests made: streamed to the disk, checked, and only then given its name (rule R5). */
export function createDownloads(parts: DownloadParts): Downloads {
  const underWay = new Map<string, AbortController>();
  return {
    async start(id, caller) {
      if (underWay.has(id)) return fail('download.under-way');
      const stop = new AbortController();
      underWay.set(id, stop);
      try {
        return await download(parts, id, caller, stop.signal);
      } finally {
        underWay.delete(id);
      }
    },
    cancel: (id) => underWay.get(id)?.abort(),
    cancelAll() {
      for (const stop of underWay.values()) stop.abort();
    },
  };
}

async function download(
  parts: DownloadParts,
  id: string,
  caller: Caller,
  stop: AbortSignal,
): Promise<Result<Downloaded | null>> {
  const wanted = await wantedOf(parts, id);
  if (!wanted.ok) return wanted;
  if (wanted.value.digest === undefined) {
    const accepted = await acceptWithoutDigest(parts, wanted.value, caller);
    if (!accepted.ok) return accepted;
    if (!accepted.value) return fail('download.no-digest');
  }
  const folder = await parts.dialogs.openFolder({ title: 'Choose the folder for the download' }, caller);
  if (folder === null) return ok(null);
  const record = await recordFor(parts, wanted.value);
  if (!record.ok) return record;
  const words = `download what “${inSentence(wanted.value.item.name)}” made`;
  const act = await parts.acts.begin({ act: 'request.download', words, facts: factsOf(wanted.value) });
  if (!act.ok) return act;
  const done = await fetchInto(parts, folder, wanted.value, record.value, stop).catch((error: unknown) => {
    if (codeOf(error) === null) throw error;
    return notWritten(error);
  });
  await tell(act.value, done, wanted.value);
  return done.ok ? ok(done.value.downloaded) : done;
}

function factsOf({ item, payload, digest }: Wanted) {
  return [
    factGroup('The request', [
      fact('Request', { kind: 'text', text: item.name }),
      fact('Request id', { kind: 'mono', text: item.id }),
      fact('File', { kind: 'text', text: payload.name || 'without a name' }),
      fact(
        'SHA-256 as the platform tells it',
        digest === undefined
          ? { kind: 'unknown', why: 'the platform tells none' }
          : { kind: 'digest', algorithm: 'SHA-256', hex: digest },
      ),
    ]),
  ];
}

async function tell(act: BegunAct, done: Result<Fetched>, { digest }: Wanted): Promise<void> {
  if (!done.ok) return act.failed(done.error);
  const { downloaded, sha256, bytes, spelled } = done.value;
  const as = spelled === 'base64' ? ', which the store holds as base64' : '';
  const checked =
    digest === undefined ? 'not checked: the platform tells no digest' : 'its digest is the one the platform tells';
  // Names only: a path says where somebody works.
  return act.done(`Saved as “${inSentence(downloaded.name)}”${as}; ${checked}.`, {
    file: downloaded.name,
    record: downloaded.record,
    sha256,
    bytes,
  });
}

/** Reads the request now: links live an hour, and what the page shows may be older. */
async function wantedOf({ sources }: DownloadParts, id: string): Promise<Result<Wanted>> {
  const place = itemPath('/imagesignings', id);
  if (place === null) return fail('platform.not-found');
  const answer = await sources.client.get(place, ImageSigning, { query: { includeOptionalParameters: 'true' } });
  if (!answer.ok) return answer;
  const item = answer.value;
  const offer = offerOf(item);
  if (offer.kind === 'not-ready') return fail('download.not-ready', { state: stateLabel(item.state) });
  if (offer.kind === 'none') return fail('download.no-file', { what: offer.what });
  const { payload, link, name } = offer;
  return ok({ item, payload, link, name, digest: hexOf(payload.modifiedSHA256) });
}

/** What a request has to offer. */
export type Offer =
  | { readonly kind: 'file'; readonly payload: Payload; readonly link: string; readonly name: string }
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'none'; readonly what: string };

export function offerOf(item: ImageSigning): Offer {
  if (item.state.value !== stateValue.Ready) return { kind: 'not-ready' };
  const payloads = item.payload === undefined ? item.payloads : [item.payload];
  const [payload, second] = payloads;
  if (second !== undefined) return { kind: 'none', what: 'several files, which Keydock does not fetch yet' };
  if (payload?.s3Url === undefined || payload.s3Url === '') return { kind: 'none', what: 'no link to a file' };
  const isEncrypted = recordOf(item, payload, nothingBeside) !== undefined;
  const name = downloadNameFor(payload.name, `request-${item.id.slice(0, 8)}`, isEncrypted);
  return { kind: 'file', payload, link: payload.s3Url, name };
}

const nothingBeside = { product: { kind: 'absent' }, productName: undefined, operationName: undefined } as const;

async function acceptWithoutDigest(
  { confirmations, asWhom }: DownloadParts,
  { item, payload }: Wanted,
  caller: Caller,
): Promise<Result<boolean>> {
  const answer = await confirmations.ask(
    {
      title: 'Download it unchecked?',
      lead: `The platform tells no SHA-256 for what “${inSentence(item.name)}” made, so nobody can say whether what arrives is what was made. It would be kept as it comes.`,
      warnings: [
        {
          tone: 'warn',
          title: 'This file will not be checked.',
          text: 'If it is encrypted with a mode that has a tag, decrypting will still show a change. Otherwise nothing will.',
        },
      ],
      groups: [
        factGroup('The request', [
          fact('Request', { kind: 'text', text: item.name }),
          fact('Request id', { kind: 'mono', text: item.id }),
          fact('File', { kind: 'text', text: payload.name || 'without a name' }),
        ]),
      ],
      as: asWhom(),
      confirm: { label: 'Download unchecked', tone: 'danger' },
      typed: null,
      reason: null,
    },
    caller.webContentsId,
  );
  return answer.ok ? ok(answer.value.confirmed) : answer;
}

async function recordFor({ sources }: DownloadParts, { item, payload }: Wanted): Promise<Result<RequestRecord | null>> {
  const product = await productReading(sources.client, item.idProduct, { strictness: 'tolerant' });
  if (!product.ok) return product;
  const row = sources.rows.find(item.id);
  const beside = {
    product: product.value,
    productName: row?.data.productName,
    operationName: row?.data.productOperationName,
  };
  return ok(recordOf(item, payload, beside) ?? null);
}

interface Fetched {
  readonly downloaded: Downloaded;
  readonly sha256: string;
  readonly bytes: number;
  readonly spelled: 'raw' | 'base64';
}

/** @throws Error of the file system */
async function fetchInto(
  parts: DownloadParts,
  folder: string,
  wanted: Wanted,
  record: RequestRecord | null,
  stop: AbortSignal,
): Promise<Result<Fetched>> {
  const draft = draftIn(folder);
  const file = await openNew(draft);
  try {
    const received = await fetchAndReceive(parts, wanted, file, stop);
    if (!received.ok) return received;
    const { sha256, decodedSha256 } = received.value;
    const expected = wanted.digest;
    if (expected === undefined || sha256 === expected) {
      await file.sync();
      const name = await publish(draft, folder, wanted.name, record);
      return name.ok ? ok(fetched(parts, folder, name.value, received.value, 'raw', expected !== undefined)) : name;
    }
    if (decodedSha256 !== expected) {
      parts.log.event('download.digest-differs', { count: received.value.bytes });
      return fail('download.digest-differs');
    }
    return await fromBase64(parts, folder, file, wanted, record, expected);
  } finally {
    await file.close();
    await fs.rm(draft, { force: true });
  }
}

/** The object store holds its base64 text: what is kept is what that says. @throws Error of the file system */
async function fromBase64(
  parts: DownloadParts,
  folder: string,
  text: FileHandle,
  wanted: Wanted,
  record: RequestRecord | null,
  sha256: string,
): Promise<Result<Fetched>> {
  const draft = draftIn(folder);
  const file = await openNew(draft);
  try {
    await decodeInto(text, file);
    await file.sync();
    const { size } = await file.stat();
    const name = await publish(draft, folder, wanted.name, record);
    return name.ok ? ok(fetched(parts, folder, name.value, { bytes: size, sha256 }, 'base64', true)) : name;
  } finally {
    await file.close();
    await fs.rm(draft, { force: true });
  }
}

function fetched(
  { files }: DownloadParts,
  folder: string,
  { name, record }: { readonly name: string; readonly record: string },
  { sha256, bytes }: Pick<Digests, 'sha256' | 'bytes'>,
  spelled: Fetched['spelled'],
  isChecked: boolean,
): Fetched {
  const fileId = files.remember(path.join(folder, name));
  return { downloaded: { name, record, isChecked, fileId }, sha256, bytes, spelled };
}

/** Hidden, with nothing of a result's name, so that a crash leaves nothing that looks like one. */
function draftIn(folder: string): string {
  return path.join(folder, `.keydock-download-${randomBytes(8).toString('hex')}`);
}

/** One GET of the link; a link that has expired meanwhile is asked for anew, once. */
async function fetchAndReceive(
  parts: DownloadParts,
  wanted: Wanted,
  file: FileHandle,
  stop: AbortSignal,
): Promise<Result<Digests>> {
  const first = await fetchLink(parts, wanted.link, stop);
  if (!first.ok) return first;
  let response = first.value;
  if (response.status === 403) {
    await response.body?.cancel().catch(() => undefined);
    const fresh = await wantedOf(parts, wanted.item.id);
    if (!fresh.ok) return fresh;
    if (fresh.value.digest !== wanted.digest) return fail('download.digest-differs');
    const second = await fetchLink(parts, fresh.value.link, stop);
    if (!second.ok) return second;
    response = second.value;
  }
  const host = hostForPeople(wanted.link);
  if (response.status !== 200) {
    await response.body?.cancel().catch(() => undefined);
    parts.log.event('download.refused', { status: response.status, host });
    return fail('download.link-refused', { host, status: response.status });
  }
  const total = lengthOf(response.headers);
  let toldAt = 0;
  const onBytes = (done: number): void => {
    if (Date.now() - toldAt < pace && done !== total) return;
    toldAt = Date.now();
    parts.onProgress({ id: wanted.item.id, done, total });
  };
  return receive(response, file, { host, stop, onBytes });
}

/** The link carries its own authority: no token goes with it, and no part of it but the host is ever said. */
async function fetchLink({ network }: DownloadParts, link: string, stop: AbortSignal): Promise<Result<Response>> {
  try {
    return ok(await network.fetch(link, { signal: stop, timeoutMs: longestTransfer }));
  } catch (error) {
    if (error instanceof NetworkError) return { ok: false, error: failureOf(error, stop) };
    throw error;
  }
}

function failureOf(error: NetworkError, stop: AbortSignal): Failure {
  return stop.aborted ? fail('app.cancelled').error : error.failure;
}

function lengthOf(headers: Headers): number | null {
  const text = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
