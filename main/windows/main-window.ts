import path from 'node:path';
import { BrowserWindow, dialog, nativeTheme, type Session, screen, type WebContents } from 'electron';
import { wordsFor } from '../../app/errors.ts';
import type { Log } from '../log.ts';
import { background } from './background.ts';
import { noticeLeaving } from './navigation.ts';
import { pages } from './page-session.ts';
import { MINIMUM_SIZE, placeWindow } from './placement.ts';
import type { PreferencesFile } from './preferences.ts';
import { webPreferences } from './web-preferences.ts';

/** The window people work in. There is one; on macOS it may be closed and opened again. */
export interface MainWindow {
  open(): void;
  /** Brings it to the front, opening it where it was closed. */
  focus(): void;
  isOurs(webContentsId: number | undefined): boolean;
  contents(): readonly WebContents[];
  isFocused(): boolean;
  /** @param listener told when the window gains or loses focus */
  onFocusChange(listener: (isFocused: boolean) => void): void;
}

/** A page that keeps crashing is not loaded for ever. */
const CRASHES_ALLOWED = 3;
const CRASH_WINDOW_MS = 60_000;

export function createMainWindow({
  session,
  folder,
  preferences,
  startAt,
  log,
}: {
  readonly session: () => Session;
  /** Where the build lies. */
  readonly folder: string;
  readonly preferences: PreferencesFile;
  /** Where the page begins, as the hash of its address; empty for its own choice. */
  readonly startAt: string;
  readonly log: Log;
}): MainWindow {
  let window: BrowserWindow | null = null;
  const focusListeners: ((isFocused: boolean) => void)[] = [];
  const tell = (isFocused: boolean): void => {
    for (const listener of focusListeners) listener(isFocused);
  };

  const open = (): void => {
    const { bounds, isMaximized } = preferences.get();
    const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()];
    const made = new BrowserWindow({
      ...placeWindow(
        bounds,
        displays.map(({ workArea }) => workArea),
      ),
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      title: 'Keydock',
      autoHideMenuBar: true,
      backgroundColor: background(nativeTheme.shouldUseDarkColors ? 'dark' : 'light'),
      webPreferences: webPreferences(session(), path.join(folder, 'preload', 'window.cjs')),
    });
    window = made;
    if (isMaximized) made.maximize();
    made.once('ready-to-show', () => made.show());
    made.on('focus', () => tell(true));
    made.on('blur', () => tell(false));
    made.on('close', () => {
      preferences.set({ bounds: made.getNormalBounds(), isMaximized: made.isMaximized() });
    });
    made.on('closed', () => {
      window = null;
      tell(false);
    });
    const load = (): void => {
      made.loadURL(`${pages.app.origin}/${startAt}`).catch((error: unknown) => {
        if (!made.isDestroyed()) log.incident('window.load', error);
      });
    };
    noticeLeaving(made.webContents, pages.app.origin, () => {
      log.event('window.left', { reason: 'navigation' });
      load();
    });
    reloadAfterCrash(made, load, log);
    load();
  };

  nativeTheme.on('updated', () => {
    window?.setBackgroundColor(background(nativeTheme.shouldUseDarkColors ? 'dark' : 'light'));
  });

  return {
    open,
    focus() {
      if (window === null) return open();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    isOurs: (webContentsId) => webContentsId !== undefined && window?.webContents.id === webContentsId,
    // A page that has just died cannot be told anything; it asks for all it needs when it is loaded anew.
    contents: () =>
      window === null || window.isDestroyed() || window.webContents.isCrashed() ? [] : [window.webContents],
    isFocused: () => window?.isFocused() ?? false,
    onFocusChange: (listener) => focusListeners.push(listener),
  };
}

/** The page's process died: say so with an incident id, and load the page anew. Main's state is untouched by it. */
function reloadAfterCrash(window: BrowserWindow, load: () => void, log: Log): void {
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const incident = log.incident('window.gone', new Error(reason));
    log.event('window.gone', { reason, exitCode, incident });
    const now = Date.now();
    crashes.push(now);
    const isHopeless = crashes.filter((at) => now - at < CRASH_WINDOW_MS).length > CRASHES_ALLOWED;
    const { title, means } = wordsFor({ code: 'app.window-restarted', facts: {}, incident });
    // Not within the event: the process that died is still being cleared away.
    if (!isHopeless) setImmediate(load);
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: title,
        detail: `${means}\n\nIncident ${incident}`,
        buttons: [isHopeless ? 'Close' : 'Go on'],
      })
      .then(() => {
        if (isHopeless && !window.isDestroyed()) window.destroy();
      });
  });
  window.on('unresponsive', () => log.event('window.unresponsive'));
  window.webContents.on('preload-error', (_event, _path, error) => log.incident('window.preload', error));
}
