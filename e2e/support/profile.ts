import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Profile } from '../../app/profile.ts';
import { profileIdOf } from '../../main/identity/profile-id.ts';

/**
 * Leaves a data folder as an import that was confirmed leaves it, so that a test of something else can begin there.
 * Importing itself has tests of its own.
 */
export function placeProfile(userData: string, profile: Profile): void {
  const folder = path.join(userData, 'profiles');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${profileIdOf(profile)}.json`), `${JSON.stringify(profile, null, 2)}\n`);
}
