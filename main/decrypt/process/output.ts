import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Leftovers } from './leftovers.ts';
import { reasonOf, Stopped, systemCode } from './stopped.ts';

const fsync = promisify(fs.fsync);

/** open(2) on Linux: O_TMPFILE includes O_DIRECTORY. Node has no constant for it. */
const O_TMPFILE = 0o20200000;
/** Linux numbers of the two ends of linkat that are told apart here. */
const EEXIST = 17;

/** What the output needs from outside. */
export interface OutputWorld {
  /** Gives an unnamed file its name, never replacing one: 0 or errno. Undefined where the system has no such thing. */
  readonly linkDescriptor: ((fd: number, file: string) => number) | undefined;
  readonly leftovers: Leftovers;
}

/** A result that has no final name yet (rule R5). */
export interface Output {
  readonly fd: number;
  /**
   * Syncs the file, gives it its name, syncs the folder.
   * @throws Stopped 'decrypt.output-exists' when the name is taken and `overwrite` is false
   */
  publish(name: string, overwrite: boolean): Promise<string>;
  /** Closes it; nothing stays. After `publish` it only closes. */
  discard(): void;
}

/** A write that failed, in words. */
export function outputFailure(error: unknown): Stopped {
  if (error instanceof Stopped) return error;
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Stopped('decrypt.disk-full');
  return new Stopped('decrypt.output-failed', { reason: reasonOf(error) });
}

/**
 * Opens the place where a result grows: a file without a name where the system has that, else one with a random name
 * that was written down first.
 * @throws Stopped 'decrypt.folder-refused', 'decrypt.disk-full'
 */
export function createOutput(folder: string, world: OutputWorld): Output {
  return unnamed(folder, world) ?? named(folder, world);
}

function refused(error: unknown): Stopped {
  const code = systemCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new Stopped('decrypt.disk-full')
    : new Stopped('decrypt.folder-refused', { reason: reasonOf(error) });
}

function unnamed(folder: string, { linkDescriptor, leftovers }: OutputWorld): Output | undefined {
  if (linkDescriptor === undefined || process.platform !== 'linux') return undefined;
  let fd: number;
  try {
    fd = fs.openSync(folder, O_TMPFILE | fs.constants.O_RDWR, 0o600);
  } catch (error) {
    // Network and foreign file systems answer in several ways that they cannot; what is truly wrong shows again below.
    if (['EACCES', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? ''))
      throw refused(error);
    return undefined;
  }
  let isOpen = true;
  return {
    fd,
    async publish(name, overwrite) {
      const file = path.join(folder, name);
      await synced(fd);
      const link = (to: string) => {
        const errno = linkDescriptor(fd, to);
        if (errno === EEXIST) throw new Stopped('decrypt.output-exists', { name });
        if (errno !== 0) throw outputFailure(Object.assign(new Error('linkat'), { errno }));
      };
      if (overwrite) replaceBy(folder, file, leftovers, link);
      else link(file);
      syncFolder(folder);
      return file;
    },
    discard() {
      if (isOpen) fs.closeSync(fd);
      isOpen = false;
    },
  };
}

/** linkat cannot replace: a name of our own first, then rename, which does it in one step. */
function replaceBy(folder: string, file: string, leftovers: Leftovers, link: (to: string) => void): void {
  const temporary = temporaryIn(folder);
  leftovers.add(temporary);
  try {
    link(temporary);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw outputFailure(error);
  } finally {
    leftovers.remove(temporary);
  }
}

function named(folder: string, { leftovers }: OutputWorld): Output {
  const temporary = temporaryIn(folder);
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
  leftovers.add(temporary);
  let fd: number;
  try {
    fd = fs.openSync(temporary, O_RDWR | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
  } catch (error) {
    leftovers.remove(temporary);
    throw refused(error);
  }
  let state: 'begun' | 'published' | 'closed' = 'begun';
  return {
    fd,
    async publish(name, overwrite) {
      const file = path.join(folder, name);
      await synced(fd);
      try {
        if (overwrite) fs.renameSync(temporary, file);
        else moveToNew(temporary, file, name);
      } catch (error) {
        throw outputFailure(error);
      }
      state = 'published';
      leftovers.remove(temporary);
      syncFolder(folder);
      return file;
    },
    discard() {
      if (state === 'closed') return;
      fs.closeSync(fd);
      if (state === 'begun') {
        fs.rmSync(temporary, { force: true });
        leftovers.remove(temporary);
      }
      state = 'closed';
    },
  };
}

/** A link fails when its name exists, a rename would replace it. */
function moveToNew(temporary: string, file: string, name: string): void {
  try {
    fs.linkSync(temporary, file);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') throw new Stopped('decrypt.output-exists', { name });
    // FAT and exFAT have no links. There is a moment between the look and the rename; a folder on a stick has one user.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw error;
    if (fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined)
      throw new Stopped('decrypt.output-exists', { name });
    fs.renameSync(temporary, file);
    return;
  }
  fs.unlinkSync(temporary);
}

function temporaryIn(folder: string): string {
  return path.join(folder, `.keydock-${randomBytes(16).toString('hex')}.part`);
}

async function synced(fd: number): Promise<void> {
  try {
    await fsync(fd);
  } catch (error) {
    throw outputFailure(error);
  }
}

/** So that the name survives a power cut as well. Windows has no such call, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let fd = -1;
  try {
    fd = fs.openSync(folder, 'r');
    fs.fsyncSync(fd);
  } catch (error) {
    // Some network file systems cannot sync a folder, and one that takes files and is not to be read (a drop box) cannot be
    // opened; the file itself is synced, whole and has its name.
    const cannot = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EROFS', 'EACCES', 'EPERM'];
    if (!cannot.includes(systemCode(error) ?? '')) throw outputFailure(error);
  } finally {
    if (fd >= 0) fs.closeSync(fd);
  }
}
