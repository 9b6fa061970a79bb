import type { Warning } from '../../app/facts.ts';
import { hostOf } from '../../app/profile.ts';
import type { CheckedProfile } from './profile-file.ts';

/** Where people sign in at Microsoft; anywhere else is worth a look before a password is typed there. */
const microsoftHosts = ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'];

/** What must be seen before a profile is taken. */
export function warningsOf({ profile, authorities }: CheckedProfile, now: number): Warning[] {
  const warnings: Warning[] = [];
  const warn = (title: string, words: string): void => {
    warnings.push({ tone: 'warn', title, text: words });
  };
  if (authorities.length > 0) {
    warn(
      'Brings its own certificate authorities',
      'Whoever holds their keys can pose as the hosts of this profile. Compare the fingerprints with the people who run your platform.',
    );
  }
  if (authorities.some(({ validTo }) => Date.parse(validTo) < now)) {
    warn('A certificate authority has expired', 'It vouches for nothing any more. Ask for a newer profile.');
  }
  if (!microsoftHosts.includes(hostOf(profile.authority))) {
    warn('Signs in outside Microsoft', `Your password will be asked for by ${hostOf(profile.authority)}.`);
  }
  const wildcards = profile.objectStoreHosts.filter((pattern) => pattern.startsWith('*.'));
  if (wildcards.length > 0) {
    warn(
      'Allows a whole family of hosts',
      `Any host that matches ${wildcards.join(', ').slice(0, 1000)} may receive and send files.`,
    );
  }
  if (profile.apiBase.startsWith('http://')) {
    warn(
      'The API is not encrypted on its way',
      'It is on this machine only; right for trying things out, not for real work.',
    );
  }
  if (profile.floors.export === 'C') {
    warn(
      'Lowers the floor for exports',
      'Keys may be in the clear in a process for a moment on their way onto a token (grade C).',
    );
  }
  return warnings;
}
