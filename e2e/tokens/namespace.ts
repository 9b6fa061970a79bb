import { spawnSync } from 'node:child_process';

/**
 * Arguments of `unshare`: a user namespace and mounts of its own. Daemons that want root are root there, over nothing but
 * the folders that are put in the places they insist on, and so is, in their eyes, the user who started them.
 */
export const ownNamespace = ['--user', '--map-root-user', '--mount', '--ipc', '--propagation', 'private'] as const;

/** Some systems refuse them to ordinary users, and so do some containers. */
export function hasNamespaces(): boolean {
  return spawnSync('unshare', [...ownNamespace, 'true'], { stdio: 'ignore' }).status === 0;
}
