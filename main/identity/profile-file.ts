import type { X509Certificate } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { PROFILE_MAX_BYTES, Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { readAuthorities } from '../network/anchors.ts';

/** A profile that passed every check, with its certificate authorities read. */
export interface CheckedProfile {
  readonly profile: Profile;
  readonly authorities: readonly X509Certificate[];
}

/**
 * Reads a profile file that a person chose or dropped: at most 256 KiB, of a real file only, since a pipe or a device
 * would never end.
 */
export async function readProfileFile(file: string): Promise<Result<CheckedProfile>> {
  try {
    // Opening a pipe without O_NONBLOCK waits for its other end. Windows has no such flag and no such pipes in folders.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await handle.stat()).isFile()) return unreadable('it is not a file');
      const buffer = Buffer.alloc(PROFILE_MAX_BYTES + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      if (length > PROFILE_MAX_BYTES) return fail('profile.too-large', { limit: '256 KiB' });
      return parseProfile(buffer.subarray(0, length));
    } finally {
      await handle.close();
    }
  } catch {
    // The system's message would name the path.
    return unreadable('it cannot be opened');
  }
}

/**
 * Checks the bytes of a profile: UTF-8, JSON, every field, and that its certificate authorities are such.
 * @returns `profile.unreadable` with the first problem, in words that are safe to show
 */
export function parseProfile(bytes: Uint8Array): Result<CheckedProfile> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return unreadable('it is not JSON in UTF-8');
  }
  const parsed = Profile.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') ?? '';
    return unreadable(place === '' ? (issue?.message ?? 'unknown') : `${place}: ${issue?.message}`);
  }
  const profile = parsed.data;
  if (profile.extraCaPem === undefined) return ok({ profile, authorities: [] });
  const authorities = readAuthorities(profile.extraCaPem);
  return authorities.ok ? ok({ profile, authorities: authorities.value }) : authorities;
}

/** Problems quote names out of the file, so they are cut and stripped of what would not show. */
function unreadable(problem: string): ReturnType<typeof fail> {
  return fail('profile.unreadable', { problem: problem.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 200) });
}
