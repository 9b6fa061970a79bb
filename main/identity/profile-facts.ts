import type { FactGroup, FactValue, Warning } from '../../app/facts.ts';
import { hostOf, type Profile } from '../../app/profile.ts';
import { summaryOf } from '../network/anchors.ts';
import type { CheckedProfile } from './profile-file.ts';

interface Row {
  readonly group: 'Platform' | 'Hosts' | 'Rules';
  readonly label: string;
  readonly values: (profile: Profile) => readonly FactValue[];
}

const text = (value: string): FactValue => ({ kind: 'text', text: value });
const none = (value: string): FactValue => ({ kind: 'none', text: value });

/** Everything a profile says, a row per line of the confirmation window. Certificate authorities have a group of their own. */
const rows: readonly Row[] = [
  { group: 'Platform', label: 'Name', values: ({ name }) => [text(name)] },
  { group: 'Platform', label: 'Note', values: ({ note }) => [note === undefined ? none('none') : text(note)] },
  { group: 'Platform', label: 'API', values: ({ apiBase }) => [text(apiBase)] },
  { group: 'Platform', label: 'Sign-in', values: ({ authority }) => [text(authority)] },
  { group: 'Platform', label: 'Client id', values: ({ clientId }) => [{ kind: 'mono', text: clientId }] },
  { group: 'Platform', label: 'Scope', values: ({ scope }) => [text(scope)] },
  { group: 'Platform', label: 'Colour', values: ({ colour }) => [text(colour)] },
  { group: 'Hosts', label: 'API', values: ({ apiBase }) => [text(hostOf(apiBase))] },
  { group: 'Hosts', label: 'Sign-in', values: ({ authority }) => [text(hostOf(authority))] },
  {
    group: 'Hosts',
    label: 'Sign-in without Microsoft',
    values: ({ knownAuthorities }) => knownAuthorities.map(text),
  },
  {
    group: 'Hosts',
    label: 'Object store',
    values: ({ objectStoreHosts }) => (objectStoreHosts.length === 0 ? [none('none')] : objectStoreHosts.map(text)),
  },
  { group: 'Rules', label: 'Weakest export', values: ({ floors }) => [text(`Grade ${floors.export}`)] },
  { group: 'Rules', label: 'Weakest decryption', values: ({ floors }) => [text(`Grade ${floors.decrypt}`)] },
  {
    group: 'Rules',
    label: 'Names',
    values: ({ directory: { people, groups } }) => [
      text(`${Object.keys(people).length} people, ${Object.keys(groups).length} groups`),
    ],
  },
];

/** The facts of a profile, as its confirmation window shows them. */
export function factsOf({ profile, authorities }: CheckedProfile): FactGroup[] {
  const groups = (['Platform', 'Hosts', 'Rules'] as const).map((title) => ({
    title,
    facts: rows
      .filter(({ group }) => group === title)
      .flatMap(({ label, values }) => values(profile).map((value) => ({ label, value }))),
  }));
  const [platform, hosts, rules] = groups;
  if (platform === undefined || hosts === undefined || rules === undefined) return groups;
  const trust: FactGroup = {
    title: 'Certificate authorities of its own',
    facts: authorities.map(summaryOf).flatMap(({ subject, sha256, notAfter }) => [
      { label: 'Subject', value: text(subject) },
      { label: 'Fingerprint', value: { kind: 'digest', algorithm: 'SHA-256', hex: sha256 } },
      { label: 'Valid until', value: { kind: 'time', iso: notAfter } },
    ]),
  };
  return trust.facts.length === 0 ? groups : [platform, hosts, trust, rules];
}

/** What a new file changes about a profile that is already here; empty when it changes nothing. */
export function changesOf(before: CheckedProfile, after: CheckedProfile): FactGroup['facts'] {
  const shown = (values: readonly FactValue[]): string =>
    values.map((value) => ('text' in value ? value.text : '')).join(', ') || 'none';
  const facts: FactGroup['facts'] = rows.flatMap(({ group, label, values }) => {
    // The hosts of the addresses are shown with the addresses.
    if (group === 'Hosts' && (label === 'API' || label === 'Sign-in')) return [];
    const [was, is] = [shown(values(before.profile)), shown(values(after.profile))];
    return was === is ? [] : [{ label, value: { kind: 'text', text: is, mute: `was ${was}` } }];
  });
  if (facts.every(({ label }) => label !== 'Names') && !isSame(before.profile.directory, after.profile.directory)) {
    facts.push({ label: 'Names', value: text('other names for the same number of ids') });
  }
  const [had, has] = [before, after].map(({ authorities }) => authorities.map((each) => summaryOf(each)));
  for (const { subject, sha256 } of has ?? []) {
    if (!had?.some((each) => each.sha256 === sha256))
      facts.push({ label: 'New authority', value: { kind: 'text', text: subject, mute: sha256 } });
  }
  for (const { subject, sha256 } of had ?? []) {
    if (!has?.some((each) => each.sha256 === sha256))
      facts.push({ label: 'Authority gone', value: { kind: 'text', text: subject, mute: sha256 } });
  }
  return facts;
}

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

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
