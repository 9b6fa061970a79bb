import type { ErrorText } from './error-text.ts';

/** What goes wrong in the app itself, whatever it was asked for. */
export const appErrors = {
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
  'app.asked-often': {
    title: 'This was asked for very often',
    means: 'Each time is work and lines in the journal, so that there is a limit. Nothing was done this time.',
    todo: 'Wait {seconds} seconds, then try again.',
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
} as const satisfies Record<`app.${string}`, ErrorText>;
