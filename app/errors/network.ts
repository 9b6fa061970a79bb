import type { ErrorText } from './error-text.ts';

/** Why no whole answer came from a host. Nothing in here is an answer of the platform. */
export const networkErrors = {
  'network.offline': {
    title: '{host} cannot be reached',
    means: 'No answer came. What you see is the last known state.',
    todo: 'Check the network or VPN. Keydock tries again by itself.',
  },
  'network.timeout': {
    title: '{host} did not answer in time',
    means:
      'Keydock stopped waiting after {seconds} s. What you see is the last known state; a decision is read back before anything is said of it.',
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
    means:
      'It answered with another address. Keydock follows none, so that nothing goes to a host you have not confirmed.',
    todo: 'The address in the profile may be outdated: ask the people who hand it out.',
  },
} as const satisfies Record<`network.${string}`, ErrorText>;
