import type { Sheet } from '../../app/contract/confirmation.ts';
import type { Account, Decision } from '../../app/contract/shapes.ts';
import type { ItemFacts } from '../../app/platform/facts/item-facts.ts';
import { short } from '../../app/platform/facts/text-limits.ts';

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
  profileName: string,
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
      ...(facts.notReadable.length === 0
        ? []
        : [
            {
              title: 'What you may not read',
              facts: facts.notReadable.map((text) => ({ label: 'Not shown', value: { kind: 'text' as const, text } })),
            },
          ]),
    ],
    as: `as ${short(account.name).slice(0, 120)}, ${profileName}`,
    confirm: approve ? { label: 'Approve', tone: 'accent' } : { label: 'Reject', tone: 'danger' },
    typed: approve && facts.typed !== null ? { label: facts.typed.label, length: facts.typed.expected.length } : null,
    reason: reasons[decision],
  };
}

function noun({ noun }: ItemFacts): string {
  return noun.charAt(0).toLowerCase() + noun.slice(1);
}
