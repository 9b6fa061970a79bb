import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { app, BrowserWindow, dialog, webContents } from 'electron';
import type { Caller } from '../../app/contract/define.ts';
import { fail, ok, type Result } from '../../app/result.ts';

/** Dropped files: the page holds an opaque id, main holds the path (rule R1). */
export interface DroppedFiles {
  /** Remembers a path that preload resolved from a real drop. @returns the id that the page gets */
  remember(filePath: string): string;
  pathOf(id: string): Result<string>;
}

/** Main's own dialogs, over the window that asked. */
export interface Dialogs {
  /** @returns the chosen path, or null when nothing was chosen */
  openFile(
    question: {
      readonly title: string;
      readonly filters: readonly { readonly name: string; readonly extensions: readonly string[] }[];
    },
    caller: Caller,
  ): Promise<string | null>;
  /** The same for several files. @returns the chosen paths, none when nothing was chosen */
  openFiles(
    question: {
      readonly title: string;
      readonly filters: readonly { readonly name: string; readonly extensions: readonly string[] }[];
    },
    caller: Caller,
  ): Promise<readonly string[]>;
  /** @returns the chosen folder, or null when nothing was chosen */
  openFolder(question: { readonly title: string }, caller: Caller): Promise<string | null>;
  /**
   * Asks where a new file shall go. The one who writes it refuses to replace one.
   * @returns the chosen path, or null when nothing was chosen
   */
  saveFile(
    question: {
      readonly title: string;
      /** Name without a folder. */
      readonly name: string;
      readonly filters: readonly { readonly name: string; readonly extensions: readonly string[] }[];
    },
    caller: Caller,
  ): Promise<string | null>;
}

/** Enough for any drop a person makes; a page that invents files pushes out its own. */
const REMEMBERED = 4_000;

export function createDroppedFiles(): DroppedFiles {
  const paths = new Map<string, string>();
  return {
    remember(filePath) {
      const id = randomUUID();
      paths.set(id, path.resolve(filePath));
      for (const oldest of paths.keys()) {
        if (paths.size <= REMEMBERED) break;
        paths.delete(oldest);
      }
      return id;
    },
    pathOf(id) {
      const known = paths.get(id);
      return known === undefined ? fail('app.file-not-known') : ok(known);
    },
  };
}

export function createDialogs(): Dialogs {
  return {
    async openFile({ title, filters }, caller) {
      const contents = webContents.fromId(caller.webContentsId);
      const parent = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
      const options: Electron.OpenDialogOptions = {
        title,
        properties: ['openFile'],
        filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
      };
      const { canceled, filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    async openFiles({ title, filters }, caller) {
      const contents = webContents.fromId(caller.webContentsId);
      const parent = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
      const options: Electron.OpenDialogOptions = {
        title,
        properties: ['openFile', 'multiSelections'],
        filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
      };
      const { canceled, filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return canceled ? [] : filePaths;
    },
    async openFolder({ title }, caller) {
      const contents = webContents.fromId(caller.webContentsId);
      const parent = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
      const options: Electron.OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory'] };
      const { canceled, filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    async saveFile({ title, name, filters }, caller) {
      const contents = webContents.fromId(caller.webContentsId);
      const parent = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
      const options: Electron.SaveDialogOptions = {
        title,
        defaultPath: path.join(app.getPath('documents'), name),
        filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
      };
      const { canceled, filePath } = await (parent === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options));
      return canceled || filePath === '' ? null : filePath;
    },
  };
}
