import path from 'node:path';
import { BrowserWindow, type Session, screen, webContents } from 'electron';
import { type Answer, Sheet } from '../../app/contract/confirmation.ts';
import { createPressGuard } from '../../app/press-guard.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { openSheetDoor } from '../ipc/door.ts';
import type { Log } from '../log.ts';
import { background } from './background.ts';
import { noticeLeaving } from './navigation.ts';
import { pages } from './page-session.ts';
import { webPreferences } from './web-preferences.ts';

/** A sheet without what this file knows better. `colour` may be given for a profile that is not the active one. */
export type Question = Omit<Sheet, 'theme' | 'colour'> & { readonly colour?: Sheet['colour'] };

/** What the person said. `typed` is for the asker to compare: the expected value never reaches the page. */
export type Confirmed =
  | { readonly confirmed: false }
  | { readonly confirmed: true; readonly typed: string; readonly reason: string };

/** The one place where a person says yes to something that counts (rule R2). */
export interface Confirmations {
  /**
   * Opens the confirmation window over the asking window and waits for the answer. Closing it by any way is "no".
   * @returns 'confirmation.busy' when another question is open
   */
  ask(question: Question, parentWebContentsId?: number): Promise<Result<Confirmed>>;
  /** Takes an open question back: it answers "no". For a profile switch or a sign-out. */
  withdraw(): void;
  isOpen(): boolean;
}

const WIDTH = 560;
const FIRST_HEIGHT = 420;
/** Room left above and below on the screen, in px. */
const MARGIN = 48;
/** Main's clock hears of paint and focus a little later than the page's: this much earlier is still the same moment. */
const CLOCK_SLACK_MS = 50;
/** A page that has not drawn its sheet by then never will. */
const DRAWING_LIMIT_MS = 5_000;

export function createConfirmations({
  session,
  folder,
  colour,
  theme,
  log,
}: {
  /** The confirmation page's own session. */
  readonly session: Session;
  /** Where the built preload lies. */
  readonly folder: string;
  readonly colour: () => Sheet['colour'];
  readonly theme: () => Sheet['theme'];
  readonly log: Log;
}): Confirmations {
  let open: BrowserWindow | null = null;

  return {
    withdraw: () => open?.destroy(),
    isOpen: () => open !== null,
    async ask(question, parentWebContentsId) {
      if (open !== null) {
        open.focus();
        return fail('confirmation.busy');
      }
      const sheet = Sheet.parse({ colour: colour(), ...question, theme: theme() });
      const window = createWindow(session, folder, sheet, parentOf(parentWebContentsId));
      open = window;
      try {
        return await askIn(window, sheet, log);
      } finally {
        open = null;
        if (!window.isDestroyed()) window.destroy();
      }
    },
  };
}

function createWindow(session: Session, folder: string, sheet: Sheet, parent: BrowserWindow | null): BrowserWindow {
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
    backgroundColor: background(sheet.theme),
    webPreferences: webPreferences(session, path.join(folder, 'preload', 'confirmation.cjs')),
  });
  // The app's menu would bring its shortcuts along.
  window.removeMenu();
  return window;
}

/** Runs one question in its window, until it is answered or gone. */
function askIn(window: BrowserWindow, sheet: Sheet, log: Log): Promise<Result<Confirmed>> {
  return new Promise((resolve) => {
    // The page guards its buttons itself. Main keeps its own clock, so that a "yes" that comes too early counts for
    // nothing even if the page were wrong.
    const guard = createPressGuard();
    window.on('focus', () => guard.focused(Date.now()));
    window.on('blur', () => guard.blurred());
    window.on('closed', () => resolve(ok({ confirmed: false })));

    const limit = setTimeout(() => broke('draw', new Error('the sheet was not drawn')), DRAWING_LIMIT_MS);
    window.on('closed', () => clearTimeout(limit));
    const broke = (where: string, error: unknown): void => {
      const incident = log.incident(`confirmation.${where}`, error);
      resolve(fail('app.unexpected', {}, { incident }));
    };
    window.webContents.on('render-process-gone', (_event, { reason }) => broke('gone', new Error(reason)));
    noticeLeaving(window.webContents, pages.confirm.origin, () => resolve(ok({ confirmed: false })));
    window.webContents.on('preload-error', (_event, _path, error) => broke('preload', error));

    openSheetDoor(
      window.webContents,
      pages.confirm.origin,
      {
        sheet,
        async onDrawn(height) {
          if (window.isVisible()) return;
          clearTimeout(limit);
          fitToScreen(window, height);
          const focused = new Promise<void>((resolveFocus) => window.once('focus', () => resolveFocus()));
          window.show();
          guard.painted(Date.now());
          if (window.isFocused()) guard.focused(Date.now());
          // The page begins its own wait no earlier than main does.
          else await focused;
        },
        onAnswer(answer) {
          if (!answer.confirmed) {
            resolve(ok({ confirmed: false }));
            return true;
          }
          if (!guard.isArmed(Date.now() + CLOCK_SLACK_MS) || !isComplete(answer, sheet)) {
            log.event('confirmation.refused', { reason: 'too-early-or-incomplete' });
            return false;
          }
          resolve(ok({ confirmed: true, typed: answer.typed, reason: answer.reason.trim() }));
          return true;
        },
      },
      log,
    );
    window.loadURL(`${pages.confirm.origin}/`).catch((error: unknown) => {
      if (!window.isDestroyed()) broke('load', error);
    });
  });
}

/** Is everything given that the sheet asks for? What was typed is compared by the asker. */
function isComplete(answer: Answer, sheet: Sheet): boolean {
  if (sheet.typed !== null && answer.typed.length !== sheet.typed.length) return false;
  return sheet.reason === null || !sheet.reason.required || answer.reason.trim() !== '';
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
