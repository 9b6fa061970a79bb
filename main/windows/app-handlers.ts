import os from 'node:os';
import { app, nativeTheme } from 'electron';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import type { StartSnapshot } from '../../app/contract/shapes.ts';
import { ok } from '../../app/result.ts';
import type { LogFile } from '../log.ts';
import type { PreferencesFile } from './preferences.ts';

/** What the shell itself answers. */
export function appHandlers({
  snapshot,
  preferences,
  log,
}: {
  readonly snapshot: () => Promise<Omit<StartSnapshot, 'version' | 'theme' | 'letterKeys'>>;
  readonly preferences: PreferencesFile;
  readonly log: LogFile;
}): Handlers<KeydockContract>['app'] {
  return {
    async start() {
      const { theme, letterKeys } = preferences.get();
      return ok({ version: app.getVersion(), theme, letterKeys, ...(await snapshot()) });
    },
    async setTheme({ theme }) {
      nativeTheme.themeSource = theme;
      preferences.set({ theme });
      return ok(null);
    },
    async setLetterKeys({ isOn }) {
      preferences.set({ letterKeys: isOn });
      return ok(null);
    },
    async reportFault({ where, message }) {
      return ok({ incident: log.incident(`page.${where}`, new Error(message)) });
    },
    async diagnostics() {
      const { keeping, session } = await snapshot();
      const lines = [
        `Keydock ${app.getVersion()} on Electron ${process.versions.electron}, Chromium ${process.versions['chrome']}`,
        `${os.type()} ${os.release()} ${process.arch}`,
        `Session: ${session.kind}, kept ${keeping.kind}`,
        '',
        ...log.recent(100),
      ];
      return ok({ text: lines.join('\n').slice(-65_536) });
    },
  };
}
