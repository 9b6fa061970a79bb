import type { BrowserWindow, Session } from 'electron';
import { type Answer, Sheet } from '../../app/contract/confirmation.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { openSheetDoor } from '../ipc/door.ts';
import type { Log } from '../log.ts';
import { openGuardedWindow, preloadPath } from './guarded-window.ts';
import type { Ending, OneAtATime } from './one-at-a-time.ts';
import { pages } from './page-session.ts';

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
   * What is done is written down once it is answered: a page that asks in vain fills no journal.
   * @returns 'confirmation.busy' when another question is open, 'confirmation.refused-often' soon after two times "no"
   */
  ask(question: Question, parentWebContentsId?: number): Promise<Result<Confirmed>>;
  /** Takes an open question back: it answers "no". For a profile switch or a sign-out. */
  withdraw(): void;
  isOpen(): boolean;
}

/** What the windows that ask are made of. */
export interface AskingSurroundings {
  /** The page's own session. */
  readonly session: Session;
  /** Where the built preloads lie. */
  readonly folder: string;
  readonly colour: () => Sheet['colour'];
  readonly theme: () => Sheet['theme'];
  readonly oneAtATime: OneAtATime;
  readonly log: Log;
}

export function createConfirmations(surroundings: AskingSurroundings): Confirmations {
  const { colour, theme, oneAtATime } = surroundings;
  let open: BrowserWindow | null = null;
  let isWithdrawn = false;

  return {
    withdraw() {
      isWithdrawn = true;
      open?.destroy();
    },
    isOpen: () => open !== null,
    async ask(question, parentWebContentsId) {
      const free = oneAtATime.free();
      if (!free.ok) return free;
      const sheet = Sheet.parse({ colour: colour(), ...question, theme: theme() });
      const { window, answered } = askIn(sheet, parentWebContentsId, surroundings);
      const letGo = oneAtATime.take(window);
      open = window;
      isWithdrawn = false;
      let ending: Ending = 'neither';
      try {
        const answer = await answered;
        if (answer.ok && !isWithdrawn) ending = answer.value.confirmed ? 'yes' : 'no';
        return answer;
      } finally {
        open = null;
        letGo(ending);
        if (!window.isDestroyed()) window.destroy();
      }
    },
  };
}

/** Runs one question in its window, until it is answered or gone. */
function askIn(
  sheet: Sheet,
  parentWebContentsId: number | undefined,
  { session, folder, log }: AskingSurroundings,
): { readonly window: BrowserWindow; readonly answered: Promise<Result<Confirmed>> } {
  let resolve: (answer: Result<Confirmed>) => void = () => undefined;
  const answered = new Promise<Result<Confirmed>>((settle) => {
    resolve = settle;
  });
  const guarded = openGuardedWindow({
    session,
    origin: pages.confirm.origin,
    preload: preloadPath(folder, 'confirmation'),
    theme: sheet.theme,
    parentWebContentsId,
    onClosed: () => resolve(ok({ confirmed: false })),
    onBroken(where, error) {
      const incident = log.incident(`confirmation.${where}`, error);
      resolve(fail('app.unexpected', {}, { incident }));
    },
  });
  const { window } = guarded;
  openSheetDoor(
    window.webContents,
    pages.confirm.origin,
    {
      sheet,
      onDrawn: guarded.onDrawn,
      onAnswer(answer) {
        if (!answer.confirmed) {
          resolve(ok({ confirmed: false }));
          return true;
        }
        if (!guarded.isArmed() || !isComplete(answer, sheet)) {
          log.event('confirmation.refused', { reason: 'too-early-or-incomplete' });
          return false;
        }
        resolve(ok({ confirmed: true, typed: answer.typed, reason: answer.reason.trim() }));
        return true;
      },
    },
    log,
  );
  guarded.load();
  return { window, answered };
}

/** Is everything given that the sheet asks for? What was typed is compared by the asker. */
function isComplete(answer: Answer, sheet: Sheet): boolean {
  if (sheet.typed !== null && answer.typed.length !== sheet.typed.length) return false;
  return sheet.reason === null || !sheet.reason.required || answer.reason.trim() !== '';
}
