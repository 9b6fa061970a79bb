import type { ErrorText } from './error-text.ts';

/** Records of ceremonies: kept, printed, saved. */
export const recordErrors = {
  'record.not-found': {
    title: 'This record is not here',
    means: 'It was moved away, or it was made on another machine. The journal still has its digest.',
    todo: 'Put its file back into the folder of records.',
  },
  'record.unsigned': {
    title: 'This record has no signature',
    means: 'The token could not sign it, as the record itself says. Nothing was saved.',
    todo: 'Save it as JSON. Its SHA-256 is in the journal.',
  },
  'record.printing': {
    title: 'A record is being printed already',
    means: 'One print dialog is open at a time.',
    todo: 'Answer or close the open print dialog first.',
  },
  'record.not-printed': {
    title: 'The record could not be printed',
    means: 'The system says: {reason}. The record itself is not changed by it.',
    todo: 'Check the printer, or save the record as a web page and print that.',
  },
  'record.unreadable': {
    title: 'This record cannot be read',
    means: 'Its file is not what Keydock wrote. Nothing can be said about it.',
    todo: 'Compare its SHA-256 with the one in the journal, and restore the file from a copy.',
  },
  'record.exists': {
    title: '{name} is already there',
    means: 'Keydock replaces nothing. The existing file was not touched.',
    todo: 'Choose another name or folder.',
  },
  'record.not-written': {
    title: 'The record could not be written',
    means: 'The system says: {reason}. The keys on the token are not changed by it.',
    todo: 'Make room or choose another folder, and try again.',
  },
} as const satisfies Record<`record.${string}`, ErrorText>;
