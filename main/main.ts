import path from 'node:path';
import { app, nativeTheme } from 'electron';
import { contract, type KeydockContract } from '../app/contract/contract.ts';
import type { Handlers } from '../app/contract/define.ts';
import { fail, ok } from '../app/result.ts';
import { surviveFaults } from './faults.ts';
import { openDoor } from './ipc/door.ts';
import { createLog } from './log.ts';
import { withoutProfile } from './no-profile.ts';
import { appHandlers } from './windows/app-handlers.ts';
import { createConfirmations } from './windows/confirmation.ts';
import { createDroppedFiles } from './windows/files.ts';
import { createMainWindow } from './windows/main-window.ts';
import { installMenu } from './windows/menu.ts';
import { forbidNavigation } from './windows/navigation.ts';
import { createPageSession, declareScheme, pages, quietEverySession } from './windows/page-session.ts';
import { openPreferences } from './windows/preferences.ts';

// Before anything else: one app, one log, every process in its sandbox, our scheme, the guards of every window.
app.enableSandbox();
declareScheme();
quietEverySession();
forbidNavigation();

/** `out/`, where the bundles and pages lie beside each other. */
const built = path.join(import.meta.dirname, '..');

if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

function start(): void {
  const data = app.getPath('userData');
  const log = createLog({ dir: path.join(data, 'logs') });
  surviveFaults(log);
  const preferences = openPreferences(data);
  nativeTheme.themeSource = preferences.get().theme;

  const mainWindow = createMainWindow({ session: () => appSession, folder: built, preferences, log });
  const appSession = createPageSession(pages.app, path.join(built, 'renderer'), mainWindow.isOurs);
  const files = createDroppedFiles();
  const confirmations = createConfirmations({
    session: createPageSession(pages.confirm, path.join(built, 'confirmation'), () => false),
    folder: built,
    colour: () => 'teal',
    theme: () => (nativeTheme.shouldUseDarkColors ? 'dark' : 'light'),
    log,
  });
  const handlers: Handlers<KeydockContract> = {
    app: appHandlers({
      snapshot: async () => ({
        profiles: [],
        session: { kind: 'no-profile' },
        lastKnown: null,
        keeping: { kind: 'memory-only', why: '' },
      }),
      preferences,
      log,
    }),
    profiles: {
      list: async () => ok([]),
      import: async () => fail('profile.none'),
      importDropped: async () => fail('profile.none'),
      activate: async () => fail('profile.none'),
      remove: async () => fail('profile.none'),
    },
    ...withoutProfile,
  };
  installMenu((command) => emit.app.command({ command }));
  mainWindow.open();

  const emit = openDoor({
    contract,
    handlers: () => handlers,
    frame: { origin: pages.app.origin, isOurWindow: mainWindow.isOurs, windows: mainWindow.contents },
    rememberFile: files.remember,
    log,
  });

  app.on('second-instance', mainWindow.focus);
  app.on('activate', mainWindow.focus);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  log.event('app.started', { version: app.getVersion(), platform: process.platform });
}
