import { createHash } from 'node:crypto';
import { type Profile, serviceKey } from '../../app/profile.ts';

/** The stable, opaque id of a profile: the same for every file that names the same API and client. 32 hex characters. */
export function profileIdOf(profile: Pick<Profile, 'apiBase' | 'clientId'>): string {
  return createHash('sha256').update(serviceKey(profile)).digest('hex').slice(0, 32);
}
