import type { Session, WebPreferences } from 'electron';

/**
 * What every window of ours is made with. Electron's defaults are mostly the same today; they are written out so that
 * no default decides (electron.md 5.1).
 * @param session the page's own
 * @param preload absolute path of the page's own preload
 */
export function webPreferences(session: Session, preload: string): WebPreferences {
  return {
    session,
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    plugins: false,
    spellcheck: false,
    safeDialogs: true,
    // A console in the product is where people are talked into pasting things.
    devTools: false,
  };
}
