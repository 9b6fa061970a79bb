import path from 'node:path';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import type { Account, ApprovalsSummary, Session, StartSnapshot } from '../../app/contract/shapes.ts';
import { type Directory, sameIdentity } from '../../app/platform/facts/directory.ts';
import type { Profile } from '../../app/profile.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rights } from '../identity/identity-handlers.ts';
import type { OsEncryption } from '../identity/os-encryption.ts';
import type { Acts } from '../journal/acts.ts';
import type { Journal } from '../journal/journal.ts';
import type { Log } from '../log.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Dialogs, DroppedFiles } from '../windows/files.ts';
import { createRightsReader } from './capabilities.ts';
import { createPlatformClient } from './client.ts';
import { createDecide } from './decide.ts';
import { createDownloads, type DownloadParts } from './download.ts';
import type { Sources } from './gather.ts';
import { approvalHandlers, productHandlers, requestHandlers } from './handlers.ts';
import { createInbox } from './inbox.ts';
import { createLastKnown } from './last-known.ts';
import type { Pace } from './pace.ts';
import type { Reach } from './reach.ts';
import { createRowCache } from './row-cache.ts';
import { type Connection, createWatcher } from './watcher.ts';
import { asWhom } from './who-acts.ts';

/** What the view of the platform is made of. */
export interface PlatformParts {
  readonly profile: Profile;
  readonly profileId: string;
  readonly network: Reach;
  readonly identity: Pick<Identity, 'session' | 'onChange' | 'onForget' | 'restore' | 'token' | 'waitForSignIn'>;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly journal: Journal;
  readonly acts: Acts;
  readonly dialogs: Pick<Dialogs, 'openFolder'>;
  readonly files: Pick<DroppedFiles, 'remember'>;
  readonly encryption: Pick<OsEncryption, 'seal' | 'open'>;
  /** Folder of the last-known inboxes. */
  readonly dir: string;
  readonly log: Log;
  /** How long nobody has touched the machine, in seconds. */
  readonly idleSeconds: () => number;
  readonly onApprovals: (summary: ApprovalsSummary) => void;
  readonly onConnection: (connection: Connection) => void;
  /** How far a download has come. */
  readonly onDownload: DownloadParts['onProgress'];
  readonly pace?: Pace;
}

/** The platform as one profile sees it. */
export interface Platform {
  readonly handlers: Pick<Handlers<KeydockContract>, 'approvals' | 'requests' | 'products'>;
  readonly rights: Rights;
  /** The platform's API and what was learnt from it, for those who do more with it than look. */
  readonly sources: Sources;
  /** What there is to paint at once: what was seen in this run, else the kept inbox of the same account. */
  lastKnown(): Promise<StartSnapshot['lastKnown']>;
  /** In focus the platform is asked more often, and at once when focus comes back. */
  setFocused(focused: boolean): void;
  dispose(): Promise<void>;
}

/** Composes everything that talks to the platform for one profile. */
export function openPlatform(parts: PlatformParts): Platform {
  const { profile, profileId, network, identity, confirmations, journal, encryption, dir, log } = parts;

  const client = createPlatformClient({
    profile,
    network,
    identity,
    log,
    onUnexpectedRefusal: () => rights.forget(),
  });
  const rights = createRightsReader(client);
  const rows = createRowCache();
  const sources: Sources = { client, rows, directory: () => directoryOf(profile, identity.session()) };
  const inbox = createInbox(sources);
  const lastKnown = createLastKnown({ dir: path.resolve(dir), profileId, encryption, log });
  const watcher = createWatcher({
    client,
    inbox,
    idleSeconds: parts.idleSeconds,
    onSeen(seen) {
      const account = accountOf(identity.session());
      if (account !== null) lastKnown.write(account.identity, seen);
      parts.onApprovals(seen.summary);
    },
    onConnection: parts.onConnection,
    ...(parts.pace === undefined ? {} : { pace: parts.pace }),
  });
  const decide = createDecide({
    sources,
    identity,
    confirmations,
    journal,
    profile: { ...profile, id: profileId },
  });

  const downloads = createDownloads({
    ...parts,
    sources,
    asWhom: () => {
      const account = accountOf(identity.session());
      return account === null ? profile.name : asWhom(account, profile);
    },
    onProgress: parts.onDownload,
  });

  let who: string | null = null;
  let signedIn = false;
  function rest(): void {
    signedIn = false;
    watcher.pause();
    // Rights and groups may be others afterwards, even of the same account.
    inbox.clear();
    rights.forget();
  }
  function follow(session: Session): void {
    const account = accountOf(session);
    if (who !== null && (account === null || !sameIdentity(account.identity, who))) {
      rest();
      rows.clear();
      watcher.forget();
      // An answer that came while the sign-out was under way may have asked to be kept.
      if (account === null) void lastKnown.forget();
    }
    who = account?.identity ?? null;
    if (session.kind !== 'signed-in') {
      if (signedIn) rest();
    } else if (!signedIn) {
      signedIn = true;
      watcher.resume();
    }
  }
  identity.onForget(() => lastKnown.forget());
  identity.onForget(async () => downloads.cancelAll());
  const stopFollowing = identity.onChange(follow);
  follow(identity.session());

  return {
    handlers: {
      approvals: approvalHandlers({ sources, inbox, watcher, decide }),
      requests: requestHandlers(sources, downloads),
      products: productHandlers(sources),
    },
    rights: { rights: ({ refresh }) => rights.read(refresh) },
    sources,
    async lastKnown() {
      const account = accountOf(await identity.restore());
      if (account === null) return null;
      if (watcher.seen().summary.readAt === null) {
        const kept = await lastKnown.read(account.identity);
        if (kept !== null) watcher.startFrom(kept);
      }
      const { summary, rows: seen } = watcher.seen();
      return summary.readAt === null ? null : { summary, rows: seen.slice(0, 200) };
    },
    setFocused: (focused) => watcher.setFocused(focused),
    async dispose() {
      stopFollowing();
      downloads.cancelAll();
      watcher.dispose();
      // The time of the last look, which alone is no news, belongs to what is kept.
      const account = accountOf(identity.session());
      if (account !== null && !watcher.seen().summary.stale) lastKnown.write(account.identity, watcher.seen());
      await lastKnown.settled();
    },
  };
}

/** Whose session it is or was; null while nobody is. */
function accountOf(session: Session): Account | null {
  switch (session.kind) {
    case 'signed-in':
    case 'expired':
      return session.account;
    case 'signing-in':
      return session.again;
    case 'no-profile':
    case 'signed-out':
      return null;
    default:
      return session satisfies never;
  }
}

function directoryOf({ directory }: Profile, session: Session): Directory {
  const account = accountOf(session);
  return {
    people: directory.people,
    groups: directory.groups,
    you: { identity: account?.identity ?? '', groups: account?.groups.map(({ id }) => id) ?? [] },
  };
}
