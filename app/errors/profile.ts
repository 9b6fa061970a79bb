import type { ErrorText } from './error-text.ts';

/** Why a profile was not imported, chosen or removed. */
export const profileErrors = {
  'profile.none': {
    title: 'No profile yet',
    means: 'Keydock does not know which platform to talk to.',
    todo: 'Import the profile file that your company hands out.',
  },
  'profile.unreadable': {
    title: 'This file cannot be read as a profile',
    means: 'Nothing was imported.',
    todo: 'Check that it is the JSON file your company handed out. Problem: {problem}.',
  },
  'profile.too-large': {
    title: 'This file is too large for a profile',
    means: 'A profile is at most {limit}. Nothing was imported.',
    todo: 'Choose the profile file itself.',
  },
  'profile.not-found': {
    title: 'This profile is not here any more',
    means: 'It was removed, perhaps in another window.',
    todo: 'Choose another profile or import it again.',
  },
  'profile.decision-under-way': {
    title: 'A decision or an export is still under way',
    means: 'Another profile would cut it off, and nobody could tell what became of it. The profile was not changed.',
    todo: 'Answer the open confirmation window, or wait until the outcome is shown.',
  },
} as const satisfies Record<`profile.${string}`, ErrorText>;
