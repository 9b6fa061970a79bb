import { MessageChannelMain, type MessagePortMain } from 'electron';
import { SecretSheet } from '../../app/contract/secret.ts';
import type { FactGroup } from '../../app/facts.ts';
import { ok, type Result } from '../../app/result.ts';
import { openSecretDoor } from '../ipc/secret-door.ts';
import type { AskingSurroundings } from './confirmation.ts';
import { openGuardedWindow, preloadPath } from './guarded-window.ts';
import type { Ending } from './one-at-a-time.ts';
import { pages } from './page-session.ts';

/** What is asked for. `colour` is the active profile's unless it is given, and nothing comes after it unless `rest` says so. */
export interface SecretQuestion
  extends Pick<SecretSheet, 'kind' | 'title' | 'lead' | 'label' | 'shortest' | 'longest' | 'warning'> {
  readonly facts: readonly FactGroup[];
  readonly colour?: SecretSheet['colour'];
  readonly rest?: SecretSheet['rest'];
}

/** An open window in which a secret is typed. */
export interface SecretPrompt {
  /**
   * For the process that needs the secret: it comes there as one Uint8Array a message, as often as something is sent.
   * The window has the other end; closing the window closes both.
   */
  readonly port: MessagePortMain;
  /** Resolves when the window is gone, by whatever way. */
  readonly closed: Promise<void>;
  /** Whether the person closed it by the button that refuses what would be asked next, too. */
  isRestRefused(): boolean;
  /** What was sent was wrong: these words are shown, and it can be typed again. */
  again(words: string): void;
  /** It makes no sense to type again: these words are shown until the person closes the window. */
  over(words: string): void;
  close(): void;
}

/** The one place where a PIN or a pass phrase is typed (rule R2). */
export interface SecretWindows {
  /**
   * Opens the window over the asking one. Main never sees what is typed.
   * @returns 'confirmation.busy' when this or a confirmation window is open, 'confirmation.refused-often' soon after two
   *   of them were closed
   */
  ask(question: SecretQuestion, parentWebContentsId?: number): Promise<Result<SecretPrompt>>;
  /** Closes an open window. For a profile switch or a sign-out. */
  withdraw(): void;
  isOpen(): boolean;
}

export function createSecretWindows({
  session,
  folder,
  colour,
  theme,
  oneAtATime,
  log,
}: AskingSurroundings): SecretWindows {
  let open: { withdraw(): void } | null = null;

  return {
    withdraw: () => open?.withdraw(),
    isOpen: () => open !== null,
    async ask({ facts, ...question }, parentWebContentsId) {
      const free = oneAtATime.free();
      if (!free.ok) return free;
      const sheet = SecretSheet.parse({ colour: colour(), rest: null, ...question, groups: facts, theme: theme() });
      // Whoever closes it first says what that means: the person, unless one of the others did.
      let ending: Ending = 'no';
      let wasSent = false;
      let isRestRefused = false;
      const close = (): void => {
        if (!window.isDestroyed()) window.destroy();
      };
      const closeAs = (meant: Ending): void => {
        ending = meant;
        close();
      };
      const guarded = openGuardedWindow({
        session,
        origin: pages.secret.origin,
        preload: preloadPath(folder, 'secret'),
        theme: sheet.theme,
        parentWebContentsId,
        onClosed: close,
        onBroken(where, error) {
          log.incident(`secret.${where}`, error);
          closeAs('neither');
        },
      });
      const { window } = guarded;
      const letGo = oneAtATime.take(window);
      const own = { withdraw: () => closeAs('neither') };
      open = own;
      const closed = new Promise<void>((resolve) => {
        window.on('closed', () => {
          if (open === own) open = null;
          letGo(ending);
          resolve();
        });
      });

      // What is typed passes through neither of these hands: both ends are given away before anything is typed.
      const { port1, port2 } = new MessageChannelMain();
      const say = openSecretDoor(
        window.webContents,
        pages.secret.origin,
        port2,
        {
          sheet,
          onDrawn: guarded.onDrawn,
          maySend() {
            const may = guarded.isArmed();
            if (may) wasSent = true;
            else log.event('secret.refused', { reason: 'too-early' });
            return may;
          },
          onCancel(how) {
            isRestRefused = how === 'rest' && sheet.rest !== null;
            close();
          },
        },
        log,
      );
      guarded.load();
      return ok({
        port: port1,
        closed,
        isRestRefused: () => isRestRefused,
        again: (text) => say({ text, isLast: false }),
        over(text) {
          ending = 'neither';
          say({ text, isLast: true });
        },
        close: () => closeAs(wasSent ? 'yes' : 'neither'),
      });
    },
  };
}
