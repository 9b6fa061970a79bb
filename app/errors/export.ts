import type { ErrorText } from './error-text.ts';

/** The export ceremony. */
export const exportErrors = {
  'export.not-found': {
    title: 'This export is not here',
    means: 'It was forgotten, or it belongs to another profile or account. Nothing was written because of it.',
    todo: 'Begin a new one. Keys that were written stay, and so do their records.',
  },
  'export.busy': {
    title: 'Something is being done in this export already',
    means: 'It does one thing at a time. The second request changed nothing.',
    todo: 'Wait until it is done, or cancel it.',
  },
  'export.too-many': {
    title: 'There are too many exports already',
    means: '{most} of them hold keys that were written and no record yet. Nothing was begun.',
    todo: 'Finish one of them, or forget it.',
  },
  'export.wrong-step': {
    title: 'The export is not at that step',
    means: 'What this step needs has not been chosen yet, or the keys are written already. Nothing was changed.',
    todo: 'Go back to the step that is missing, or begin a new export.',
  },
  'export.client-missing': {
    title: 'This key is no client of the product yet',
    means: 'The platform wraps keys for registered clients only, and none of yours has this key. Nothing was fetched.',
    todo: 'Register the key as a SecurityEngineer client, let somebody approve it, and check again.',
  },
  'export.client-not-ready': {
    title: 'The client is not approved yet',
    means: 'The platform says {state}. It wraps keys only for a client that is Ready. Nothing was fetched.',
    todo: 'Wait for the approval, then check again.',
  },
  'export.client-key-changed': {
    title: 'The client key is not the one you chose',
    means: 'The key in its place has another fingerprint. Nothing was fetched.',
    todo: 'Choose the client key again and compare its fingerprint.',
  },
  'export.no-keys': {
    title: 'The envelope holds no keys',
    means: 'This product has no extractable keys, or none that this client may have. Nothing was written.',
    todo: "Check the product's operations: only extractable keys are exported.",
  },
  'export.preview-gone': {
    title: 'The preview is no longer at hand',
    means: 'Envelopes are kept in memory only, never on disk. Nothing was written.',
    todo: 'Make the preview again.',
  },
  'export.key-not-planned': {
    title: 'One of these keys cannot be exported',
    means: '{name}: {why}. Nothing was written.',
    todo: 'Leave it out, or choose another token.',
  },
  'export.interrupted': {
    title: 'The export was cut off at this key',
    means: 'Keydock ended before the outcome was written down. {found}',
    todo: 'Look at the token before you export this key again; destroy what is unfinished.',
  },
  'export.not-proven': {
    title: 'The file does not open with this key',
    means:
      'Another key, another AAD or a changed file: the three cannot be told apart. The key on the token was not changed.',
    todo: 'Check that the file was made with this key and that its record is right. Do not rely on the key before a file has opened.',
  },
  'export.proof-unfit': {
    title: 'This cannot prove the key',
    means: '{problem}. Nothing was tried.',
    todo: 'Use an AES-GCM file that the platform made with this key, at most 40,960,028 bytes long.',
  },
  'export.no-proof-request': {
    title: 'No encrypt request fits this key',
    means:
      'None that you may read is Ready, made with this key, and in a plain AES-GCM mode. Not readable for you: {refused}.',
    todo: 'Prove the key with a file that somebody else downloads. Until then it is integrity-checked, not compared.',
  },
} as const satisfies Record<`export.${string}`, ErrorText>;
