import type { ErrorText } from './error-text.ts';

/** Envelopes of the platform, from which no key was taken yet. */
export const envelopeErrors = {
  'envelope.unreadable': {
    title: "The platform's envelope is not one Keydock can open",
    means: 'Problem: {problem}. No key was touched.',
    todo: 'Fetch it again. If it stays, report it with request {requestId}.',
  },
  'envelope.not-for-this-key': {
    title: 'This client key does not open the envelope',
    means:
      'It was made for another key, or it was changed on the way; the two cannot be told apart. No key was written.',
    todo: 'Check that the registered client is the one of this key, then fetch the envelope again.',
  },
} as const satisfies Record<`envelope.${string}`, ErrorText>;
