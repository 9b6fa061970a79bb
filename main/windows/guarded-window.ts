import path from 'node:path';
import { BrowserWindow, type Session, screen, webContents } from 'electron';
import { createPressGuard } from '../../app/press-guard.ts';
import { background } from './background.ts';
import { noticeLeaving } from './navigation.ts';
import { webPreferences } from './web-preferences.ts';

const WIDTH = 560;
const FIRST_HEIGHT = 420;
/** Room left above and below on the screen, in px. */
const MARGIN = 48;
/** Main's clock hears of paint and focus a little later than the page's: this much earlier is still the same moment. */
const CLOCK_SLACK_MS = 50;
/** A page that has not drawn its sheet by then never will. */
const DRAWING_LIMIT_MS = 5_000;

/** A window of main's own that asks a person (rule R2), with a page and a preload of its own. */
export interface GuardedWindow {
  readonly window: BrowserWindow;
  /** The page has drawn and needs this much room, in px. Resolves once the window is shown and has the focus. */
  onDrawn(height: number): Promise<void>;
  /**
   * Does a press count by now? The page guards its buttons itself; main keeps its own clock, so that what comes too early
   * counts for nothing even if the page were wrong.
   */
  isArmed(): boolean;
}

/** Makes the window and loads its page; it is shown when the page has drawn. */
export function openGuardedWindow({
  session,
  origin,
  preload,
  theme,
  parentWebContentsId,
  onClosed,
  onBroken,
}: {
  /** The page's own session. */
  readonly session: Session;
  /** The page's own origin, such as `keydock://confirm`. */
  readonly origin: string;
  /** Absolute path of the page's own preload. */
  readonly preload: string;
  readonly theme: 'light' | 'dark';
  readonly parentWebContentsId: number | undefined;
  /** It is gone, or shows another page. */
  readonly onClosed: () => void;
  /** It cannot do its work. @param where `draw`, `gone`, `preload` or `load` */
  readonly onBroken: (where: string, error: unknown) => void;
}): GuardedWindow & { /** To be called once the page has a door to knock at. */ load(): void } {
  const parent = parentOf(parentWebContentsId);
  const window = new BrowserWindow({
    ...(parent === null ? {} : { parent, modal: true }),
    width: WIDTH,
    height: FIRST_HEIGHT,
    minWidth: 420,
    minHeight: 320,
    useContentSize: true,
    center: true,
    show: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    title: 'Keydock',
    backgroundColor: background(theme),
    webPreferences: webPreferences(session, preload),
  });
  // The app's menu would bring its shortcuts along.
  window.removeMenu();

  const guard = createPressGuard();
  const limit = setTimeout(() => onBroken('draw', new Error('the sheet was not drawn')), DRAWING_LIMIT_MS);
  window.on('focus', () => guard.focused(Date.now()));
  window.on('blur', () => guard.blurred());
  window.on('closed', () => {
    clearTimeout(limit);
    onClosed();
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => onBroken('gone', new Error(reason)));
  window.webContents.on('preload-error', (_event, _path, error) => onBroken('preload', error));
  noticeLeaving(window.webContents, origin, onClosed);

  return {
    window,
    async onDrawn(height) {
      if (window.isVisible()) return;
      clearTimeout(limit);
      fitToScreen(window, height);
      const focused = new Promise<void>((resolve) => window.once('focus', () => resolve()));
      window.show();
      guard.painted(Date.now());
      if (window.isFocused()) guard.focused(Date.now());
      // The page begins its own wait no earlier than main does.
      else await focused;
    },
    isArmed: () => guard.isArmed(Date.now() + CLOCK_SLACK_MS),
    load() {
      window.loadURL(`${origin}/`).catch((error: unknown) => {
        if (!window.isDestroyed()) onBroken('load', error);
      });
    },
  };
}

/** Where the built preload of a page lies. @param folder of the build */
export function preloadPath(folder: string, name: string): string {
  return path.join(folder, 'preload', `${name}.cjs`);
}

/** As tall as the facts need, up to the screen, and in the middle of where it was. */
function fitToScreen(window: BrowserWindow, wanted: number): void {
  const { workArea } = screen.getDisplayMatching(window.getBounds());
  const frame = window.getBounds().height - (window.getContentSize()[1] ?? FIRST_HEIGHT);
  const height = Math.min(wanted, workArea.height - 2 * MARGIN - frame);
  window.setContentSize(WIDTH, Math.max(height, 240));
  window.center();
}

function parentOf(webContentsId: number | undefined): BrowserWindow | null {
  const contents = webContentsId === undefined ? undefined : webContents.fromId(webContentsId);
  return contents === undefined ? null : BrowserWindow.fromWebContents(contents);
}
