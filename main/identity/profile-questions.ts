import type { FactGroup } from '../../app/facts.ts';
import { hostOf, type Profile } from '../../app/profile.ts';
import type { Question } from '../windows/confirmation.ts';
import { factsOf } from './profile-facts.ts';
import type { CheckedProfile } from './profile-file.ts';
import { warningsOf } from './profile-warnings.ts';

const rest = { as: 'for you on this computer', typed: null, reason: null } as const;

/** Asked before a profile is taken that is new here. */
export function addQuestion(checked: CheckedProfile, now: number): Question {
  return {
    ...rest,
    title: `Add the profile "${checked.profile.name}"?`,
    lead: 'Keydock will talk to these hosts and to no others, and ask you to sign in there. Take a profile only from the people who run your platform.',
    warnings: warningsOf(checked, now),
    groups: factsOf(checked),
    colour: checked.profile.colour,
    confirm: { label: 'Add profile', tone: 'accent' },
  };
}

/** Asked before a file replaces a profile that is already here. */
export function replaceQuestion(
  checked: CheckedProfile,
  before: Profile,
  changes: FactGroup['facts'],
  now: number,
): Question {
  return {
    ...addQuestion(checked, now),
    title: `Replace the profile "${before.name}"?`,
    lead: 'This file is for the same platform as a profile you already have. What changes stands first; the whole new profile below it.',
    groups: [{ title: 'What changes', facts: changes }, ...factsOf(checked)],
    confirm: { label: 'Replace profile', tone: 'accent' },
  };
}

/** Asked before a profile and what was kept for it goes. */
export function removeQuestion(profile: Profile): Question {
  return {
    ...rest,
    title: `Remove the profile "${profile.name}"?`,
    lead: 'You are signed out there, and what Keydock kept for it on this computer is deleted. Nothing changes at the platform. To use it again you need the profile file.',
    warnings: [],
    groups: [
      {
        title: 'Platform',
        facts: [
          { label: 'Name', value: { kind: 'text', text: profile.name } },
          { label: 'API', value: { kind: 'text', text: hostOf(profile.apiBase) } },
        ],
      },
    ],
    colour: profile.colour,
    confirm: { label: 'Remove profile', tone: 'danger' },
  };
}
