import { decryptPhraseFor, grades } from '../../app/exposure.ts';
import type { FactGroup, FactValue } from '../../app/facts.ts';
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
export const profileRows: readonly Row[] = [
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
    label: 'Known authority',
    values: ({ knownAuthorities }) => knownAuthorities.map(text),
  },
  {
    group: 'Hosts',
    label: 'Object store',
    values: ({ objectStoreHosts }) => (objectStoreHosts.length === 0 ? [none('none')] : objectStoreHosts.map(text)),
  },
  {
    group: 'Rules',
    label: 'Weakest export',
    values: ({ floors: { export: floor } }) => [text(`${floor}: ${grades[floor].phrase}`)],
  },
  {
    group: 'Rules',
    label: 'Weakest decryption',
    values: ({ floors: { decrypt: floor } }) => [text(`${floor}: ${decryptPhraseFor(floor, null)}`)],
  },
];

/** The facts of a profile, as its confirmation window shows them. */
export function factsOf({ profile, authorities }: CheckedProfile): FactGroup[] {
  const groups = (['Platform', 'Hosts', 'Rules'] as const).map((title) => ({
    title,
    facts: profileRows
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
  const names: FactGroup = {
    title: 'Names for ids',
    facts: [
      ...namesOf(profile.directory.people).map((value) => ({ label: 'People', value })),
      ...namesOf(profile.directory.groups).map((value) => ({ label: 'Groups', value })),
    ],
  };
  return [platform, hosts, ...(trust.facts.length === 0 ? [] : [trust]), rules, names];
}

/** More are not read by anybody; their number is said. */
const MAX_NAMES = 200;
/** So few stand in one line of the window that none can be scrolled past unseen. */
const NAMES_A_LINE = 12;

/** Names decide how people see who asked and who may decide, so they are shown with their ids. */
function namesOf(directory: Readonly<Record<string, string>>): FactValue[] {
  const names = Object.entries(directory).map(([id, name]) => ({ id, name }));
  if (names.length === 0) return [none('none')];
  if (names.length > MAX_NAMES) return [text(`${names.length}, too many to show here`)];
  return Array.from({ length: Math.ceil(names.length / NAMES_A_LINE) }, (_, line) => ({
    kind: 'names',
    names: names.slice(line * NAMES_A_LINE, (line + 1) * NAMES_A_LINE),
  }));
}
