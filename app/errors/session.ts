import type { ErrorText } from './error-text.ts';

/** Why nobody is signed in, or not the one who should be. */
export const sessionErrors = {
  'session.signed-out': {
    title: 'You are not signed in',
    means: 'The platform answers only people it knows.',
    todo: 'Sign in.',
  },
  'session.expired': {
    title: 'Your session has ended',
    means: 'The platform answers nothing more until you sign in. What you were doing is kept.',
    todo: 'Press Sign in again; you go on where you were.',
  },
  'session.other-account': {
    title: 'Somebody else signed in',
    means:
      'The decision was confirmed by {expected}, but {actual} is signed in now. It was dropped; nothing was decided.',
    todo: 'Open the request again and decide as the person who is signed in.',
  },
  'session.sign-in-timeout': {
    title: 'Nobody came back from the browser',
    means: 'The sign-in was given up after {minutes} minutes. You are still signed out.',
    todo: 'Press Sign in again, or use a device code if no browser opens.',
  },
  'session.sign-in-refused': {
    title: 'The sign-in was refused',
    means: 'The sign-in service answered: {reason}.',
    todo: 'Try again, or ask the people who manage accounts.',
  },
  'session.sign-in-running': {
    title: 'A sign-in is already under way',
    means: 'Look for the browser window that opened.',
    todo: 'Finish or cancel it first.',
  },
} as const satisfies Record<`session.${string}`, ErrorText>;
