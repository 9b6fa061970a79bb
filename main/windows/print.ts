import { randomUUID } from 'node:crypto';
import { BrowserWindow } from 'electron';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { pages, printSession } from './page-session.ts';

/** A page that has not loaded by then never will: it is text of our own, in ms. */
const loadLimit = 10_000;

/** Pages that the window which prints them has not fetched yet, by their address. */
const waiting = new Map<string, string>();

function take(address: string): string | undefined {
  const page = waiting.get(address);
  waiting.delete(address);
  return page;
}

/**
 * Opens the system's print dialog for a page of our own making. The page is shown in a hidden window without scripts,
 * without a preload and without any network; the window is gone when the dialog is answered. It may be of any length:
 * as an address of its own (`data:`) it could have 2 MiB at most, Chromium's limit (url::kMaxURLChars).
 * @param html static: no script, no link to anything
 */
export async function printPage(html: string, log: Log): Promise<Result<null>> {
  const address = `${pages.print.origin}/${randomUUID()}`;
  waiting.set(address, html);
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: printSession(take),
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      images: false,
      devTools: false,
      spellcheck: false,
    },
  });
  try {
    const late = AbortSignal.timeout(loadLimit);
    const tooLate = new Promise<never>((_, reject) => late.addEventListener('abort', () => reject(late.reason)));
    await Promise.race([window.loadURL(address), tooLate]);
    return await new Promise<Result<null>>((resolve) => {
      window.on('closed', () => resolve(fail('app.cancelled')));
      window.webContents.print({ silent: false, printBackground: false }, (isPrinted, reason) => {
        if (isPrinted) return resolve(ok(null));
        // Electron's words: a person who closes the dialog is no failure; without a printer there is no dialog.
        resolve(
          /cancel/i.test(reason) ? fail('app.cancelled') : fail('record.not-printed', { reason: reason.slice(0, 100) }),
        );
      });
    });
  } catch (error) {
    const incident = log.incident('print', error);
    return fail('app.unexpected', {}, { incident });
  } finally {
    waiting.delete(address);
    if (!window.isDestroyed()) window.destroy();
  }
}
