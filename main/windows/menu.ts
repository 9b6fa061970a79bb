import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { z } from 'zod';
import type { KeydockContract } from '../../app/contract/contract.ts';

export type Command = z.output<KeydockContract['app']['command']['payload']>['command'];

/** Our own entries: what they say, their key, and the command that the window gets. */
const entries = {
  find: { label: 'Find in List', accelerator: 'CmdOrCtrl+F' },
  jump: { label: 'Jump To…', accelerator: 'CmdOrCtrl+K' },
  refresh: { label: 'Refresh', accelerator: 'CmdOrCtrl+R' },
  shortcuts: { label: 'Keyboard Shortcuts' },
  decrypt: { label: 'Decrypt Files' },
  'import-profile': { label: 'Import Profile…' },
  account: { label: 'Account' },
  diagnostics: { label: 'Copy Diagnostics…' },
} as const satisfies Record<Command, { readonly label: string; readonly accelerator?: string }>;

/**
 * The application menu. Without the entries Electron brings by itself: no developer tools, no page reload, no zooming
 * by role beyond the usual three.
 */
export function installMenu(onCommand: (command: Command) => void): void {
  const item = (command: Command): MenuItemConstructorOptions => ({
    ...entries[command],
    click: () => onCommand(command),
  });
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: '&File',
      submenu: [item('decrypt'), item('import-profile'), { type: 'separator' }, { role: isMac ? 'close' : 'quit' }],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('find'),
        item('jump'),
        item('refresh'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [item('shortcuts'), item('account'), item('diagnostics')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
