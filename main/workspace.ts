import path from 'node:path';
import { clipboard } from 'electron';
import type { Session, StartSnapshot } from '../app/contract/shapes.ts';
import type { Profile } from '../app/profile.ts';
import { fail } from '../app/result.ts';
import { createIdentity, type Identity } from './identity/identity.ts';
import type { Rights } from './identity/identity-handlers.ts';
import { createOpenExternal } from './identity/open-external.ts';
import type { OsEncryption } from './identity/os-encryption.ts';
import type { Log } from './log.ts';
import { createNetwork } from './network/network.ts';

/** What is shared by all workspaces, one after the other. */
export interface WorkspaceSurroundings {
  /** The app's data folder. */
  readonly data: string;
  readonly encryption: OsEncryption;
  readonly log: Log;
  /** Told whenever the session of this workspace changes. */
  readonly onSession: (session: Session) => void;
}

/** Everything that belongs to one profile and goes with it: its network, its session, its view of the platform. */
export interface Workspace {
  readonly profile: Profile;
  readonly identity: Identity;
  readonly capabilities: Rights;
  /** What is there to paint the first screen from, without any network. */
  lastKnown(): Promise<StartSnapshot['lastKnown']>;
  /** Ends everything; afterwards nothing of it reaches the window any more. */
  dispose(): Promise<void>;
}

export function openWorkspace(profile: Profile, surroundings: WorkspaceSurroundings): Workspace {
  const { data, encryption, log, onSession } = surroundings;
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
  identity.onChange(onSession);
  const restored = identity.restore();

  return {
    profile,
    identity,
    capabilities: { rights: async () => fail('profile.none') },
    async lastKnown() {
      await restored;
      return null;
    },
    async dispose() {
      await identity.dispose();
      await network.close();
    },
  };
}
