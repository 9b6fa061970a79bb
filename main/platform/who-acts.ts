import type { Sheet } from '../../app/contract/confirmation.ts';
import type { Account } from '../../app/contract/shapes.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { hostOf, type Profile } from '../../app/profile.ts';

/** The profile as a confirmation window names it. */
export type NamedProfile = Pick<Profile, 'name' | 'note' | 'apiBase'>;

/** "as Anna Lind (anna@northwind.example), Northwind Devices · practice · api.example.com": at the foot of a confirmation. */
export function asWhom(account: Account, profile: NamedProfile): string {
  return `as ${inSentence(account.name)} (${userOf(account)}), ${whereOf(profile)}`;
}

/** Names are not unique, neither of people nor of profiles: what tells them apart stands beside them, whole. */
export function whoAndWhere(
  title: string,
  account: Account,
  { name, note, apiBase }: NamedProfile,
): Sheet['groups'][number] {
  const text = (label: string, words: string) => ({ label, value: { kind: 'text' as const, text: words } });
  return {
    title,
    facts: [
      text('Account', account.name),
      ...(account.username === '' ? [] : [text('User name', account.username)]),
      { label: 'Account id', value: { kind: 'mono' as const, text: account.oid } },
      text('Profile', note === undefined ? name : `${name} · ${note}`),
      // Tenants may share a host: the path says which one it is.
      { label: 'Platform', value: { kind: 'mono' as const, text: apiBase } },
    ],
  };
}

/** The name to sign in with, else the beginning of the id. */
function userOf({ username, oid }: Account): string {
  return username === '' ? `id ${oid.slice(0, 8)}` : inSentence(username);
}

function whereOf({ name, note, apiBase }: NamedProfile): string {
  return [name, ...(note === undefined ? [] : [note]), hostOf(apiBase)].join(' · ');
}
