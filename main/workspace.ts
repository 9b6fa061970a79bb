import path from 'node:path';
import { clipboard, MessageChannelMain, powerMonitor } from 'electron';
import type { KeydockContract } from '../app/contract/contract.ts';
import type { Caller, Handlers } from '../app/contract/define.ts';
import type { Session, StartSnapshot } from '../app/contract/shapes.ts';
import type { Profile } from '../app/profile.ts';
import { createClients } from './clients/lazy-clients.ts';
import type { ClientParts } from './clients/parts.ts';
import type { ExportParts } from './export/exports.ts';
import { createExports } from './export/lazy-exports.ts';
import { createIdentity, type Identity } from './identity/identity.ts';
import type { Rights } from './identity/identity-handlers.ts';
import { createOpenExternal } from './identity/open-external.ts';
import type { OsEncryption } from './identity/os-encryption.ts';
import { profileIdOf } from './identity/profile-id.ts';
import { createNetwork } from './network/network.ts';
import { openPlatform, type Platform, type PlatformParts } from './platform/platform.ts';

/** What is shared by all workspaces, one after the other. */
export interface WorkspaceSurroundings
  extends Pick<
      PlatformParts,
      'confirmations' | 'journal' | 'acts' | 'files' | 'log' | 'onApprovals' | 'onConnection' | 'onDownload'
    >,
    Pick<ClientParts, 'secretWindows' | 'engine'>,
    Pick<ExportParts, 'onDraft' | 'onOverview'> {
  readonly dialogs: PlatformParts['dialogs'] & ClientParts['dialogs'];
  readonly tokens: ClientParts['tokens'] & ExportParts['tokens'];
  /** The app's data folder. */
  readonly data: string;
  readonly encryption: OsEncryption;
  readonly isFocused: () => boolean;
  /** Told whenever the session of this workspace changes. */
  readonly onSession: (session: Session) => void;
  /** Told when the account goes, by sign-out or because somebody else signs in: what it was asked is void. */
  readonly onForget: () => void;
}

/** Everything that belongs to one profile and goes with it: its network, its session, its view of the platform. */
export interface Workspace {
  readonly profile: Profile;
  readonly identity: Identity;
  readonly capabilities: Rights;
  readonly handlers: Platform['handlers'] & Pick<Handlers<KeydockContract>, 'clients' | 'exports'>;
  /** Is a decision on its way, from its first reading to its outcome, or is a key being written? */
  isDeciding(): boolean;
  /** What is there to paint the first screen from, without any network. */
  lastKnown(): Promise<StartSnapshot['lastKnown']>;
  setFocused(isFocused: boolean): void;
  /** Ends everything; afterwards nothing of it reaches the window any more. */
  dispose(): Promise<void>;
}

export function openWorkspace(profile: Profile, surroundings: WorkspaceSurroundings): Workspace {
  const { data, encryption, log, onSession, onForget, onApprovals, onConnection } = surroundings;
  let isOpen = true;
  /** An answer that comes after the switch belongs to a profile that is not in view any more. */
  const whileOpen =
    <T>(tell: (news: T) => void): ((news: T) => void) =>
    (news) => {
      if (isOpen) tell(news);
    };

  const network = createNetwork({ profile });
  const identity = createIdentity({
    profile,
    network,
    dir: path.join(data, 'session'),
    encryption,
    openExternal: createOpenExternal(profile),
    clipboard,
    log,
  });
  identity.onChange(whileOpen(onSession));
  identity.onForget(async () => {
    onForget();
    // Keys out of files that somebody opened go with them.
    await clients.dispose();
  });
  const platform = openPlatform({
    ...surroundings,
    profile,
    profileId: profileIdOf(profile),
    network,
    identity,
    dir: path.join(data, 'inbox'),
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
    onApprovals: whileOpen(onApprovals),
    onConnection: whileOpen(onConnection),
    onDownload: whileOpen(surroundings.onDownload),
  });
  const clients = createClients({
    ...surroundings,
    sources: platform.sources,
    session: () => identity.session(),
    profile,
  });
  const exports = createExports({
    ...surroundings,
    profile,
    profileId: profileIdOf(profile),
    client: platform.sources.client,
    network,
    session: () => identity.session(),
    clients,
    channel: async () => {
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    },
    print: async (html) => (await import('./windows/print.ts')).printPage(html, log),
    onDraft: whileOpen(surroundings.onDraft),
    onOverview: whileOpen(surroundings.onOverview),
  });
  const { approvals } = platform.handlers;
  let deciding = 0;
  /** What must not be cut off by another profile: nobody could tell what became of it. */
  const guarded =
    <Wanted, Answer>(
      act: (wanted: Wanted, caller: Caller) => Promise<Answer>,
    ): ((wanted: Wanted, caller: Caller) => Promise<Answer>) =>
    async (wanted, caller) => {
      deciding += 1;
      try {
        return await act(wanted, caller);
      } finally {
        deciding -= 1;
      }
    };
  platform.setFocused(surroundings.isFocused());
  identity.restore().catch((error: unknown) => log.incident('session.restore', error));

  return {
    profile,
    identity,
    capabilities: platform.rights,
    handlers: {
      ...platform.handlers,
      approvals: { ...approvals, decide: guarded(approvals.decide) },
      clients: {
        ...clients.handlers,
        makeKey: guarded(clients.handlers.makeKey),
        register: guarded(clients.handlers.register),
        retire: guarded(clients.handlers.retire),
      },
      exports: {
        ...exports.handlers,
        // From the confirmation on; the writing itself is known by `isRunning`.
        run: guarded(exports.handlers.run),
        finish: guarded(exports.handlers.finish),
      },
    },
    isDeciding: () => deciding > 0 || exports.isRunning(),
    lastKnown: platform.lastKnown,
    setFocused: platform.setFocused,
    async dispose() {
      isOpen = false;
      await exports.dispose();
      await clients.dispose();
      await platform.dispose();
      await identity.dispose();
      await network.close();
    },
  };
}
