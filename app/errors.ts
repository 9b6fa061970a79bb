import { z } from 'zod';

/** The three sentences a person gets: what happened, what it means for their data, what to do. `{name}` is filled from the failure's facts. */
export interface ErrorText {
  readonly title: string;
  readonly means: string;
  readonly todo: string;
}

/**
 * The closed union of failures. A row is a code and its words; a new failure is a new row.
 * Grouped by the room it comes from; a code never changes its meaning once released.
 */
export const errorTexts = {
  // --- the app itself
  'app.unexpected': {
    title: 'Something went wrong inside Keydock',
    means: 'This is a fault in the app, not in what you did. Nothing was decided or written because of it.',
    todo: 'Try again. If it comes back, send the incident id {incident} with the log.',
  },
  'app.window-restarted': {
    title: 'The window had to be restarted',
    means: 'Its page crashed. Nothing was decided or written because of it; what you had not confirmed is not done.',
    todo: 'Go on where you were. If it comes back, send the incident id {incident} with the log.',
  },
  'app.bad-call': {
    title: 'The window asked for something that is not allowed',
    means: 'The request did not have the expected form, so nothing was done.',
    todo: 'Reload the window with Ctrl+R. If it comes back, report it.',
  },
  'app.cancelled': {
    title: 'Cancelled',
    means: 'Nothing was changed.',
    todo: 'Start again when you are ready.',
  },
  'app.file-not-known': {
    title: 'That file is no longer at hand',
    means: 'The window named a file that was not dropped or chosen in this session.',
    todo: 'Drop the file again.',
  },
  // --- confirmation windows
  'confirmation.busy': {
    title: 'Another confirmation is still open',
    means: 'Only one thing can be confirmed at a time. Nothing was decided.',
    todo: 'Answer or close the open confirmation window first.',
  },
  // --- profiles
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
  // --- network
  'network.offline': {
    title: '{host} cannot be reached',
    means: 'Nothing was sent that was answered. What you see is the last known state.',
    todo: 'Check the network or VPN. Keydock tries again by itself.',
  },
  'network.timeout': {
    title: '{host} did not answer in time',
    means: 'The request was given up after {seconds} s.',
    todo: 'Try again. If it stays slow, tell the people who run the platform.',
  },
  'network.dropped': {
    title: 'The connection to {host} broke off',
    means: 'The answer did not arrive whole, so Keydock does not know its end.',
    todo: 'Try again.',
  },
  'network.untrusted': {
    title: 'The certificate of {host} is not trusted',
    means: 'Keydock cannot be sure whom it is talking to and has sent nothing. Reason: {why}.',
    todo: 'Your company may use its own certificate authority: it belongs into the profile or the system store. There is no way to go on without it.',
  },
  'network.host-not-allowed': {
    title: '{host} is not named in the profile',
    means: 'Keydock contacts only hosts that the active profile names. Nothing was sent.',
    todo: 'If the host is right, ask for a profile that names it.',
  },
  'network.redirected': {
    title: '{host} points elsewhere',
    means: 'It answered with another address. Keydock follows none, so that nothing goes to a host you have not confirmed.',
    todo: 'The address in the profile may be outdated: ask the people who hand it out.',
  },
  // --- session
  'session.signed-out': {
    title: 'You are not signed in',
    means: 'The platform answers only people it knows.',
    todo: 'Sign in.',
  },
  'session.expired': {
    title: 'Your session has ended',
    means: 'Sign in again and you go on where you were. Nothing is lost.',
    todo: 'Press Sign in again.',
  },
  'session.other-account': {
    title: 'Somebody else signed in',
    means: 'The decision was confirmed by {expected}, but {actual} is signed in now. It was dropped; nothing was decided.',
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
  // --- platform
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
    means: 'It answered {status}. Nothing was changed.',
    todo: 'Read the reason: {reason}.',
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
  // --- decisions: after any doubt the item was read again; these say what is true
  'decision.changed': {
    title: 'The request changed while you looked at it',
    means: 'What you confirmed is not what is there now, so nothing was sent.',
    todo: 'Look at what changed and decide again.',
  },
  'decision.not-open': {
    title: 'It is not open for a decision yet',
    means: 'The platform is still preparing it (Created). A decision sent now would be answered OK and change nothing, so none was sent.',
    todo: 'Wait a moment and try again.',
  },
  'decision.unknown': {
    title: 'It is not known whether the decision arrived',
    means: 'The connection broke after sending, and the item could not be read again. It was not sent twice.',
    todo: 'Refresh and look at its state before you decide again.',
  },
  'decision.typed-wrong': {
    title: 'The typed characters do not match',
    means: 'Nothing was decided.',
    todo: 'Compare them with the engineer\'s screen once more.',
  },
  // --- journal
  'journal.unwritable': {
    title: 'The journal cannot be written',
    means: 'Keydock writes down what it is about to do before it does it. It could not, so nothing was done.',
    todo: 'Check the free space and rights of the application data folder.',
  },
} as const satisfies Record<string, ErrorText>;

/** A code of the closed union, so that a `switch` over it is checked by the compiler. */
export type ErrorCode = keyof typeof errorTexts;

/** Schema of an error code, for failures that cross processes. */
export const ErrorCode = z.enum(Object.keys(errorTexts) as [ErrorCode, ...ErrorCode[]]);

/**
 * The words for one failure, with its facts filled in. A fact that is missing reads "unknown".
 * @param failure code, facts and ids as they came across
 */
export function wordsFor(failure: {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly requestId?: string | undefined;
  readonly incident?: string | undefined;
}): ErrorText {
  const text: ErrorText = errorTexts[failure.code];
  const facts: Readonly<Record<string, string | number | boolean>> = {
    ...failure.facts,
    ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
    ...(failure.incident === undefined ? {} : { incident: failure.incident }),
  };
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_match, name: string) => String(facts[name] ?? 'unknown'));
  return { title: fill(text.title), means: fill(text.means), todo: fill(text.todo) };
}
