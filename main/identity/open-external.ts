import { shell } from 'electron';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { hostForPeople } from '../network/hosts.ts';
import { mayOpen } from './browser-hosts.ts';

/** Opens an address in the system browser. */
export type OpenExternal = (url: string) => Promise<Result<null>>;

/**
 * The only caller of `shell.openExternal`. Its promise says nothing: it resolves also where no browser could be
 * started, so whoever opens a page needs a time limit and another way.
 */
export function createOpenExternal(profile: Pick<Profile, 'authority' | 'knownAuthorities'>): OpenExternal {
  return async (text) => {
    const url = mayOpen(profile, text);
    if (url === null) return fail('network.host-not-allowed', { host: hostForPeople(text) });
    await shell.openExternal(url.href);
    return ok(null);
  };
}
