import { shell } from 'electron';

/** Opens the system's file manager with a file selected. @param file a path of main's own: a result that it wrote */
export function showInFolder(file: string): void {
  shell.showItemInFolder(file);
}
