import { app, dialog } from 'electron';
import { wordsFor } from '../app/errors.ts';
import type { Log } from './log.ts';

/**
 * What happens to bugs that nobody caught. A promise nobody waited for is an incident, and the app goes on. An exception
 * nobody caught leaves main in a state that nobody knows: it is said, and the app ends rather than decide about keys
 * like that. What was begun stands in the journal.
 */
export function surviveFaults(log: Log): void {
  process.on('unhandledRejection', (reason) => {
    log.incident('main.rejection', reason);
  });
  process.on('uncaughtException', (error) => {
    const incident = log.incident('main.exception', error);
    const { title, means, todo } = wordsFor({ code: 'app.unexpected', facts: {}, incident });
    dialog.showErrorBox(title, `${means}\n\n${todo}`);
    app.exit(1);
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.event('process.gone', { kind: type, reason, exitCode });
  });
}
