import type { ErrorText } from './error-text.ts';

/** What the platform answers in place of what it was asked for. */
export const platformErrors = {
  'platform.forbidden': {
    title: 'You may not read this',
    means: 'The platform knows you but none of your groups gives this right.',
    todo: 'Look at your groups on the account page and ask whoever manages them.',
  },
  'platform.not-found': {
    title: 'It is not there any more',
    means: 'The platform has no such item, or it has left the queue.',
    todo: 'Refresh the list.',
  },
  'platform.refused': {
    title: 'The platform refused the request',
    means: 'It answered {status} and gave this reason: {reason}. Nothing was changed.',
    todo: 'If the reason is not yours to mend, give it to the people who run the platform.',
  },
  'platform.throttled': {
    title: 'The platform asks us to slow down',
    means: 'Too many requests came from here. Nothing is lost.',
    todo: 'Keydock waits {seconds} s and goes on by itself.',
  },
  'platform.unavailable': {
    title: 'The platform is not well',
    means: 'It answered {status}. What you see is the last known state.',
    todo: 'Keydock tries again by itself. If it lasts, tell the people who run the platform.',
  },
  'platform.unreadable': {
    title: 'The platform gave an answer Keydock cannot read',
    means: 'It may come from a proxy on the way, or from a newer version. Nothing was taken from it.',
    todo: 'Try again. If it stays, report it with request {requestId}.',
  },
} as const satisfies Record<`platform.${string}`, ErrorText>;
