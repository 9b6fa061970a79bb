import type { Sheet } from '../../app/contract/confirmation.ts';
import type { Account, Decision } from '../../app/contract/shapes.ts';
import type { ItemFacts } from '../../app/platform/facts/item-facts.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { hostOf, type Profile } from '../../app/profile.ts';

/** Reasons stay in our own journal: the platform has no field for them. */
const reasons = {
  APPROVE: { label: 'Note for your journal (not sent to the platform)', required: false },
  REJECT: { label: 'Reason, for your journal (not sent to the platform)', required: true },
} as const satisfies Record<Decision, Sheet['reason']>;

/** What is asked in the confirmation window: the facts main read just now, and what happens. */
export function decisionSheet(
  decision: Decision,
  facts: ItemFacts,
  account: Account,
  profile: Pick<Profile, 'name' | 'note' | 'apiBase'>,
): Omit<Sheet, 'theme' | 'colour'> {
  const approve = decision === 'APPROVE';
  return {
    title: approve ? `Approve this ${noun(facts)}?` : `Reject this ${noun(facts)}?`,
    lead: approve
      ? `${facts.sentence.slice(0, 330)} These facts were read from the platform just now. ${facts.consequence}`.slice(
          0,
          600,
        )
      : `${facts.sentence.slice(0, 330)} These facts were read from the platform just now. Rejecting ends it; it would have to be asked for again.`,
    warnings: approve ? [...facts.warnings] : [],
    groups: [
      ...facts.groups,
      ...sentences('What you may not read', facts.notReadable),
      ...sentences('What is too much to show', facts.unshown),
      whoAndWhere(account, profile),
    ],
    as: `as ${inSentence(account.name)} (${userOf(account)}), ${whereOf(profile)}`,
    confirm: approve ? { label: 'Approve', tone: 'accent' } : { label: 'Reject', tone: 'danger' },
    typed: approve && facts.typed !== null ? { label: facts.typed.label, length: facts.typed.expected.length } : null,
    reason: reasons[decision],
  };
}

function sentences(title: string, all: readonly string[]): Sheet['groups'] {
  if (all.length === 0) return [];
  return [{ title, facts: all.map((text) => ({ label: 'Not shown', value: { kind: 'text', text } })) }];
}

/** Names are not unique, neither of people nor of profiles: what tells them apart stands beside them, whole. */
function whoAndWhere(account: Account, { name, note, apiBase }: Pick<Profile, 'name' | 'note' | 'apiBase'>) {
  const text = (label: string, words: string) => ({ label, value: { kind: 'text' as const, text: words } });
  return {
    title: 'Who decides, and where',
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

function whereOf({ name, note, apiBase }: Pick<Profile, 'name' | 'note' | 'apiBase'>): string {
  return [name, ...(note === undefined ? [] : [note]), hostOf(apiBase)].join(' · ');
}

function noun({ noun }: ItemFacts): string {
  return noun.charAt(0).toLowerCase() + noun.slice(1);
}
