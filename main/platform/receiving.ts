import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import { codeOf } from '../journal/journal-export.ts';
import { networkErrorOf } from '../network/network-error.ts';
import { Base64Stream, type Digests, TwoDigests } from './base64-digest.ts';

/** S3 takes no larger object in one PUT (platform-api.md section 5), and base64 makes a file a third larger. Bytes. */
export const largestObject = 5 * 1024 ** 3;
/** So long may nothing come before a transfer is given up, in ms. */
const stallLimit = 60_000;

/** A write that failed, in words. */
export function notWritten(error: unknown): { readonly ok: false; readonly error: Failure } {
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'there is no space left',
    EDQUOT: 'your quota of space is used up',
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'it is mounted for reading only',
    ENOENT: 'the folder is not there any more',
  };
  const code = codeOf(error) ?? 'unknown error';
  return fail('download.not-written', { reason: reasons[code] ?? code });
}

/**
 * Writes the body of an answer into an open file as it comes: memory stays flat whatever its size.
 * @param host for people
 * @param stop ends it: 'app.cancelled'
 * @param onBytes told the bytes written so far
 */
export async function receive(
  response: Response,
  file: FileHandle,
  {
    host,
    stop,
    onBytes,
    stallMs = stallLimit,
  }: {
    readonly host: string;
    readonly stop: AbortSignal;
    readonly onBytes: (done: number) => void;
    readonly stallMs?: number;
  },
): Promise<Result<Digests>> {
  const digests = new TwoDigests();
  if (response.body === null) return ok(digests.end());
  const reader = response.body.getReader();
  let done = 0;
  try {
    for (;;) {
      const piece = await nextPiece(reader, host, stop, stallMs);
      if (!piece.ok) return piece;
      if (piece.value === null) break;
      done += piece.value.length;
      if (done > largestObject) return fail('download.too-large', { limit: '5 GiB' });
      try {
        await writeAll(file, piece.value);
      } catch (error) {
        return notWritten(error);
      }
      digests.push(piece.value);
      onBytes(done);
    }
    return ok(digests.end());
  } finally {
    // Whatever ended it, nothing more is wanted of the store; one that broke off has nothing left to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

/** @returns null at the end */
async function nextPiece(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  host: string,
  stop: AbortSignal,
  stallMs: number,
): Promise<Result<Uint8Array | null>> {
  if (stop.aborted) return fail('app.cancelled');
  let end: () => void = () => undefined;
  const ended = new Promise<'ended'>((resolve) => {
    end = () => resolve('ended');
  });
  const stalled = setTimeout(end, stallMs);
  stop.addEventListener('abort', end);
  try {
    const next = await Promise.race([reader.read(), ended]);
    if (next !== 'ended') return ok(next.done ? null : next.value);
    return stop.aborted
      ? fail('app.cancelled')
      : fail('download.stalled', { host, seconds: Math.round(stallMs / 1000) });
  } catch (error) {
    if (stop.aborted) return fail('app.cancelled');
    return { ok: false, error: networkErrorOf(error, host, Math.round(stallMs / 1000)).failure };
  } finally {
    clearTimeout(stalled);
    stop.removeEventListener('abort', end);
  }
}

async function writeAll(file: FileHandle, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; ) {
    at += (await file.write(octets, at, octets.length - at)).bytesWritten;
  }
}

/**
 * Decodes a file of base64 text, known to be whole, into another one.
 * @throws Error of the file system
 */
export async function decodeInto(text: FileHandle, file: FileHandle): Promise<void> {
  const stream = new Base64Stream();
  const chunk = Buffer.alloc(256 * 1024);
  for (let at = 0; ; ) {
    const { bytesRead } = await text.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const octets = stream.push(chunk.subarray(0, bytesRead));
    if (octets === null) throw new Error('the text was base64 a moment ago');
    await writeAll(file, octets);
  }
}

/** Opens a new file that only its owner can read. @throws Error 'EEXIST' */
export function openNew(file: string): Promise<FileHandle> {
  return fs.open(file, 'wx+', 0o600);
}
