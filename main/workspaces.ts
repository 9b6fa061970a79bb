import type { Profiles } from './identity/profiles.ts';
import { openWorkspace, type Workspace, type WorkspaceSurroundings } from './workspace.ts';

/** The workspace of the active profile; another profile, or another version of it, is another workspace. */
export interface Workspaces {
  current(): Workspace | null;
  dispose(): Promise<void>;
}

/** @param onSwitch called before a workspace ends, so that nothing begun in it can be confirmed in the next */
export function createWorkspaces({
  profiles,
  surroundings,
  onSwitch,
}: {
  readonly profiles: Pick<Profiles, 'active' | 'onChange'>;
  readonly surroundings: WorkspaceSurroundings;
  readonly onSwitch: () => void;
}): Workspaces {
  const open = (): Workspace | null => {
    const profile = profiles.active();
    return profile === null ? null : openWorkspace(profile, surroundings);
  };
  let current = open();

  profiles.onChange(() => {
    if (profiles.active() === (current?.profile ?? null)) return;
    onSwitch();
    current?.dispose().catch((error: unknown) => surroundings.log.incident('workspace.dispose', error));
    current = open();
    surroundings.onSession(current?.identity.session() ?? { kind: 'no-profile' });
  });
  return {
    current: () => current,
    async dispose() {
      await current?.dispose();
      current = null;
    },
  };
}
