import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ApprovalRow, ApprovalsSummary } from '../../app/contract/shapes.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { writeAtomically } from '../atomic-write.ts';
import type { OsEncryption } from '../identity/os-encryption.ts';
import type { Log } from '../log.ts';
import type { Seen } from './watcher.ts';

const Kept = z.strictObject({
  version: z.literal(1),
  profile: z.string(),
  identity: z.string(),
  summary: ApprovalsSummary,
  rows: z.array(ApprovalRow).max(200),
});

/** How long changes are gathered before they are written, in ms. */
const gatherMs = 1_500;

/**
 * The inbox of an earlier run, to be painted at once: one file a profile, sealed by the operating system, bound to
 * profile and account; nothing at all where the system offers no encryption. It holds what a row shows, and no link.
 */
export interface LastKnown {
  /** @returns null where there is none, or it belongs to another account */
  read(identity: string): Promise<Seen | null>;
  /** Keeps it soon; the last one asked for stays. */
  write(identity: string, seen: Seen): void;
  forget(): Promise<void>;
  /** Writes what is still to be written. */
  settled(): Promise<void>;
}

export function createLastKnown({
  dir,
  profileId,
  encryption,
  log,
}: {
  readonly dir: string;
  readonly profileId: string;
  readonly encryption: Pick<OsEncryption, 'seal' | 'open'>;
  readonly log: Log;
}): LastKnown {
  const file = path.join(dir, `${profileId}.sealed`);
  let waiting: { readonly identity: string; readonly seen: Seen } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  function queue(work: () => Promise<void>): Promise<void> {
    last = last.then(work).catch((error: unknown) => void log.incident('inbox.keep', error));
    return last;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const now = waiting;
    waiting = null;
    if (now === null) return last;
    return queue(async () => {
      const { summary, rows } = now.seen;
      const content: z.input<typeof Kept> = {
        version: 1,
        profile: profileId,
        identity: now.identity,
        summary: { ...summary, arrived: [], left: [] },
        rows: rows.slice(0, 200),
      };
      const sealed = await encryption.seal(JSON.stringify(content));
      if (sealed === null) await rm(file, { force: true });
      else await writeAtomically(file, sealed);
    });
  }

  return {
    async read(identity) {
      const sealed = await readFile(file).catch(() => null);
      const text = sealed === null ? null : await encryption.open(sealed);
      if (text === null) return null;
      const kept = Kept.safeParse(parsed(text));
      if (!kept.success || kept.data.profile !== profileId || !sameIdentity(kept.data.identity, identity)) return null;
      return { summary: { ...kept.data.summary, stale: true }, rows: kept.data.rows };
    },
    write(identity, seen) {
      // Only what the platform said: a failure is of this hour, not of the next run.
      if (seen.summary.readAt === null || seen.summary.failure !== null) return;
      waiting = { identity, seen };
      timer ??= setTimeout(() => void flush(), gatherMs);
    },
    forget() {
      waiting = null;
      clearTimeout(timer);
      timer = undefined;
      return queue(() => rm(file, { force: true }));
    },
    settled: flush,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
