import type { MessagePortMain, WebContents } from 'electron';
import { channels } from '../../app/contract/channels.ts';
import { Drawn } from '../../app/contract/confirmation.ts';
import { SecretRefusal, type SecretSheet, type SecretWords } from '../../app/contract/secret.ts';
import type { Log } from '../log.ts';
import { isOurSender } from './sender.ts';

/** What main does with what the page for PINs says. It never says what was typed. */
export interface SecretReader {
  readonly sheet: SecretSheet;
  /** The page has drawn the sheet and needs this much room. Resolves once the window is shown and has the focus. */
  onDrawn(height: number): Promise<void>;
  /** May what was typed be sent now? The preload sends it on its own port, past main. */
  maySend(): boolean;
  onCancel(how: SecretRefusal): void;
}

/**
 * The small door of the window for PINs, bound to that one web contents.
 * @param port the window's end of the way to the process that needs the secret
 * @returns the way to say something in the window
 */
export function openSecretDoor(
  contents: WebContents,
  origin: string,
  port: MessagePortMain,
  reader: SecretReader,
  log: Log,
): (words: SecretWords) => void {
  const isPage = (event: Parameters<typeof isOurSender>[0]): boolean =>
    isOurSender(event, origin, (id) => id === contents.id);
  const refuse = (): null => {
    log.event('door.refused', { reason: 'secret' });
    return null;
  };
  let isPortGiven = false;
  contents.ipc.handle(channels.secretSheet, (event) => {
    if (!isPage(event)) return refuse();
    if (!isPortGiven) {
      isPortGiven = true;
      contents.postMessage(channels.secretPort, null, [port]);
    }
    return reader.sheet;
  });
  contents.ipc.handle(channels.secretDrawn, async (event, drawn: unknown) => {
    const parsed = Drawn.safeParse(drawn);
    if (!isPage(event) || !parsed.success) return refuse();
    await reader.onDrawn(parsed.data.height);
    return null;
  });
  contents.ipc.handle(channels.secretMay, (event) => (isPage(event) ? reader.maySend() : refuse()));
  contents.ipc.handle(channels.secretCancel, (event, how: unknown) => {
    const parsed = SecretRefusal.safeParse(how);
    if (!isPage(event) || !parsed.success) return refuse();
    reader.onCancel(parsed.data);
    return null;
  });
  return (words) => {
    if (!contents.isDestroyed()) contents.send(channels.secretWords, words);
  };
}
