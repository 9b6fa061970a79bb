import type { Sheet } from '../../app/contract/confirmation.ts';
import type { Account, Decision } from '../../app/contract/shapes.ts';
import type { ItemFacts } from '../../app/platform/facts/item-facts.ts';
import { asWhom, type NamedProfile, whoAndWhere } from './who-acts.ts';

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
  profile: NamedProfile,
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
      whoAndWhere('Who decides, and where', account, profile),
    ],
    as: asWhom(account, profile),
    confirm: approve ? { label: 'Approve', tone: 'accent' } : { label: 'Reject', tone: 'danger' },
    typed: approve && facts.typed !== null ? { label: facts.typed.label, length: facts.typed.expected.length } : null,
    reason: reasons[decision],
  };
}

function sentences(title: string, all: readonly string[]): Sheet['groups'] {
  if (all.length === 0) return [];
  return [{ title, facts: all.map((text) => ({ label: 'Not shown', value: { kind: 'text', text } })) }];
}

function noun({ noun }: ItemFacts): string {
  return noun.charAt(0).toLowerCase() + noun.slice(1);
}
