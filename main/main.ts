import { rm } from 'node:fs/promises';
import path from 'node:path';
import { app, nativeTheme } from 'electron';
import { contract, type KeydockContract } from '../app/contract/contract.ts';
import type { Handlers } from '../app/contract/define.ts';
import { commandIn, runInApp } from './cli/in-app.ts';
import { createDecrypt } from './decrypt/decrypt.ts';
import { hearOpenedFiles } from './decrypt/opened-files.ts';
import { surviveFaults } from './faults.ts';
import { finishBeforeQuitting } from './finish.ts';
import { identityHandlers } from './identity/identity-handlers.ts';
import { createOsEncryption } from './identity/os-encryption.ts';
import { profileHandlers } from './identity/profile-handlers.ts';
import { profileIdOf } from './identity/profile-id.ts';
import { createProfiles } from './identity/profiles.ts';
import { openDoor } from './ipc/door.ts';
import { createActs } from './journal/acts.ts';
import { openJournal } from './journal/journal.ts';
import { journalHandlers } from './journal/journal-handlers.ts';
import { createLog } from './log.ts';
import { withoutProfile } from './no-profile.ts';
import { createLeaving } from './session-lock/leaving.ts';
import { onScreenLock } from './session-lock/screen-lock.ts';
import { createTokens } from './tokens/create-tokens.ts';
import { refuseToStart, sandboxTurnedOffBy, undoWeakening } from './weakening.ts';
import { appHandlers } from './windows/app-handlers.ts';
import { createConfirmations } from './windows/confirmation.ts';
import { createDialogs, createDroppedFiles } from './windows/files.ts';
import { createMainWindow } from './windows/main-window.ts';
import { installMenu } from './windows/menu.ts';
import { forbidNavigation } from './windows/navigation.ts';
import { createOneAtATime } from './windows/one-at-a-time.ts';
import { oneDialogAtATime } from './windows/one-dialog.ts';
import { createPageSession, declareScheme, pages, quietEverySession } from './windows/page-session.ts';
import { openPreferences } from './windows/preferences.ts';
import { createSecretWindows } from './windows/secret.ts';
import { createWorkspaces } from './workspaces.ts';

// Before anything else: what was typed against our guards, then every process in its sandbox, our scheme, the guards of
// every session and window.
undoWeakening();
const sandboxOff = sandboxTurnedOffBy();
app.enableSandbox();
declareScheme();
quietEverySession();
forbidNavigation();

/** `out/`, where the bundles and pages lie beside each other. */
const built = path.join(import.meta.dirname, '..');
/** Native code cannot be loaded out of the archive. */
const appRoot = path.join(built, '..').replace(/app\.asar$/, 'app.asar.unpacked');

const command = commandIn(process.argv);
const openedFiles = hearOpenedFiles();
if (command !== undefined) runInApp(command);
else if (sandboxOff !== null) refuseToStart(sandboxOff);
else if (app.requestSingleInstanceLock(openedFiles.own)) void app.whenReady().then(start);
else app.quit();

function start(): void {
  // The system's resolver alone: Chromium would ask a resolver it knows by name over HTTPS, a host no profile names.
  app.configureHostResolver({ secureDnsMode: 'off' });
  const data = app.getPath('userData');
  const log = createLog({ dir: path.join(data, 'logs') });
  surviveFaults(log);

  const preferences = openPreferences(data);
  nativeTheme.themeSource = preferences.get().theme;
  const mainWindow = createMainWindow({
    session: () => appSession,
    folder: built,
    preferences,
    startAt: openedFiles.early().length > 0 ? '#/decrypt' : '',
    log,
  });
  const appSession = createPageSession(pages.app, path.join(built, 'renderer'), mainWindow.isOurs);
  mainWindow.open();

  const files = createDroppedFiles();
  const dialogs = oneDialogAtATime(createDialogs());
  const asking = {
    folder: built,
    colour: () => profiles.active()?.colour ?? 'teal',
    theme: () => (nativeTheme.shouldUseDarkColors ? 'dark' : 'light'),
    oneAtATime: createOneAtATime(),
    log,
  } as const;
  const confirmations = createConfirmations({
    ...asking,
    session: createPageSession(pages.confirm, path.join(built, 'confirmation'), () => false),
  });
  const secretWindows = createSecretWindows({
    ...asking,
    session: createPageSession(pages.secret, path.join(built, 'secret'), () => false),
  });
  const profiles = createProfiles({
    dir: path.join(data, 'profiles'),
    confirmations,
    files,
    dialogs,
    isDeciding: () => workspaces.current()?.isDeciding() ?? false,
    log,
  });
  const encryption = createOsEncryption();
  const journal = openJournal({ dir: path.join(data, 'journal'), log });
  const acts = createActs({
    journal,
    who: () => {
      const session = workspaces.current()?.identity.session();
      return session?.kind === 'signed-in' ? session.account : null;
    },
    profile: () => {
      const profile = profiles.active();
      return profile === null ? null : { id: profileIdOf(profile), name: profile.name };
    },
  });
  const tokens = createTokens({
    folder: path.join(data, 'tokens'),
    processes: async () => {
      const { electronLauncher } = await import('./tokens/electron-launcher.ts');
      const { nativeAddonPath } = await import('./tokens/native-addon.ts');
      const launcher = electronLauncher(path.join(import.meta.dirname, 'tokens.js'));
      return { launcher, nativeAddon: nativeAddonPath(appRoot) };
    },
    confirmations,
    secretWindows,
    dialogs,
    acts,
    log,
    onChange: (overview) => emit.tokens.changed(overview),
  });
  const leaving = createLeaving({ tokens, wipeKeyFiles: () => decrypt.wipeKeyFiles(), confirmations, log });
  const watchLock = onScreenLock(leaving.locked, log);
  tokens.onChange(watchLock);
  const workspaces = createWorkspaces({
    profiles,
    surroundings: {
      data,
      encryption,
      confirmations,
      journal,
      acts,
      dialogs,
      files,
      tokens,
      secretWindows,
      engine: () => decrypt.engine(),
      log,
      isFocused: mainWindow.isFocused,
      onSession: (session) => emit.session.changed(session),
      onForget: leaving.accountGone,
      onApprovals: (summary) => emit.approvals.changed(summary),
      onConnection: (connection) => emit.platform.connection(connection),
      onDownload: (news) => emit.requests.downloading(news),
      onDraft: (draft) => emit.exports.changed(draft),
      onOverview: (overview) => emit.exports.overviewChanged(overview),
    },
    onSwitch: leaving.accountGone,
  });
  mainWindow.onFocusChange((isFocused) => workspaces.current()?.setFocused(isFocused));

  profiles.beforeRemove(async (id) => {
    const open = workspaces.current();
    if (open !== null && profileIdOf(open.profile) === id) await open.identity.signOut();
    for (const folder of ['session', 'inbox']) await rm(path.join(data, folder, `${id}.sealed`), { force: true });
    await rm(path.join(data, 'exports', id), { recursive: true, force: true });
  });

  const decrypt = createDecrypt({
    data,
    bundles: import.meta.dirname,
    onEngine: watchLock,
    tokens,
    secretWindows,
    confirmations,
    files,
    dialogs,
    acts,
    log,
    floor: () => profiles.active()?.floors.decrypt ?? 'C',
    onChange: (batch) => emit.decrypt.changed(batch),
  });
  const ownHandlers: Pick<
    Handlers<KeydockContract>,
    'app' | 'profiles' | 'session' | 'journal' | 'platform' | 'tokens' | 'decrypt'
  > = {
    app: appHandlers({
      snapshot: async () => ({
        profiles: profiles.list(),
        lastKnown: (await workspaces.current()?.lastKnown()) ?? null,
        session: workspaces.current()?.identity.session() ?? { kind: 'no-profile' },
        keeping: await encryption.state(),
      }),
      preferences,
      log,
    }),
    profiles: profileHandlers(profiles),
    session: identityHandlers(workspaces.current),
    journal: journalHandlers({ journal, dialogs, log }),
    platform: {},
    tokens: tokens.handlers,
    decrypt: decrypt.handlers,
  };
  const emit = openDoor({
    contract,
    handlers: () => ({ ...ownHandlers, ...(workspaces.current()?.handlers ?? withoutProfile) }),
    frame: { origin: pages.app.origin, isOurWindow: mainWindow.isOurs, windows: mainWindow.contents },
    rememberFile: files.remember,
    log,
  });

  profiles.onChange((list) => emit.profiles.changed(list));
  installMenu((command) => emit.app.command({ command }));
  const openPaths = (paths: readonly string[]): void => {
    if (paths.length === 0) return;
    decrypt.openPaths(paths).catch((error: unknown) => log.incident('decrypt.open', error));
    emit.app.command({ command: 'decrypt' });
  };
  openPaths(openedFiles.early());
  openedFiles.onOpen((paths) => {
    mainWindow.focus();
    openPaths(paths);
  });
  app.on('activate', mainWindow.focus);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  finishBeforeQuitting(async () => {
    await Promise.all([workspaces.dispose(), decrypt.dispose(), tokens.dispose()]);
  }, log);
  log.event('app.started', { version: app.getVersion(), platform: process.platform });
}
