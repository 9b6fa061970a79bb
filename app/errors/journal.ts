import type { ErrorText } from './error-text.ts';

/** Why the journal was not written, read or exported. */
export const journalErrors = {
  'journal.unwritable': {
    title: 'The journal cannot be written',
    means: 'Keydock writes down what it is about to do before it does it. It could not, so nothing was done.',
    todo: 'Check the free space and rights of the application data folder.',
  },
  'journal.unreadable': {
    title: 'The journal cannot be read',
    means: 'Nothing was changed in it. What was done is still written down, as far as the disk has it.',
    todo: 'Check the rights of the application data folder, and that no other copy of Keydock hangs. Then try again.',
  },
  'journal.line-gone': {
    title: 'The journal has no such line',
    means: 'It has fewer lines than when the list was read. Lines are never taken away by Keydock.',
    todo: 'Verify the journal, and compare its head with one you keep elsewhere.',
  },
  'journal.export-exists': {
    title: '{name} is already there',
    means: 'An export replaces nothing, whatever the dialog asked. The existing file was not touched.',
    todo: 'Choose another name.',
  },
  'journal.export-failed': {
    title: 'The journal could not be exported',
    means: 'The system says: {reason}. What was written of the export was taken away; the journal itself is as it was.',
    todo: 'Check the free space and rights of the folder, or choose another one.',
  },
} as const satisfies Record<`journal.${string}`, ErrorText>;
