import type { ErrorText } from './error-text.ts';

/** What became of a decision. After any doubt the item was read again; these say what is true. */
export const decisionErrors = {
  'decision.changed': {
    title: 'The request changed while you looked at it',
    means: 'What you confirmed is not what is there now, so nothing was sent.',
    todo: 'Look at what changed and decide again.',
  },
  'decision.not-open': {
    title: 'It is not open for a decision yet',
    means:
      'The platform is still preparing it (Created). A decision sent now would be answered OK and change nothing, so none was sent.',
    todo: 'Wait a moment and try again.',
  },
  'decision.unknown': {
    title: 'It is not known whether the decision arrived',
    means: 'The connection broke after sending, and the item could not be read again. It was not sent twice.',
    todo: 'Refresh and look at its state before you decide again.',
  },
  'decision.too-large': {
    title: 'It is too large to be approved here',
    means: 'Keydock approves only what it can show whole, so nothing was sent. {parts}',
    todo: 'Reject it, or have it asked for again in smaller parts.',
  },
  'decision.typed-wrong': {
    title: 'The typed characters do not match',
    means: 'Nothing was decided.',
    todo: "Compare them with the engineer's screen once more.",
  },
} as const satisfies Record<`decision.${string}`, ErrorText>;
