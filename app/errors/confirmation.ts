import type { ErrorText } from './error-text.ts';

/** Why a question was not asked, or its yes not taken, by the windows that confirm. */
export const confirmationErrors = {
  'confirmation.typed-otherwise': {
    title: 'The typed characters do not match',
    means: 'They are not the ones that were asked for. Nothing was done.',
    todo: 'Open it again, and compare what you are about to confirm.',
  },
  'confirmation.busy': {
    title: 'Another confirmation is still open',
    means: 'Only one thing can be confirmed at a time. Nothing was decided.',
    todo: 'Answer or close the open confirmation window first.',
  },
  'confirmation.refused-often': {
    title: 'You said no four times in a row',
    means: 'Keydock asks nothing for a few seconds now, so that nothing can press you into a yes. Nothing was done.',
    todo: 'If you want it after all, wait {seconds} seconds and start it again.',
  },
} as const satisfies Record<`confirmation.${string}`, ErrorText>;
