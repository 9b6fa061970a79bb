import { ipcMain, type WebContents } from 'electron';
import { answerCall, emitterOver } from '../../app/contract/answer-call.ts';
import { channels } from '../../app/contract/channels.ts';
import { Answer, Drawn, type Sheet } from '../../app/contract/confirmation.ts';
import type { Contract, Emitter, Handlers } from '../../app/contract/define.ts';
import { fail } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { isOurSender } from './sender.ts';

/** The window's side of the house as the door sees it. */
export interface DoorFrame {
  /** The one origin that may ask. */
  readonly origin: string;
  /** Did main itself make this web contents for that page? */
  isOurWindow(webContentsId: number): boolean;
  /** Where events go. */
  windows(): readonly WebContents[];
}

const MAX_PATH_CHARACTERS = 32_768;

/**
 * The one door between the window and main: the only file that listens to messages of a page. Every message is
 * checked for who sent it, then parsed; a refused one is answered by a typed failure.
 * @param handlers asked for each call, since they change with the profile
 * @param rememberFile takes the path that preload resolved for a dropped file, answers the opaque id
 * @returns the typed way to tell the window something
 */
export function openDoor<C extends Contract>({
  contract,
  handlers,
  frame,
  rememberFile,
  log,
}: {
  readonly contract: C;
  readonly handlers: () => Handlers<C>;
  readonly frame: DoorFrame;
  readonly rememberFile: (filePath: string) => string;
  readonly log: Log;
}): Emitter<C> {
  ipcMain.handle(channels.call, async (event, topic: unknown, name: unknown, input: unknown, ...more: unknown[]) => {
    if (!isOurSender(event, frame.origin, frame.isOurWindow) || more.length > 0) {
      log.event('door.refused', { reason: 'sender' });
      return fail('app.bad-call');
    }
    const { result, refused } = await answerCall(
      contract,
      handlers(),
      { topic, name, input },
      { webContentsId: event.sender.id },
      (where, error) => log.incident(`door.${where}`, error),
    );
    if (refused === 'unknown-call') log.event('door.refused', { reason: refused });
    // Names that are in the contract are ours, so they may stand in the log.
    else if (refused !== null) log.event('door.refused', { reason: refused, topic: String(topic), call: String(name) });
    return result;
  });

  ipcMain.handle(channels.file, (event, filePath: unknown, ...more: unknown[]) => {
    const isPath = typeof filePath === 'string' && filePath.length > 0 && filePath.length <= MAX_PATH_CHARACTERS;
    if (!isOurSender(event, frame.origin, frame.isOurWindow) || more.length > 0 || !isPath || filePath.includes('\0')) {
      log.event('door.refused', { reason: 'file' });
      return null;
    }
    return rememberFile(filePath);
  });

  return emitterOver(
    contract,
    (topic, name, payload) => {
      for (const window of frame.windows()) window.send(channels.event, topic, name, payload);
    },
    (where, error) => log.incident(`emit.${where}`, error),
  );
}

/** What main does with what the confirmation page says. */
export interface SheetReader {
  readonly sheet: Sheet;
  /** The page has drawn the sheet and needs this much room. Resolves once the window is shown and has the focus. */
  onDrawn(height: number): Promise<void>;
  /** @returns whether the answer counts; the page goes on waiting when it does not */
  onAnswer(answer: Answer): boolean;
}

/**
 * The confirmation window's own small door. It is bound to that one web contents: no other window has these channels.
 */
export function openSheetDoor(contents: WebContents, origin: string, reader: SheetReader, log: Log): void {
  const isPage = (event: Parameters<typeof isOurSender>[0]): boolean =>
    isOurSender(event, origin, (id) => id === contents.id);
  const refuse = (): null => {
    log.event('door.refused', { reason: 'confirmation' });
    return null;
  };
  contents.ipc.handle(channels.sheet, (event) => (isPage(event) ? reader.sheet : refuse()));
  contents.ipc.handle(channels.drawn, async (event, drawn: unknown) => {
    const parsed = Drawn.safeParse(drawn);
    if (!isPage(event) || !parsed.success) return refuse();
    await reader.onDrawn(parsed.data.height);
    return null;
  });
  contents.ipc.handle(channels.answer, (event, answer: unknown) => {
    const parsed = Answer.safeParse(answer);
    if (!isPage(event) || !parsed.success) return refuse();
    return reader.onAnswer(parsed.data);
  });
}
