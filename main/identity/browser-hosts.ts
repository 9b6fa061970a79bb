import { hostOf, type Profile } from '../../app/profile.ts';

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
