import { Profile } from '../../app/profile.ts';
import { directory } from './company/people.ts';

/** The profile that Northwind Devices hands out for its practice platform, as a person would import it. */
export function practiceProfile(options: {
  apiUrl: string;
  authority: string;
  clientId: string;
  scope: string;
  storeHost: string;
  caPem: string;
}): Profile {
  return Profile.parse({
    keydockProfile: 1,
    name: 'Northwind Devices',
    note: 'practice platform',
    colour: 'teal',
    apiBase: options.apiUrl,
    authority: options.authority,
    // Else the sign-in library asks Microsoft about a host that Microsoft does not know.
    knownAuthorities: [new URL(options.authority).host],
    clientId: options.clientId,
    scope: options.scope,
    objectStoreHosts: [options.storeHost],
    extraCaPem: options.caPem,
    floors: { export: 'K', decrypt: 'C' },
    directory: directory(),
  });
}
