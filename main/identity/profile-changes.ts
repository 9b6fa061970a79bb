import type { Fact, FactValue } from '../../app/facts.ts';
import { summaryOf } from '../network/anchors.ts';
import { profileRows } from './profile-facts.ts';
import type { CheckedProfile } from './profile-file.ts';

/** What a new file changes about a profile that is already here; empty when it changes nothing. */
export function changesOf(before: CheckedProfile, after: CheckedProfile): Fact[] {
  return [
    ...changedRows(before, after),
    ...changedAuthorities(before, after),
    ...changedNames('Person', before.profile.directory.people, after.profile.directory.people),
    ...changedNames('Group', before.profile.directory.groups, after.profile.directory.groups),
  ];
}

function changedRows(before: CheckedProfile, after: CheckedProfile): Fact[] {
  const shown = (values: readonly FactValue[]): string =>
    values.map((value) => ('text' in value ? value.text : '')).join(', ') || 'none';
  return profileRows.flatMap(({ group, label, values }) => {
    // The hosts of the addresses are shown with the addresses.
    if (group === 'Hosts' && (label === 'API' || label === 'Sign-in')) return [];
    const [was, is] = [shown(values(before.profile)), shown(values(after.profile))];
    return was === is ? [] : [changed(label, is, `was ${was}`)];
  });
}

function changedAuthorities(before: CheckedProfile, after: CheckedProfile): Fact[] {
  const [had, has] = [before.authorities.map(summaryOf), after.authorities.map(summaryOf)];
  const without = (some: typeof had, others: typeof had) =>
    some.filter(({ sha256 }) => others.every((other) => other.sha256 !== sha256));
  return [
    ...without(has, had).map(({ subject, sha256 }) => changed('New authority', subject, sha256)),
    ...without(had, has).map(({ subject, sha256 }) => changed('Authority gone', subject, sha256)),
  ];
}

/** A screen full of names is read; hundreds are not. */
const MAX_LINES = 60;

function changedNames(
  what: 'Person' | 'Group',
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Fact[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((id) => before[id] !== after[id]);
  const lines = ids
    .slice(0, MAX_LINES)
    .map((id) => changed(what, after[id] ?? 'no name any more', `was ${before[id] ?? 'without a name'}, ${id}`));
  const left = ids.length - lines.length;
  return left > 0 ? [...lines, changed(what, `and ${left} more`, 'names changed')] : lines;
}

function changed(label: string, text: string, mute: string): Fact {
  return { label, value: { kind: 'text', text, mute } };
}
