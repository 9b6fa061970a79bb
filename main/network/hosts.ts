import { hostMatches, hostOf, type Profile } from '../../app/profile.ts';

/** Names of this machine: the only ones that plain http is allowed to (platform-api.md section 1). */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Decides whether a URL may be contacted; answers it parsed, or null. */
export type HostRule = (url: string) => URL | null;

/**
 * The allow-list of one profile: its API, its sign-in service and the hosts presigned links may point to.
 * Everything is compared as the URL parser understands it, so that a spelling cannot differ from what is contacted.
 */
export function hostRuleOf(
  profile: Pick<Profile, 'apiBase' | 'authority' | 'knownAuthorities' | 'objectStoreHosts'>,
): HostRule {
  const httpHosts = new Set(profile.apiBase.startsWith('http://') ? [hostOf(profile.apiBase)] : []);
  const httpsHosts = new Set(
    [profile.apiBase, profile.authority].filter((url) => url.startsWith('https://')).map((url) => hostOf(url)),
  );
  const patterns = [...profile.knownAuthorities, ...profile.objectStoreHosts];

  return (text) => {
    if (!URL.canParse(text)) return null;
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') return null;
    if (url.protocol === 'https:') {
      return httpsHosts.has(url.host) || patterns.some((pattern) => hostMatches(pattern, url.host)) ? url : null;
    }
    if (url.protocol !== 'http:' || !loopback.has(url.hostname)) return null;
    // `URL.host` leaves out port 80 here, where a pattern means 443: an object store on loopback names its port.
    return httpHosts.has(url.host) || (url.port !== '' && profile.objectStoreHosts.includes(url.host)) ? url : null;
  };
}

/** The host to name in an error: never the path or query, which may hold a signature. */
export function hostForPeople(url: string): string {
  return URL.canParse(url) ? new URL(url).host.slice(0, 260) : 'an address that is none';
}
