import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Who could have put a module where it lies, as far as the system tells. */
export interface ModuleOrigin {
  readonly bytes: number;
  /** When it was written last, ISO 8601. */
  readonly writtenAt: string;
  readonly owner: 'the system' | 'you' | 'another user' | null;
  /** Files and folders on the way to it that others than its owner and the system can change. */
  readonly writableByOthers: readonly string[];
  /** The package of the system's package manager that brought it; null where it tells none. */
  readonly package: string | null;
}

const toolLimitMs = 3_000;

/** Package managers that can be asked whose a file is, by the place of their program. */
const packageManagers = [
  {
    program: '/usr/bin/dpkg-query',
    args: ['-S'],
    read: (answer: string) => /^([^\s:,]+)(?::\w+)?: /.exec(answer)?.[1],
  },
  {
    program: '/usr/bin/rpm',
    args: ['-qf', '--queryformat', '%{NAME}'],
    read: (answer: string) => /^[\w.+-]+$/.exec(answer.trim())?.[0],
  },
] as const;

/** @throws when the file is not there */
export async function originOf(file: string): Promise<ModuleOrigin> {
  const { size, mtime, uid } = await stat(file);
  return {
    bytes: size,
    writtenAt: mtime.toISOString(),
    owner: ownerOf(uid),
    writableByOthers: await writableByOthers(file),
    package: await packageOf(file),
  };
}

function ownerOf(uid: number): ModuleOrigin['owner'] {
  if (process.platform === 'win32') return null;
  if (uid === 0) return 'the system';
  return uid === os.userInfo().uid ? 'you' : 'another user';
}

/** A sticky folder such as /tmp lets others add files, but not replace this one. */
async function writableByOthers(file: string): Promise<string[]> {
  if (process.platform === 'win32') return [];
  const open: string[] = [];
  for (let place = file; ; place = path.dirname(place)) {
    const { mode, gid } = await stat(place);
    const groupWrites = (mode & 0o020) !== 0 && gid !== 0;
    if ((groupWrites || (mode & 0o002) !== 0) && (mode & 0o1000) === 0) open.push(place);
    if (place === path.dirname(place)) return open;
  }
}

/** A package knows a file by the path it brought; /usr/lib and /lib are one place today, but were two. */
async function packageOf(file: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  for (const { program, args, read } of packageManagers) {
    for (const name of [file, file.replace(/^\/usr(?=\/lib)/, '')]) {
      const answer = await ask(program, [...args, name]);
      const found = answer === null ? undefined : read(answer);
      if (found !== undefined) return found;
    }
  }
  return null;
}

function ask(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: toolLimitMs, env: { LC_ALL: 'C' } }, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}
