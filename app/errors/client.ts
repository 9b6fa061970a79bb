import type { ErrorText } from './error-text.ts';

/** Clients of the platform, their keys, and the secrets that are made for them. */
export const clientErrors = {
  'client.key-kind': {
    title: 'A client of this type cannot have this key',
    means: 'The platform takes {needs} for it; this key is {given}. Nothing was sent.',
    todo: 'Choose another key, or make one on a token.',
  },
  'client.key-gone': {
    title: 'That key is not at hand any more',
    means: 'Its token was removed or locked, or the app was restarted since its file was opened. Nothing was sent.',
    todo: 'Enter the PIN of the token, or open the key file again.',
  },
  'client.key-not-here': {
    title: 'The key of this client is not at hand',
    means:
      'None of the tokens that are open, and no key file opened here, has the registered key. Nothing was fetched.',
    todo: 'Enter the PIN of the token that has it, or open its key file, and try again.',
  },
  'client.key-pair-differs': {
    title: 'The public half on the token is not that of this key',
    means:
      'The token does not open what was sealed to it. Somebody may have put another public half in its place, which takes no PIN on some tokens. Nothing was sent.',
    todo: 'Do not use this key. Make a new one, and look at the public keys on the token.',
  },
  'client.registered-already': {
    title: 'This key is registered for this product already',
    means: 'As {name}, which is {state}. A second registration would only retire the first. Nothing was sent.',
    todo: 'Use that client, or make another key.',
  },
  'client.not-as-asked': {
    title: 'The platform has registered something else',
    means: 'Read back, the client {id} differs from what you confirmed: {what}. It waits for approval.',
    todo: 'Have it rejected, and tell the people who run the platform.',
  },
  'client.unknown-outcome': {
    title: 'It is not known whether the platform took it',
    means: 'The connection broke after sending, and it is not in the list. It was not sent twice.',
    todo: 'Look at the list in a minute, and ask again only if it is not there.',
  },
  'client.not-retirable': {
    title: 'This client cannot be retired now',
    means: '{why} Nothing was sent.',
    todo: 'Refresh the list.',
  },
  'client.no-secrets': {
    title: 'This client has no secrets to fetch',
    means:
      'Only a production PC that is ready and belongs to you fetches the secrets of its product. Nothing was asked.',
    todo: 'Open the client that is yours.',
  },
  'client.secrets-unreadable': {
    title: 'The secrets cannot be read',
    means: 'Problem: {problem}. Nothing of them was shown or kept.',
    todo: 'Try again. If it stays, report it.',
  },
  'client.secrets-key': {
    title: 'The key of this client does not open the secrets',
    means: 'They were made for another key, or changed on the way; the two cannot be told apart. Nothing was shown.',
    todo: 'Check on the Clients page which key is registered, then try again.',
  },
  'client.file-exists': {
    title: '{name} is already there',
    means: 'Saving replaces nothing, whatever the dialog asked. The existing file was not touched.',
    todo: 'Choose another name.',
  },
  'client.not-saved': {
    title: 'The secrets could not be saved',
    means: 'The system says: {reason}. What was written of the file was taken away.',
    todo: 'Check the free space and rights of the folder, or choose another one.',
  },
} as const satisfies Record<`client.${string}`, ErrorText>;
