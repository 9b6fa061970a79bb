import type { ErrorText } from './error-text.ts';

/** Why what a request made did not arrive. In all of them nothing lies under its name. */
export const downloadErrors = {
  'download.not-ready': {
    title: 'There is nothing to download',
    means: 'The request is {state}. Only a request that is ready has a result.',
    todo: 'If it is still under way, wait. One that was rejected or failed never has a result.',
  },
  'download.no-file': {
    title: 'The platform names no file for this request',
    means: 'The request is ready, but its answer holds {what}. Nothing was written.',
    todo: 'If you expect a file, tell the people who run the platform.',
  },
  'download.no-digest': {
    title: 'The platform names no digest for this file',
    means: 'So nobody can say whether what arrives is what was made. Nothing was written.',
    todo: 'Tell the people who run the platform, or download it again and accept it as it comes.',
  },
  'download.link-refused': {
    title: '{host} did not give the file',
    means: 'The object store answered {status}, also to a fresh link. Nothing was written.',
    todo: 'Try again. If it stays, tell the people who run the platform.',
  },
  'download.digest-differs': {
    title: 'What arrived is not what the platform made',
    means:
      'Neither the bytes nor what their base64 says have the SHA-256 that the platform names. It was thrown away; nothing was written.',
    todo: 'Try again. If it stays, report it: the file was changed on the way or in the store.',
  },
  'download.stalled': {
    title: '{host} stopped sending',
    means: 'Nothing came for {seconds} s. What had arrived was thrown away.',
    todo: 'Try again.',
  },
  'download.too-large': {
    title: 'The file is larger than any the platform can make',
    means: 'It was stopped at {limit}. What had arrived was thrown away.',
    todo: 'Report it: the object store sends something else.',
  },
  'download.under-way': {
    title: 'It is being downloaded already',
    means: 'One download of a request is enough. Nothing was begun.',
    todo: 'Wait for it, or cancel it first.',
  },
  'download.not-written': {
    title: 'The file could not be written',
    means: 'The system says: {reason}. Nothing stays under its name; no existing file was touched.',
    todo: 'Check the free space and rights of the folder, or choose another one.',
  },
} as const satisfies Record<`download.${string}`, ErrorText>;
