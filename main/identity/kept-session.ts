import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Account } from '../../app/contract/shapes.ts';
import { writeAtomically } from '../atomic-write.ts';
import type { Log } from '../log.ts';
import type { OsEncryption } from './os-encryption.ts';

/** An access token and its end, in ms since 1970. */
const Lease = z.strictObject({ token: z.string().min(1).max(65_536), expiresAt: z.number() });
export type Lease = z.output<typeof Lease>;

const Kept = z.strictObject({
  version: z.literal(1),
  /** Profile and authority it belongs to, so that a file moved elsewhere opens nothing. */
  profile: z.string(),
  authority: z.string(),
  account: Account,
  /** Null once the refresh token was refused: only who it was is kept. */
  tokens: z.strictObject({ homeAccountId: z.string(), cache: z.string(), lease: Lease }).nullable(),
});
export type Kept = Pick<z.output<typeof Kept>, 'account' | 'tokens'>;

/** The session of one profile between two runs: one file, sealed by the operating system, or nothing at all. */
export interface KeptSession {
  read(): Promise<Kept | null>;
  /** Where nothing may be kept, an older file is removed instead. */
  write(kept: Kept): void;
  forget(): Promise<void>;
  /** Resolves when all that was asked before has reached the disk. */
  settled(): Promise<void>;
}

/** Where a profile's session is kept; removing the file forgets it. */
export function keptSessionFile(dir: string, profileId: string): string {
  return path.join(dir, `${profileId}.sealed`);
}

export function createKeptSession({
  dir,
  profileId,
  authority,
  encryption,
  log,
}: {
  readonly dir: string;
  readonly profileId: string;
  readonly authority: string;
  readonly encryption: OsEncryption;
  readonly log: Log;
}): KeptSession {
  const file = keptSessionFile(dir, profileId);
  // One after the other, so that what was asked last is what stays.
  let last: Promise<void> = Promise.resolve();
  const queue = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => void log.incident('session.keep', error));
    return last;
  };

  return {
    async read() {
      const sealed = await readFile(file).catch(() => null);
      const text = sealed === null ? null : await encryption.open(sealed);
      if (text === null) return null;
      const kept = Kept.safeParse(parsed(text));
      if (!kept.success || kept.data.profile !== profileId || kept.data.authority !== authority) {
        log.event('session.kept-unusable', { profile: profileId });
        return null;
      }
      return { account: kept.data.account, tokens: kept.data.tokens };
    },
    write(kept) {
      void queue(async () => {
        const content: z.input<typeof Kept> = { version: 1, profile: profileId, authority, ...kept };
        const sealed = await encryption.seal(JSON.stringify(content));
        if (sealed === null) await rm(file, { force: true });
        else await writeAtomically(file, sealed);
      });
    },
    forget: () => queue(() => rm(file, { force: true })),
    settled: () => last,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
