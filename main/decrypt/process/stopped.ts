import { constants } from 'node:os';
import type { ErrorCode } from '../../../app/errors.ts';
import { Malformed } from '../../../app/formats/malformed.ts';
import type { Failure } from '../../../app/result.ts';

/** Thrown where a stream has to end early for an expected reason; the job turns it into its answer. */
export class Stopped extends Error {
  readonly failure: Failure;
  constructor(code: ErrorCode, facts: Failure['facts'] = {}) {
    super(code);
    this.name = 'Stopped';
    this.failure = { code, facts };
  }
}

/** The failure behind an expected stop, or undefined for a bug. What the system refuses is expected. */
export function expectedFailure(error: unknown): Failure | undefined {
  if (error instanceof Stopped || error instanceof Malformed) return error.failure;
  return isSystemError(error) ? { code: 'decrypt.output-failed', facts: { reason: reasonOf(error) } } : undefined;
}

/** An errno of the system. Node's own complaints, which mean a bug of ours, have a code but no errno. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number';
}

/**
 * The system's name for what went wrong, e.g. ENOSPC. Node has none for some that network drives and quotas answer with
 * (ESTALE, EDQUOT): its code then reads "Unknown system error -116", so the number decides.
 */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const number = 'errno' in error && typeof error.errno === 'number' ? nameOfErrno(error.errno) : undefined;
  return number ?? ('code' in error && typeof error.code === 'string' ? error.code : undefined);
}

/** @param errno as the system gives it or, as Node does, with a minus */
function nameOfErrno(errno: number): string | undefined {
  return Object.entries(constants.errno).find(([, number]) => number === Math.abs(errno))?.[0];
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you have no right to it',
  EPERM: 'it is not permitted',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EROFS: 'the disk can only be read',
  ENAMETOOLONG: 'the name is too long for this disk',
  ELOOP: 'it is a link that leads in a circle or may not be followed',
  EIO: 'the disk or the network drive does not answer',
  ESTALE: 'the network drive has gone',
  ENOTCONN: 'the network drive has gone',
  EHOSTDOWN: 'the network drive has gone',
  ETIMEDOUT: 'the network drive does not answer',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the file is larger than this disk can hold',
  EMFILE: 'too many files are open',
};

/** A system error in words that name no path. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  return code === undefined ? 'an unknown error' : (reasons[code] ?? code);
}
