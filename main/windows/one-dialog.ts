import type { Dialogs } from './files.ts';

/**
 * One of the system's dialogs at a time. Whoever asks for a second one is answered as if nothing had been chosen: a page
 * cannot bury the screen under dialogs.
 */
export function oneDialogAtATime(dialogs: Dialogs): Dialogs {
  let isOpen = false;
  async function alone<T>(ask: () => Promise<T>, nothing: T): Promise<T> {
    if (isOpen) return nothing;
    isOpen = true;
    try {
      return await ask();
    } finally {
      isOpen = false;
    }
  }
  return {
    openFile: (question, caller) => alone(() => dialogs.openFile(question, caller), null),
    openFiles: (question, caller) => alone(() => dialogs.openFiles(question, caller), []),
    openFolder: (question, caller) => alone(() => dialogs.openFolder(question, caller), null),
    saveFile: (question, caller) => alone(() => dialogs.saveFile(question, caller), null),
  };
}
