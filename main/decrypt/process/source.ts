import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Evidence, headLength, tailLength } from '../../../app/formats/evidence.ts';
import { reasonOf, Stopped } from './stopped.ts';

/** An encrypted file, opened once and read by position. */
export interface Source {
  readonly name: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** Fills the target from a position. @throws Stopped when the file has become shorter or cannot be read */
  readSync(target: Uint8Array, position: number): void;
  /** A stretch of the file in memory of its own. */
  read(position: number, length: number): Uint8Array;
  /** @throws Stopped when the file is no longer the one that was opened */
  assertUnchanged(): void;
  close(): void;
}

/** Opens a file for reading. @throws Stopped 'decrypt.source-unreadable' */
export function openSource(file: string): Source {
  const name = path.basename(file);
  const unreadable = (reason: string) => new Stopped('decrypt.source-unreadable', { name, reason });
  let fd = -1;
  let opened: fs.BigIntStats;
  try {
    // Without O_NONBLOCK opening a pipe would wait for a writer.
    fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    opened = fs.fstatSync(fd, { bigint: true });
  } catch (error) {
    if (fd >= 0) fs.closeSync(fd);
    throw unreadable(reasonOf(error));
  }
  if (!opened.isFile()) {
    fs.closeSync(fd);
    throw unreadable(opened.isDirectory() ? 'it is a folder' : 'it is not a file');
  }
  const changed = () => new Stopped('decrypt.source-changed', { name });
  const readSync = (target: Uint8Array, position: number) => {
    for (let filled = 0; filled < target.length; ) {
      let count: number;
      try {
        count = fs.readSync(fd, target, filled, target.length - filled, position + filled);
      } catch (error) {
        throw unreadable(reasonOf(error));
      }
      if (count === 0) throw changed();
      filled += count;
    }
  };
  return {
    name,
    size: Number(opened.size),
    readSync,
    read(position, length) {
      const octets = new Uint8Array(length);
      readSync(octets, position);
      return octets;
    },
    assertUnchanged() {
      let now: fs.BigIntStats;
      try {
        now = fs.fstatSync(fd, { bigint: true });
      } catch (error) {
        throw unreadable(reasonOf(error));
      }
      if (now.size !== opened.size || now.mtimeNs !== opened.mtimeNs) throw changed();
    },
    close: () => fs.closeSync(fd),
  };
}

/** The two ends of a file, by which its format is found. */
export function evidenceOf(source: Source): Evidence {
  const { name, size } = source;
  return {
    name,
    size,
    head: source.read(0, Math.min(size, headLength)),
    tail: source.read(Math.max(0, size - tailLength), Math.min(size, tailLength)),
  };
}

/**
 * The whole file, piece by piece in the same memory. In between the process hears its orders: the file may be of any
 * length, and others are at work.
 * @throws Stopped
 */
export async function* piecesOf(source: Source): AsyncGenerator<Uint8Array, void, void> {
  const chunk = new Uint8Array(1024 * 1024);
  for (let at = 0; at < source.size; at += chunk.length) {
    if (at > 0) await setImmediate();
    const piece = chunk.subarray(0, Math.min(chunk.length, source.size - at));
    source.readSync(piece, at);
    yield piece;
  }
}

/** The SHA-256 of the whole file, in hex. @throws Stopped */
export async function sha256Of(source: Source): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(source)) hash.update(piece);
  return hash.digest('hex');
}
