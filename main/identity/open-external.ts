import { shell } from 'electron';
import { hostOf, type Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { hostForPeople } from '../network/hosts.ts';

/** Opens an address in the system browser. */
export type OpenExternal = (url: string) => Promise<Result<null>>;

/** Where Microsoft has people type in device codes; the sign-in service names one of them. */
const entraDevicePages = ['microsoft.com', 'www.microsoft.com', 'login.microsoft.com', 'aka.ms'];

/** May this address go to the system browser? Only https, only the sign-in service of the profile. */
export function mayOpen(profile: Pick<Profile, 'authority' | 'knownAuthorities'>, text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  const isEntra = profile.knownAuthorities.length === 0;
  const hosts = [hostOf(profile.authority), ...profile.knownAuthorities, ...(isEntra ? entraDevicePages : [])];
  return hosts.includes(url.host) ? url : null;
}

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
